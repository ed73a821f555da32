"""A card in the neutral language that other stages understand."""

from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import Document, DocumentSnapshot, LineSnapshot, Ref, UnitRef, VatMode
from reglament_warranty.models import Card

ZERO = Decimal("0.00")


def card_snapshot(document: Document, session: Session) -> DocumentSnapshot:
    """The things under warranty; nothing of it costs anything."""
    card = session.get_one(Card, document.id)
    partner, person = document.partner, document.responsible
    return DocumentSnapshot(
        type=document.type,
        id=document.id,
        number=document.number,
        date=document.date,
        organisation=Ref(document.organisation_id, document.organisation.name),
        partner=Ref(partner.id, partner.name) if partner else None,
        contact=None,
        responsible=Ref(person.id, person.full_name) if person else Ref(None, ""),
        currency=document.currency,
        vat_mode=VatMode.INCLUDED,
        delivery_terms=None,
        payment_terms=None,
        net=ZERO,
        vat=ZERO,
        gross=ZERO,
        lines=tuple(
            LineSnapshot(
                position=item.position,
                material_id=item.material_id,
                sku=None,
                name=item.name,
                description=item.serial,
                quantity=item.quantity,
                unit=UnitRef("", None),
            )
            for item in card.items
        ),
    )
