"""What the stage does when a customer buys, whether the selling stage is there or not."""

from collections.abc import Callable
from decimal import Decimal

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    DocumentEvent,
    DocumentSnapshot,
    LineSnapshot,
    Partner,
    Ref,
    UnitRef,
    VatMode,
    now,
    registry_of,
)
from core.testing.databases import TestDatabases
from reglament_warranty.models import Card
from reglament_warranty.reactions import offer_is_confirmed
from reglament_warranty.services import CardInput, create_card

ZERO = Decimal("0.00")


def confirmed(document: Document) -> DocumentEvent:
    """The event as the core hands it over; a snapshot is all that a reaction sees of the offer."""
    line = LineSnapshot(
        position=1,
        material_id=None,
        sku="DR-13",
        name="Дрель ударная",
        description="",
        quantity=Decimal(2),
        unit=UnitRef("шт", "796"),
    )
    snapshot = DocumentSnapshot(
        type="quotes.offer",
        id=document.id,
        number=document.number,
        date=document.date,
        organisation=Ref(document.organisation_id, ""),
        partner=Ref(document.partner_id, ""),
        contact=None,
        responsible=Ref(document.responsible_id, ""),
        currency="RUB",
        vat_mode=VatMode.INCLUDED,
        delivery_terms=None,
        payment_terms=None,
        net=ZERO,
        vat=ZERO,
        gross=ZERO,
        lines=(line,),
    )
    return DocumentEvent(
        name="quotes.offer:confirm",
        document=document,
        transition="confirm",
        from_state="sent",
        to_state="confirmed",
        actor=Actor.outsider("Клиент", {}),
        at=now(),
        load_snapshot=lambda: snapshot,
    )


def test_a_confirmed_offer_makes_one_draft_however_often_it_is_told(
    session: Session, actors: Callable[[str], Actor], given: CardInput, partner: Partner
) -> None:
    anna = actors("anna")
    # Any document will do as the source: the reaction asks the snapshot, not the offer's tables.
    source = create_card(session, anna, given).document
    offer_is_confirmed(confirmed(source), session)
    offer_is_confirmed(confirmed(source), session)
    made = session.scalars(select(Card).where(Card.document_id != source.id)).all()
    assert [(card.document.partner_id, card.document.responsible_id) for card in made] == [
        (partner.id, anna.user_id)
    ]
    assert [(item.name, item.quantity) for item in made[0].items] == [("Дрель ударная", 2)]


def test_the_stage_works_where_the_selling_stage_is_switched_off(
    databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    app = make_app(databases.create("warranty_alone"), plugins="warranty")
    registry = app.extensions["reglament"].registry
    assert list(registry.manifests) == ["core", "warranty"]
    assert registry.quarantined == {}
    assert "quotes.offer:confirm" in registry.subscriptions


def test_where_it_is_on_the_event_that_is_subscribed_to_exists(session: Session) -> None:
    registry = registry_of(session)
    if "quotes" in registry.manifests:
        moves = registry.document_types["quotes.offer"].workflow.transitions
        assert "confirm" in {move.name for move in moves}


def test_the_source_of_a_draft_stands_in_its_chain(
    session: Session, actors: Callable[[str], Actor], given: CardInput
) -> None:
    source = create_card(session, actors("anna"), given).document
    offer_is_confirmed(confirmed(source), session)
    from core.sdk import DocumentLink

    found = session.scalars(select(DocumentLink).where(DocumentLink.source_id == source.id)).one()
    assert found.kind == "based_on"
