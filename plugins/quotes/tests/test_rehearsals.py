"""What the past would have been under another value of a norm."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import Actor, Concerned, Rehearsal, at, everybody, fire, now, registry_of
from plugins.quotes import norms
from plugins.quotes.queries.rehearsing import REHEARSALS
from plugins.quotes.services import answers, offers, requests
from plugins.quotes.tests import request_world
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    Actors,
    approved,
    draft,
    given,
    later,
    line,
    sent,
    taking,
)

RunJobs = Callable[[], int]


def rehearsed(
    session: Session, key: str, value: str, concerned: Concerned = everybody
) -> Rehearsal | None:
    until = now() + timedelta(minutes=1)
    return REHEARSALS[key](session, until - timedelta(days=30), until, Decimal(value), concerned)


def nobody(_employee: int | None, _moment: datetime) -> bool:
    return False


def told(result: Rehearsal | None) -> tuple[int, int]:
    assert result is not None
    return result.count, result.total


def test_every_norm_that_the_past_can_tell_of_is_declared_with_its_rehearsal(
    session: Session,
) -> None:
    declared = registry_of(session).norms

    assert {key for key in REHEARSALS if declared[key].rehearse is None} == set()
    assert declared[norms.LINK_DAYS].rehearse is None


def test_nothing_follows_from_nothing(session: Session) -> None:
    assert [rehearsed(session, key, "10") for key in REHEARSALS] == [None] * len(REHEARSALS)


def test_discounts_above_the_value_would_have_been_approved(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    approved(session, anna, line(session, BOLT, discount="3"))
    deep = draft(session, anna, line(session, NUT), line(session, BOLT, discount="12"))
    fire(session, deep.document_id, "submit", anna)
    draft(session, anna, line(session, BOLT, discount="50"))

    key = norms.DISCOUNT_WITHOUT_APPROVAL
    assert told(rehearsed(session, key, "12")) == (0, 2)
    assert told(rehearsed(session, key, "10")) == (1, 2)
    assert told(rehearsed(session, key, "1")) == (2, 2)
    result = rehearsed(session, key, "10")
    assert result is not None
    assert result.outcomes == {deep.document_id: True}
    assert "Согласований: 1 из 2" in str(result.words)
    assert rehearsed(session, key, "10", nobody) is None


def test_a_discount_that_was_sent_back_would_have_been_asked_for_all_the_same(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    offer = draft(session, anna, line(session, BOLT, discount="12"))
    fire(session, offer.document_id, "submit", anna)
    fire(session, offer.document_id, "return", actors("vera"), reason="Не больше трёх")
    within = given(session, line(session, BOLT, discount="3"))
    offers.save_offer(session, anna, offer.document_id, offer.document.version, within)
    fire(session, offer.document_id, "approve", anna)

    key = norms.DISCOUNT_WITHOUT_APPROVAL
    held = str(registry_of(session).norms[key].default)
    assert told(rehearsed(session, key, held)) == (1, 1)
    assert told(rehearsed(session, key, "50")) == (0, 1)


def test_discounts_are_counted_of_those_alone_whom_the_value_concerns(
    session: Session, actors: Actors
) -> None:
    anna, vera = actors("anna"), actors("vera")
    mine = approved(session, anna, line(session, BOLT, discount="3"))
    approved(session, vera, line(session, BOLT, discount="4"))
    made = mine.document.created_at

    def of_anna(employee: int | None, moment: datetime) -> bool:
        return employee == anna.user_id and moment == made

    def later_of_anna(employee: int | None, moment: datetime) -> bool:
        return employee == anna.user_id and moment > made

    key = norms.DISCOUNT_WITHOUT_APPROVAL
    assert told(rehearsed(session, key, "1")) == (2, 2)
    assert told(rehearsed(session, key, "1", of_anna)) == (1, 1)
    assert rehearsed(session, key, "1", later_of_anna) is None


def test_requests_are_late_by_the_working_days_of_the_value(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    monday = datetime.fromisoformat("2026-11-16T09:00:00+03:00")
    with at(monday):
        quick = request_world.registered(session, anna)
        slow = request_world.registered(session, anna)
    with at(monday + timedelta(days=1)):
        fire(session, quick.document_id, "decline", anna, reason="Не продаём")
    with at(monday + timedelta(days=4)):
        fire(session, slow.document_id, "decline", anna, reason="Не продаём")

        key = norms.ANSWER_DAYS
        assert told(rehearsed(session, key, "4")) == (0, 2)
        assert told(rehearsed(session, key, "2")) == (1, 2)
        result = rehearsed(session, key, "2")
        assert rehearsed(session, key, "2", nobody) is None
    assert result is not None
    assert result.outcomes == {slow.document_id: True}


def test_a_request_that_still_waits_is_late_too(session: Session, actors: Actors) -> None:
    request_world.registered(session, actors("anna"))

    with later(days=10):
        assert told(rehearsed(session, norms.ANSWER_DAYS, "2")) == (1, 1)
        assert told(rehearsed(session, norms.ANSWER_DAYS, "30")) == (0, 1)


def test_offers_expire_before_a_late_answer(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    with later(days=6):
        answers.accept(session, actors("anna"), offer.document_id, taking(offer), how="по телефону")
        assert told(rehearsed(session, norms.OFFER_VALIDITY_DAYS, "5")) == (1, 1)
        assert told(rehearsed(session, norms.OFFER_VALIDITY_DAYS, "6")) == (0, 1)
        assert rehearsed(session, norms.OFFER_VALIDITY_DAYS, "6", nobody) is None


def test_reminders_go_to_who_was_silent_so_long(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    with later(days=10):
        fire(session, offer.document_id, "confirm_receipt", actors("anna"))
        assert told(rehearsed(session, norms.RECEIPT_REMINDER_DAYS, "2")) == (1, 1)
        assert told(rehearsed(session, norms.RECEIPT_REMINDER_DAYS, "20")) == (0, 1)
        assert rehearsed(session, norms.RECEIPT_REMINDER_DAYS, "2", nobody) is None


def test_a_higher_threshold_leaves_more_lines_to_people(session: Session, actors: Actors) -> None:
    anna: Actor = actors("anna")
    request = request_world.registered(session, anna, request_world.asked(request_world.EXACT_BOLT))
    requests.match_lines(session, anna, request.document_id)
    score = request.lines[0].match_score
    assert score is not None

    assert told(rehearsed(session, norms.MATCH_SCORE, str(score))) == (1, 1)
    assert told(rehearsed(session, norms.MATCH_SCORE, str(score + 1))) == (0, 1)
    assert rehearsed(session, norms.MATCH_SCORE, str(score), nobody) is None
