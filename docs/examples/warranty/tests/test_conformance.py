"""The plugin keeps the rules of the house."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Organisation, Partner, fire, unrestricted
from core.testing.conformance import PluginConformance
from core.testing.flat import WhoIs
from core.testing.norms import House, NormProof
from reglament_warranty.models import Card
from reglament_warranty.norms import ANSWER_DAYS, DEFAULT_MONTHS
from reglament_warranty.services import CardInput, ItemInput, add_item, claim, create_card


def new_card(session: Session, actor: Actor) -> Card:
    """A draft for Ромашка with one thing on it."""
    organisation = session.scalars(select(Organisation)).one()
    found = session.scalars(unrestricted(select(Partner).where(Partner.inn == "7736207543")))
    card = create_card(session, actor, CardInput(organisation.id, found.one().id))
    add_item(session, actor, card.document_id, ItemInput("Дрель ударная"))
    return card


def months_of_a_new_card(house: House) -> object:
    """The term of a card where Анна has not said."""
    return new_card(house.session, house.actor("anna")).months


def day_of_the_answer(house: House) -> object:
    """The day by which a claim must be answered."""
    anna = house.actor("anna")
    card = new_card(house.session, anna)
    fire(house.session, card.document_id, "issue", anna)
    return claim(house.session, anna, card.document_id, "Не включается").due


PROOFS = {
    DEFAULT_MONTHS: NormProof(("12", "24"), months_of_a_new_card),
    ANSWER_DAYS: NormProof(("1", "5"), day_of_the_answer),
}


class TestConformance(PluginConformance):
    name = "warranty"
    norm_proofs = PROOFS

    def make_rows(self, session: Session, who_is: WhoIs, count: int) -> None:
        for _number in range(count):
            new_card(session, who_is("anna"))
