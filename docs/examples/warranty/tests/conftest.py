"""What the tests of the stage start from."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Organisation, Partner, unrestricted
from reglament_warranty.services import CardInput, ItemInput, add_item, create_card


@pytest.fixture
def partner(session: Session) -> Partner:
    """A partner of Анна."""
    return session.scalars(
        unrestricted(select(Partner).where(Partner.name == "ООО «Ромашка»"))
    ).one()


@pytest.fixture
def given(session: Session, partner: Partner) -> CardInput:
    """A card as Анна would give it."""
    organisation = session.scalars(select(Organisation)).one()
    return CardInput(organisation.id, partner.id)


@pytest.fixture
def draft(session: Session, given: CardInput) -> Callable[[Actor], int]:
    """``draft(anna)``: the id of a draft with one thing on it."""

    def make(actor: Actor) -> int:
        card = create_card(session, actor, given)
        add_item(session, actor, card.document_id, ItemInput("Дрель ударная", serial="SN-1"))
        return card.document_id

    return make
