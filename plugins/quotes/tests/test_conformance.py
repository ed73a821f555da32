"""The plugin keeps the rules of the house."""

from sqlalchemy.orm import Session

from core.testing.conformance import PluginConformance
from core.testing.flat import WhoIs
from plugins.quotes.tests import norm_proofs, offer_world, request_world


class TestConformance(PluginConformance):
    name = "quotes"
    norm_proofs = norm_proofs.PROOFS

    def make_rows(self, session: Session, who_is: WhoIs, count: int) -> None:
        anna = who_is("anna")
        for number in range(count):
            partner = (offer_world.ROMASHKA, None)[number % 2]
            request_world.registered(session, anna, of=partner, requester=f"ИП Иванов {number}")
            offer_world.draft(session, anna)
