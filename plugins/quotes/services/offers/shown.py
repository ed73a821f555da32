"""An offer in plain words: told by its history, and compared where two versions meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Contact,
    DeliveryTerm,
    Document,
    Message,
    Organisation,
    Partner,
    PaymentTerm,
    Unit,
    User,
    VatMode,
    typed_number,
    unrestricted,
)
from plugins.quotes.models import Offer
from plugins.quotes.pricing import PricedOffer
from plugins.quotes.services.offers.given import OfferInput

Words: TypeAlias = tuple[str | Message, ...]
"""What a field or a line says, in parts: names and numbers as they are, words of the program yet
to be said in the reader's language."""

VAT_WORDS: Mapping[VatMode, str] = {
    VatMode.INCLUDED: N_("НДС в том числе"),
    VatMode.EXCLUDED: N_("НДС сверху"),
}


@dataclass(frozen=True)
class Shown:
    """Header by the title of the field, lines in order: (key of a saved line, words)."""

    header: Mapping[str, Words]
    lines: Sequence[tuple[int | None, Words]]


def shown_offer(session: Session, offer: Offer) -> Shown:
    """The offer as it is stored."""
    document = offer.document
    units = _units(session)
    return Shown(
        header=_header(
            session,
            offer,
            organisation_id=document.organisation_id,
            partner_id=document.partner_id,
            responsible_id=document.responsible_id,
            valid_until=offer.valid_until,
            currency=document.currency,
            vat_mode=VatMode(offer.vat_mode),
            title=document.title,
            total=document.total,
        ),
        lines=[
            (line.id, _line(line, line.price, line.name, units.get(line.unit_id or 0, "")))
            for line in offer.lines
        ],
    )


def shown_input(
    session: Session,
    given: OfferInput,
    priced: PricedOffer,
    document: Document,
    valid_until: date,
) -> Shown:
    """The offer as a person gives it, priced; what he left to the program is as in ``document``."""
    units = _units(session)
    lines: list[tuple[int | None, Words]] = []
    for line in priced.lines:
        material = line.material
        name = line.given.name.strip() or (material.name if material else "")
        unit_id = line.given.unit_id or (material.unit_id if material else 0)
        words = _line(line.given, line.price, name, units.get(unit_id, ""))
        lines.append((line.given.id, words))
    return Shown(
        header=_header(
            session,
            given,
            organisation_id=given.organisation_id,
            partner_id=given.partner_id,
            responsible_id=given.responsible_id or document.responsible_id,
            valid_until=valid_until,
            currency=given.currency,
            vat_mode=given.vat_mode,
            title=given.title,
            total=priced.totals.gross,
        ),
        lines=lines,
    )


def changes(before: Shown, after: Shown) -> dict[str, tuple[Any, Any]]:
    """Title → (old, new) of all that differs, as the history keeps it; a line is titled by its
    number in the new version.

    A line that only moved has not changed; one that has come or gone has an empty other side.
    """
    found = {
        name: (_kept(before.header[name]), _kept(after.header[name]))
        for name in after.header
        if before.header[name] != after.header[name]
    }
    old = {key: (position, words) for position, (key, words) in enumerate(before.lines, start=1)}
    for position, (key, words) in enumerate(after.lines, start=1):
        _position, known = old.pop(key, (0, ()))
        if known != words:
            found[f"№ {position}"] = (_kept(known), _kept(words))
    for position, words in old.values():
        found[f"№ {position} (−)"] = (_kept(words), "")
    return found


def _kept(words: Words) -> str | list[Any]:
    """Plain text where nothing is to be translated, else the parts."""
    texts = [part for part in words if isinstance(part, str)]
    if len(texts) == len(words):
        return ", ".join(texts)
    return [part.to_json() if isinstance(part, Message) else part for part in words]


def _header(
    session: Session,
    source: Any,
    *,
    organisation_id: int,
    partner_id: int | None,
    responsible_id: int | None,
    valid_until: date,
    currency: str,
    vat_mode: VatMode,
    title: str,
    total: Decimal,
) -> dict[str, Words]:
    """``source`` is an ``Offer`` or an ``OfferInput``: what both name alike is read from it."""
    told: dict[str, str | Message] = {
        N_("Организация"): _name(session, Organisation, organisation_id),
        N_("Контрагент"): _partner(session, partner_id),
        N_("Контактное лицо"): _name(session, Contact, source.contact_id),
        N_("Ответственный"): _person(session, responsible_id),
        N_("Тема"): title,
        N_("Действует до"): f"{valid_until:%d.%m.%Y}",
        N_("Валюта"): currency,
        N_("НДС"): Message(VAT_WORDS[vat_mode]),
        N_("Условия поставки"): _name(session, DeliveryTerm, source.delivery_term_id),
        N_("Условия оплаты"): _name(session, PaymentTerm, source.payment_term_id),
        N_("Вступление"): source.opening,
        N_("Заключение"): source.closing,
        N_("Не является офертой"): Message(N_("да") if source.not_an_offer else N_("нет")),
        N_("Сумма"): _grouped(f"{total:,.2f}"),
    }
    return {name: (value,) if value else () for name, value in told.items()}


def _line(line: Any, price: Decimal, name: str, unit: str) -> Words:
    """«Болт М8х40: 10 шт × 18,5 − 5 %, 3 дня, взамен: Болт М8х45 (нет в наличии)»."""
    asked = f"{name}: {typed_number(line.quantity)} {unit}".rstrip()
    words = f"{asked} × {_grouped(f'{price.normalize():,f}')}"
    if line.discount_percent:
        words += f" − {typed_number(line.discount_percent)} %"
    parts: list[str | Message] = [words]
    if line.shipping_days is not None:
        parts.append(Message.plural("%(num)s день", "%(num)s дня", line.shipping_days))
    if line.description:
        parts.append(line.description)
    if line.instead_of:
        parts.append(
            Message(
                N_("взамен: %(material)s (%(reason)s)"),
                material=str(line.instead_of),
                reason=line.instead_reason,
            )
        )
    return tuple(parts)


def _grouped(number: str) -> str:
    """«1,095,564.25» as «1 095 564,25», its parts kept on one line."""
    return number.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def _units(session: Session) -> dict[int, str]:
    return {unit.id: unit.short for unit in session.scalars(select(Unit))}


def _partner(session: Session, key: int | None) -> str:
    if key is None:
        return ""
    statement = unrestricted(select(Partner.name).where(Partner.id == key))
    return session.scalars(statement).first() or ""


def _person(session: Session, key: int | None) -> str:
    row = session.get(User, key) if key is not None else None
    return row.full_name if row is not None else ""


def _name(session: Session, model: Any, key: int | None) -> str:
    row = session.get(model, key) if key is not None else None
    return row.name if row is not None else ""
