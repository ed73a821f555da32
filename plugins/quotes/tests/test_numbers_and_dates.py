"""Numbers and dates run together: a document is dated by the day on which it got its number."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.sdk import fire, now, today
from plugins.quotes.services import offers
from plugins.quotes.tests import offer_world, request_world
from plugins.quotes.tests.offer_world import Actors, later


def test_a_later_number_has_no_earlier_date(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    lain = offer_world.draft(session, anna)

    with later(days=1):
        first = offer_world.approved(session, anna)
    with later(days=2):
        fire(session, lain.document_id, "approve", anna)

    assert (first.document.number or "") < (lain.document.number or "")
    assert first.document.date == today() + timedelta(days=1)
    assert lain.document.date == today() + timedelta(days=2)


def test_an_offer_taken_back_and_approved_again_keeps_its_date(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    offer = offer_world.approved(session, anna)
    dated = offer.document.date

    with later(days=3):
        fire(session, offer.document_id, "reopen", anna)
        fire(session, offer.document_id, "approve", anna)

    assert offer.document.date == dated


def test_a_revision_is_dated_by_its_own_registration(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    offer = offer_world.approved(session, anna)

    with later(days=3):
        revision = offers.revise(session, anna, offer.document_id)
        fire(session, revision.document_id, "approve", anna)

    assert revision.document.number == f"{offer.document.number}/2"
    assert revision.document.date == offer.document.date + timedelta(days=3)


def test_a_request_keeps_the_day_of_its_receipt_beside_its_date(
    session: Session, actors: Actors
) -> None:
    received = now() - timedelta(days=5)
    request = request_world.registered(session, actors("anna"), received_at=received)

    assert request.received_at == received
    assert request.document.date == today()
