"""Making and changing an offer."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.sdk import (
    N_,
    Actor,
    Contact,
    DirectoryPermission,
    Document,
    Forbidden,
    Message,
    Partner,
    Refusal,
    Refused,
    ValidationFailed,
    assignment_faults,
    create,
    fetch,
    hand_over,
    history,
    lock_for_edit,
    norm,
    today,
)
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.norms import OFFER_VALIDITY_DAYS
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.pricing import (
    PricedLine,
    PricedOffer,
    price_lines,
    quantity_faults,
    unit_id_of,
)
from plugins.quotes.services.offers.given import (
    EDITABLE,
    MAX_LINES,
    MAX_SHIPPING_DAYS,
    MAX_TEXT,
    MAX_TITLE,
    TYPE,
    OfferInput,
)
from plugins.quotes.services.offers.shown import changes, shown_input, shown_offer


def create_offer(
    session: Session, actor: Actor, given: OfferInput, source: Document | None = None
) -> Offer:
    """A draft. The partner, the responsible person and the quantities of ``source``, the document
    that it is made from, are not questioned again: what is wrong with a quantity is told where
    the draft is changed, and keeps it from being approved.

    Raises Forbidden, NotFound (a partner of somebody else's), ValidationFailed.
    """
    if not actor.can(QuotePermission.OFFER_EDIT):
        raise Forbidden()
    faults = quantity_faults(session, given.lines) if source is None else {}
    _check(session, actor, given, source, faults)
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
    keeper = given.responsible_id or actor.user_id
    valid_until = given.valid_until or default_validity(session, day, keeper)
    offer = Offer(document_id=document.id, document=document, lines=[])
    _write_header(offer, given, valid_until)
    _write_lines(offer, priced)
    session.add(offer)
    session.flush()
    return offer


def save_offer(
    session: Session, actor: Actor, document_id: int, version: int, given: OfferInput
) -> Offer:
    """Change a draft whole: header and lines as given. What really changed goes into history.

    Raises StaleVersion where somebody saved first, Refused where the offer is no longer a draft.
    """
    document = editable(session, actor, document_id, version)
    if document.number is not None and given.organisation_id != document.organisation_id:
        taken = Message(N_("Номер уже присвоен от имени другой организации: сделайте копию"))
        raise ValidationFailed({"organisation_id": [taken]})
    _check(session, actor, given, document, quantity_faults(session, given.lines))
    offer = session.get_one(Offer, document_id)
    before = shown_offer(session, offer)
    priced = price_lines(session, given.terms(document.date), given.lines)
    document.organisation_id = given.organisation_id
    document.partner_id = given.partner_id
    hand_over(session, document, given.responsible_id)
    document.currency = given.currency
    document.title = given.title
    document.total = priced.totals.gross
    # Lines and texts are other tables' rows: the header must count their versions too.
    flag_modified(document, "updated_at")
    _write_header(offer, given, given.valid_until or offer.valid_until)
    _write_lines(offer, priced)
    session.flush()
    session.expire(document, ["partner", "organisation", "responsible"])
    session.expire(offer, ["contact", "delivery_term", "payment_term"])
    for line in offer.lines:
        session.expire(line, ["material", "unit"])
    history.record_changes(session, document, actor, changes(before, shown_offer(session, offer)))
    return offer


def set_aside(session: Session, actor: Actor, document_id: int, given: OfferInput) -> None:
    """Keep in the history what a person gives up in favour of somebody's newer version."""
    document = editable(session, actor, document_id)
    offer = session.get_one(Offer, document_id)
    priced = price_lines(session, given.terms(document.date), given.lines)
    mine = shown_input(session, given, priced, document, given.valid_until or offer.valid_until)
    given_up = changes(shown_offer(session, offer), mine)
    if given_up:
        history.record(
            session,
            document,
            "set aside",
            actor,
            {
                "text": N_("Правка отложена: оставлена версия коллеги"),
                "fields": {name: list(pair) for name, pair in given_up.items()},
            },
        )


def editable(
    session: Session, actor: Actor, document_id: int, version: int | None = None
) -> Document:
    """The draft's header, locked. Raises NotFound, Forbidden, StaleVersion, Refused."""
    document = lock_for_edit(session, document_id, actor, version)
    if document.state != EDITABLE:
        raise Refused(
            [Refusal(Message(N_("Менять можно только черновик. Верните предложение в черновик.")))]
        )
    return document


def default_validity(session: Session, day: date, keeper: int | None) -> date:
    """Until when prices hold unless the manager says otherwise; ``keeper`` is whose offer it is."""
    days = norm(session, OFFER_VALIDITY_DAYS, employee=keeper).value
    return day + timedelta(days=int(days))


def _check(
    session: Session,
    actor: Actor,
    given: OfferInput,
    source: Document | None,
    faults: Mapping[str, list[Message]],
) -> None:
    errors = {**_header_errors(session, actor, given, source), **faults}
    unfit = assignment_faults(
        session, actor, QuotePermission.OFFER_EDIT, given.responsible_id, source
    )
    if unfit:
        errors["responsible_id"] = unfit
    if len(given.lines) > MAX_LINES:
        errors["lines"] = [
            Message(N_("Не больше %(limit)s строк в одном предложении"), limit=MAX_LINES)
        ]
    for index, line in enumerate(given.lines):
        if not line.name.strip() and line.material_id is None:
            errors[f"lines-{index}-name"] = [Message(N_("Выберите товар или напишите название"))]
        if line.quantity <= 0:
            errors[f"lines-{index}-quantity"] = [Message(N_("Количество должно быть больше нуля"))]
        if line.shipping_days is not None and not 0 <= line.shipping_days <= MAX_SHIPPING_DAYS:
            errors[f"lines-{index}-shipping_days"] = [
                Message(N_("Срок в рабочих днях: от 0 (в наличии) до 3650"))
            ]
        if line.instead_of.strip() and not line.instead_reason.strip():
            errors[f"lines-{index}-instead_reason"] = [
                Message(N_("Напишите клиенту, почему предложена замена"))
            ]
    if errors:
        raise ValidationFailed(errors)


def _header_errors(
    session: Session, actor: Actor, given: OfferInput, source: Document | None
) -> dict[str, list[Message]]:
    errors: dict[str, list[Message]] = {}
    if given.partner_id is None:
        errors["partner_id"] = [Message(N_("Выберите контрагента"))]
    elif source is None or given.partner_id != source.partner_id:
        partner = fetch(session, Partner, given.partner_id, actor, DirectoryPermission.PARTNER_VIEW)
        if partner.archived:
            errors["partner_id"] = [Message(N_("Контрагент в архиве: выберите другого"))]
    if given.contact_id is not None:
        owner = session.scalars(
            select(Contact.partner_id).where(Contact.id == given.contact_id)
        ).first()
        if owner is None or owner != given.partner_id:
            errors["contact_id"] = [Message(N_("Это контактное лицо другого контрагента"))]
    if given.valid_until is not None and given.valid_until < today():
        errors["valid_until"] = [Message(N_("Срок уже прошёл: укажите сегодня или позже"))]
    for name, limit in (("opening", MAX_TEXT), ("closing", MAX_TEXT), ("title", MAX_TITLE)):
        if len(getattr(given, name)) > limit:
            errors[name] = [Message(N_("Не длиннее %(limit)s знаков"), limit=limit)]
    return errors


def _write_header(offer: Offer, given: OfferInput, valid_until: date) -> None:
    offer.contact_id = given.contact_id
    offer.valid_until = valid_until
    offer.document.due = valid_until
    offer.vat_mode = given.vat_mode.value
    offer.delivery_term_id = given.delivery_term_id
    offer.payment_term_id = given.payment_term_id
    offer.opening = given.opening.strip()
    offer.closing = given.closing.strip()
    offer.not_an_offer = given.not_an_offer


def _write_lines(offer: Offer, priced: PricedOffer) -> None:
    offer.net = priced.totals.net
    offer.vat = priced.totals.vat
    kept = {line.id: line for line in offer.lines}
    rows: list[OfferLine] = []
    for position, line in enumerate(priced.lines, start=1):
        row = kept.pop(line.given.id or 0, None) or OfferLine()
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
    row.unit_id = unit_id_of(given, material)
    row.price = line.price
    row.list_price = line.list_price
    row.price_source = line.price_source.to_json()
    row.discount_percent = given.discount_percent
    row.vat_code = line.rate.code
    row.net, row.vat, row.gross = line.amounts.net, line.amounts.vat, line.amounts.gross
    row.shipping_days = given.shipping_days
    if row.shipping_days is None and material is not None:
        row.shipping_days = material.lead_time_days
    row.instead_of = given.instead_of.strip()[:300]
    row.instead_reason = given.instead_reason.strip()[:300]
