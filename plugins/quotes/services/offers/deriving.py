"""Offers made from something that is there already: a request, another offer, a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    DocumentLink,
    Message,
    Refusal,
    Refused,
    VatMode,
    fetch,
    fire,
    link,
    lock_for_edit,
    today,
    unrestricted,
)
from plugins.quotes.models import Offer, Request, RequestLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.pricing import LineInput
from plugins.quotes.services.offers.given import OfferInput
from plugins.quotes.services.offers.making import create_offer
from plugins.quotes.services.offers.reading import get

ANSWERABLE = frozenset({"registered", "in_work"})


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
    fresh = replace(_anew(source), valid_until=None, responsible_id=actor.user_id)
    offer = create_offer(session, actor, fresh, source.document)
    link(session, source.document, offer.document, "copy_of")
    return offer


def revise(
    session: Session,
    actor: Actor,
    document_id: int,
    quantities: Mapping[int, Decimal] | None = None,
) -> Offer:
    """A new revision: «КП-15/2» as a draft; the one before it is superseded, and both are kept.

    ``quantities`` (by the line's id) are those that the customer wishes instead: a line whose
    quantity changes is priced by the list anew, one of which he wants nothing is left out.
    """
    document = lock_for_edit(session, document_id, actor)
    source = session.get_one(Offer, document_id)
    if document.number is None:
        raise Refused([Refusal(Message(N_("Черновик меняют, редакция ему не нужна")))])
    given = _anew(source)
    if quantities is not None:
        given = replace(given, lines=_wished(source, quantities))
    fire(session, document_id, "supersede", actor)
    if source.valid_until < today():
        given = replace(given, valid_until=None)
    offer = create_offer(session, actor, given, document)
    offer.document.year = document.year
    offer.document.sequence = document.sequence
    offer.document.revision = document.revision + 1
    link(session, document, offer.document, "supersedes")
    for request in _requests_of(session, document):
        # The request is answered by whichever revision is the first to go out.
        link(session, request, offer.document)
    session.flush()
    return offer


def _requests_of(session: Session, offer: Document) -> Sequence[Document]:
    """Requests that the offer was made from."""
    return session.scalars(
        unrestricted(
            select(Document)
            .join(DocumentLink, DocumentLink.source_id == Document.id)
            .where(DocumentLink.target_id == offer.id, Document.type == "quotes.request")
            .order_by(Document.id)
        )
    ).all()


def _anew(source: Offer) -> OfferInput:
    given = as_input(source)
    return replace(given, lines=tuple(replace(line, id=None) for line in given.lines))


def _wished(source: Offer, quantities: Mapping[int, Decimal]) -> tuple[LineInput, ...]:
    """A price was typed for the quantity that was offered; without a list there is no other."""
    lines: list[LineInput] = []
    for line, given in zip(source.lines, _anew(source).lines, strict=True):
        quantity = quantities.get(line.id, Decimal(0))
        if quantity == 0:
            continue
        by_list = quantity != line.quantity and line.list_price is not None
        price = None if by_list else given.price
        lines.append(replace(given, quantity=quantity, price=price))
    return tuple(lines)


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
                    Message(N_("Сначала заведите контрагента: предложение делают на его имя")),
                    field="partner_id",
                )
            ]
        )
    if document.state not in ANSWERABLE:
        raise Refused([Refusal(Message(N_("Предложение готовят по запросу, который в работе")))])
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
        document,
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
