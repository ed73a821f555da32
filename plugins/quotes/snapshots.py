"""Requests and offers in the neutral language that other stages understand."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import (
    Document,
    DocumentSnapshot,
    LineSnapshot,
    Ref,
    Unit,
    UnitRef,
    VatMode,
    VatRate,
    line_amounts,
)
from plugins.quotes.models import Offer, OfferLine, Request, RequestLine

ZERO = Decimal("0.00")


def _unit(unit: Unit | None) -> UnitRef:
    if unit is None:
        return UnitRef("", None)
    # technical: codes of ОКЕИ have three digits
    okei = unit.code if unit.code.isdigit() and len(unit.code) == 3 else None
    return UnitRef(unit.short, okei)


def _responsible(document: Document) -> Ref:
    person = document.responsible
    return Ref(person.id, person.full_name) if person else Ref(None, "")


def request_snapshot(document: Document, session: Session) -> DocumentSnapshot:
    """The request: lines have no prices yet."""
    request = session.get_one(Request, document.id)
    partner = document.partner
    asker = Ref(partner.id, partner.name) if partner else Ref(None, request.requester)
    contact = request.contact
    return DocumentSnapshot(
        type=document.type,
        id=document.id,
        number=document.number,
        date=document.date,
        organisation=Ref(document.organisation_id, document.organisation.name),
        partner=asker,
        contact=Ref(contact.id, contact.name) if contact else None,
        responsible=_responsible(document),
        currency=document.currency,
        vat_mode=VatMode.INCLUDED,
        delivery_terms=None,
        payment_terms=None,
        net=ZERO,
        vat=ZERO,
        gross=ZERO,
        lines=tuple(_request_line(line) for line in request.lines),
    )


def _request_line(line: RequestLine) -> LineSnapshot:
    return LineSnapshot(
        position=line.position,
        material_id=line.material_id,
        sku=line.material.sku if line.material else None,
        name=line.text,
        description=line.description,
        quantity=line.quantity,
        unit=_unit(line.unit),
        wanted_date=line.wanted_on,
    )


def offer_snapshot(document: Document, session: Session) -> DocumentSnapshot:
    """The offer as it stands; of a confirmed one, what the customer took, in his quantities."""
    offer = session.get_one(Offer, document.id)
    partner, contact = document.partner, offer.contact
    delivery, payment = offer.delivery_term, offer.payment_term
    confirmed = document.state == "confirmed"
    lines = tuple(
        _confirmed_line(line) if confirmed else _offer_line(line)
        for line in offer.lines
        if not confirmed or line.confirmed_quantity
    )
    return DocumentSnapshot(
        type=document.type,
        id=document.id,
        number=document.number,
        date=document.date,
        organisation=Ref(document.organisation_id, document.organisation.name),
        partner=Ref(partner.id, partner.name) if partner else None,
        contact=Ref(contact.id, contact.name) if contact else None,
        responsible=_responsible(document),
        currency=document.currency,
        vat_mode=VatMode(offer.vat_mode),
        delivery_terms=Ref(delivery.id, delivery.name) if delivery else None,
        payment_terms=Ref(payment.id, payment.name) if payment else None,
        net=sum((line.net for line in lines), ZERO),
        vat=sum((line.vat for line in lines), ZERO),
        gross=sum((line.gross for line in lines), ZERO),
        lines=lines,
    )


def _offer_line(line: OfferLine) -> LineSnapshot:
    return LineSnapshot(
        position=line.position,
        material_id=line.material_id,
        sku=line.sku or None,
        name=line.name,
        description=line.description,
        quantity=line.quantity,
        unit=_unit(line.unit),
        price=line.price,
        discount_percent=line.discount_percent,
        vat_rate=line.vat_code,
        net=line.net,
        vat=line.vat,
        gross=line.gross,
        shipping_days=line.shipping_days,
    )


def _confirmed_line(line: OfferLine) -> LineSnapshot:
    """The offered price for the quantity that was taken."""
    taken = line.confirmed_quantity or Decimal(0)
    rate = VatRate.parse(line.vat_code)
    amounts = line_amounts(
        taken, line.price, line.discount_percent, rate, VatMode(line.offer.vat_mode)
    )
    return replace(
        _offer_line(line), quantity=taken, net=amounts.net, vat=amounts.vat, gross=amounts.gross
    )
