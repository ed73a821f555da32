"""Run by ``test_plugin_guide`` with the example installed: both stages in one program."""

from collections.abc import Callable

from reglament_warranty.models import Card
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor
from core.testing.browser import Visitor
from plugins.quotes.services import answers, links
from plugins.quotes.tests.offer_world import commit, sent, taking


def test_a_customer_who_takes_an_offer_gets_the_draft_of_a_card(
    session: Session,
    actors: Callable[[str], Actor],
    run_jobs: Callable[[], int],
    visit: Callable[..., Visitor],
) -> None:
    anna = actors("anna")
    offer = sent(session, anna, run_jobs)
    answers.accept(
        session,
        links.customer(offer),
        offer.document_id,
        taking(offer, line_1="4"),
        how="link",
    )
    commit(session)
    run_jobs()
    session.expire_all()

    card = session.scalars(select(Card)).one()
    assert card.document.responsible_id == anna.user_id
    assert card.document.partner_id == offer.document.partner_id
    assert [item.quantity for item in card.items] == [4]
    number, document_id, key = offer.document.number, card.document_id, offer.document_id
    session.rollback()

    visitor = visit("anna")
    page = visitor.get(f"/warranty/{document_id}")
    assert number in page.text, "the offer stands in the chain of the card"
    assert f"/warranty/{document_id}" in visitor.get(f"/quotes/offers/{key}").text
