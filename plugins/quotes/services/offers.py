"""Making and changing offers: from scratch, from a request, by copy, as a new revision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Contact,
    DirectoryPermission,
    Document,
    DocumentLink,
    Message,
    N_,
    NotFound,
    Partner,
    Refusal,
    Refused,
    ValidationFailed,
    VatMode,
    create,
    fetch,
    fire,
    history,
    link,
    lock_for_edit,
    norm,
    today,
)
from plugins.quotes.models import Offer, OfferLine, Request, RequestLine
from plugins.quotes.norms import OFFER_VALIDITY_DAYS
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.pricing import LineInput, OfferTerms, PricedLine, PricedOffer, price_lines

TYPE = "quotes.offer"
EDITABLE = "draft"
MAX_LINES = 1000


@dataclass(frozen=True)
class OfferInput:
    """An offer as a person gives it. ``valid_until`` None: as the regulation says."""

    organisation_id: int
    partner_id: int | None
    lines: tuple[LineInput, ...]
    contact_id: int | None = None
    responsible_id: int | None = None
    valid_until: date | None = None
    currency: str = "RUB"
    vat_mode: VatMode = VatMode.INCLUDED
    delivery_term_id: int | None = None
    payment_term_id: int | None = None
    opening: str = ""
    closing: str = ""
    not_an_offer: bool = False
    title: str = ""

    def terms(self, day: date) -> OfferTerms:
        """What of it decides on prices."""
        return OfferTerms(
            organisation_id=self.organisation_id,
            partner_id=self.partner_id,
            delivery_term_id=self.delivery_term_id,
            currency=self.currency,
            vat_mode=self.vat_mode,
            day=day,
        )


def get(session: Session, document_id: int, actor: Actor) -> Offer:
    """The offer, where this person may see it; NotFound otherwise."""
    fetch(session, Document, document_id, actor, QuotePermission.OFFER_VIEW)
    offer = session.get(Offer, document_id)
    if offer is None:
        raise NotFound()
    return offer


def create_offer(session: Session, actor: Actor, given: OfferInput) -> Offer:
    """A draft. Raises ValidationFailed with errors by field."""
    _check(session, actor, given)
    day = today()
    priced = price_lines(session, given.terms(day), given.lines)
    document = create(
        session,
        actor,
        TYPE,
        organisation_id=given.organisation_id,
        responsible_id=given.responsible_id,
        day=day,
        partner_id=given.partner_id,
        currency=given.currency,
        title=given.title,
        total=priced.totals.gross,
    )
    valid_until = given.valid_until or default_validity(session, day)
    offer = Offer(document_id=document.id, valid_until=valid_until, vat_mode=given.vat_mode.value)
    _write_header(offer, given, valid_until)
    _write_lines(offer, priced)
    document.due = valid_until
    session.add(offer)
    session.flush()
    return offer


def save_offer(
    session: Session, actor: Actor, document_id: int, version: int, given: OfferInput
) -> Offer:
    """Change a draft whole: header and lines as given. What really changed goes into history.

    Raises StaleVersion where somebody saved first, Refused where the offer is no longer a draft.
    """
    document = lock_for_edit(session, document_id, actor, version)
    if document.state != EDITABLE:
        raise Refused(
            [Refusal(Message(N_("Менять можно только черновик. Верните предложение в черновик.")))]
        )
    _check(session, actor, given)
    offer = session.get_one(Offer, document_id)
    before = _shown(offer)
    priced = price_lines(session, given.terms(document.date), given.lines)
    document.partner_id = given.partner_id
    document.currency = given.currency
    document.title = given.title
    document.total = priced.totals.gross
    valid_until = given.valid_until or offer.valid_until
    document.due = valid_until
    _write_header(offer, given, valid_until)
    _write_lines(offer, priced)
    session.flush()
    session.refresh(offer)
    after = _shown(offer)
    history.record_changes(
        session,
        document,
        actor,
        {name: (before.get(name), after.get(name)) for name in {**before, **after}},
    )
    return offer


def default_validity(session: Session, day: date) -> date:
    """Until when prices hold unless the manager says otherwise."""
    return day + timedelta(days=int(norm(session, OFFER_VALIDITY_DAYS).value))


def _check(session: Session, actor: Actor, given: OfferInput) -> None:
    errors: dict[str, list[Message]] = {}
    if given.partner_id is None:
        errors["partner_id"] = [Message(N_("Выберите контрагента"))]
    else:
        fetch(session, Partner, given.partner_id, actor, DirectoryPermission.PARTNER_VIEW)
        contact = session.get(Contact, given.contact_id) if given.contact_id else None
        if contact is not None and contact.partner_id != given.partner_id:
            errors["contact_id"] = [Message(N_("Это контактное лицо другого контрагента"))]
    if given.valid_until is not None and given.valid_until < today():
        errors["valid_until"] = [Message(N_("Срок уже прошёл: укажите сегодня или позже"))]
    if len(given.lines) > MAX_LINES:
        errors["lines"] = [
            Message(N_("Не больше %(limit)s строк в одном предложении"), limit=MAX_LINES)
        ]
    for index, line in enumerate(given.lines):
        if not line.name.strip() and line.material_id is None:
            errors[f"lines-{index}-name"] = [Message(N_("Выберите товар или напишите название"))]
        if line.quantity <= 0:
            errors[f"lines-{index}-quantity"] = [Message(N_("Количество должно быть больше нуля"))]
        if line.instead_of and not line.instead_reason:
            errors[f"lines-{index}-instead_reason"] = [
                Message(N_("Напишите клиенту, почему предложена замена"))
            ]
    if errors:
        raise ValidationFailed(errors)


def _write_header(offer: Offer, given: OfferInput, valid_until: date) -> None:
    offer.contact_id = given.contact_id
    offer.valid_until = valid_until
    offer.vat_mode = given.vat_mode.value
    offer.delivery_term_id = given.delivery_term_id
    offer.payment_term_id = given.payment_term_id
    offer.opening = given.opening
    offer.closing = given.closing
    offer.not_an_offer = given.not_an_offer


def _write_lines(offer: Offer, priced: PricedOffer) -> None:
    offer.net = priced.totals.net
    offer.vat = priced.totals.vat
    kept = {line.id: line for line in offer.lines}
    rows: list[OfferLine] = []
    for position, line in enumerate(priced.lines, start=1):
        row = kept.get(line.given.id or 0) or OfferLine()
        _fill(row, position, line)
        rows.append(row)
    offer.lines = rows


def _fill(row: OfferLine, position: int, line: PricedLine) -> None:
    given, material = line.given, line.material
    row.position = position
    row.material_id = material.id if material else None
    row.sku = material.sku if material else ""
    row.name = (given.name.strip() or (material.name if material else ""))[:300]
    row.description = given.description.strip()
    row.quantity = given.quantity
    row.unit_id = given.unit_id or (material.unit_id if material else None)
    row.price = line.price
    row.list_price = line.list_price
    row.price_source = str(line.price_source)[:200]
    row.discount_percent = given.discount_percent
    row.vat_code = line.rate.code
    row.net, row.vat, row.gross = line.amounts.net, line.amounts.vat, line.amounts.gross
    row.shipping_days = given.shipping_days
    if row.shipping_days is None and material is not None:
        row.shipping_days = material.lead_time_days
    row.instead_of = given.instead_of.strip()[:300]
    row.instead_reason = given.instead_reason.strip()[:300]


def _shown(offer: Offer) -> dict[str, Any]:
    """What a change of the offer is told by in the history."""
    found: dict[str, Any] = {
        "partner": offer.document.partner.name if offer.document.partner else None,
        "contact": offer.contact.name if offer.contact else None,
        "valid_until": offer.valid_until,
        "currency": offer.document.currency,
        "vat_mode": offer.vat_mode,
        "delivery_term": offer.delivery_term.name if offer.delivery_term else None,
        "payment_term": offer.payment_term.name if offer.payment_term else None,
        "total": offer.document.total,
    }
    for line in offer.lines:
        found[f"line {line.position}"] = (
            f"{line.name}: {line.quantity.normalize():f} × {line.price.normalize():f}"
            f" − {line.discount_percent.normalize():f} %"
        )
    return found


def as_input(offer: Offer) -> OfferInput:
    """The offer as if a person had given it anew: for copies, revisions and forms."""
    return OfferInput(
        organisation_id=offer.document.organisation_id,
        partner_id=offer.document.partner_id,
        contact_id=offer.contact_id,
        responsible_id=offer.document.responsible_id,
        valid_until=offer.valid_until,
        currency=offer.document.currency,
        vat_mode=VatMode(offer.vat_mode),
        delivery_term_id=offer.delivery_term_id,
        payment_term_id=offer.payment_term_id,
        opening=offer.opening,
        closing=offer.closing,
        not_an_offer=offer.not_an_offer,
        title=offer.document.title,
        lines=tuple(
            LineInput(
                id=line.id,
                name=line.name,
                quantity=line.quantity,
                material_id=line.material_id,
                unit_id=line.unit_id,
                description=line.description,
                price=None if line.price == line.list_price else line.price,
                discount_percent=line.discount_percent,
                shipping_days=line.shipping_days,
                instead_of=line.instead_of,
                instead_reason=line.instead_reason,
            )
            for line in offer.lines
        ),
    )


def copy(session: Session, actor: Actor, document_id: int) -> Offer:
    """A new draft with the same content, at today's prices; the copier becomes responsible."""
    source = get(session, document_id, actor)
    given = as_input(source)
    fresh = tuple(replace(line, id=None) for line in given.lines)
    offer = create_offer(
        session,
        actor,
        replace(given, lines=fresh, valid_until=None, responsible_id=actor.user_id),
    )
    link(session, source.document, offer.document, "copy_of")
    return offer


def revise(session: Session, actor: Actor, document_id: int) -> Offer:
    """A new revision: «КП-15/2» as a draft; the one before it is superseded, and both are kept."""
    document = lock_for_edit(session, document_id, actor)
    source = session.get_one(Offer, document_id)
    if document.number is None:
        raise Refused([Refusal(Message(N_("Черновик меняют, редакция ему не нужна")))])
    given = as_input(source)
    fire(session, document_id, "supersede", actor)
    fresh = tuple(replace(line, id=None) for line in given.lines)
    keep = given.valid_until if given.valid_until and given.valid_until >= today() else None
    offer = create_offer(session, actor, replace(given, lines=fresh, valid_until=keep))
    offer.document.year = document.year
    offer.document.sequence = document.sequence
    offer.document.revision = document.revision + 1
    link(session, document, offer.document, "supersedes")
    session.flush()
    return offer


def from_request(session: Session, actor: Actor, request_id: int) -> Offer:
    """A draft that answers a request: matched lines carried over, alternatives with the reason.

    Lines that nobody has matched go over in the customer's words, without a price; those of
    unmet demand stay behind.
    """
    document = fetch(session, Document, request_id, actor, QuotePermission.REQUEST_VIEW)
    request = session.get_one(Request, request_id)
    if document.partner_id is None:
        raise Refused(
            [
                Refusal(
                    Message(
                        N_("Сначала заведите контрагента: предложение делают на его имя"),
                    ),
                    field="partner_id",
                )
            ]
        )
    if document.state not in {"registered", "in_work"}:
        raise Refused(
            [Refusal(Message(N_("Предложение готовят по запросу, который в работе")))]
        )
    lines = tuple(_from_request_line(line) for line in request.lines if line.status != "unmet")
    if not lines:
        raise Refused(
            [Refusal(Message(N_("Предлагать нечего: все строки в неудовлетворённом спросе")))]
        )
    offer = create_offer(
        session,
        actor,
        OfferInput(
            organisation_id=document.organisation_id,
            partner_id=document.partner_id,
            contact_id=request.contact_id,
            responsible_id=document.responsible_id,
            title=document.title,
            lines=lines,
        ),
    )
    link(session, document, offer.document)
    if document.state == "registered":
        fire(session, request_id, "take", actor)
    return offer


def _from_request_line(line: RequestLine) -> LineInput:
    chosen = line.material
    alternative = line.status == "alternative"
    return LineInput(
        name=chosen.name if chosen else line.text,
        quantity=line.quantity,
        material_id=line.material_id,
        # The price list's unit goes with the material; the customer's own unit only without one.
        unit_id=None if chosen else line.unit_id,
        description=line.description,
        price=None if chosen else Decimal(0),
        instead_of=line.text if alternative else "",
        instead_reason=line.unmet_reason if alternative else "",
    )


def request_of(session: Session, offer: Offer) -> Sequence[Request]:
    """Requests that the offer answers."""
    return session.scalars(
        select(Request)
        .join(DocumentLink, DocumentLink.source_id == Request.document_id)
        .where(DocumentLink.target_id == offer.document_id)
    ).all()
