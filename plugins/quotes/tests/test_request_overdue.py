"""A request that nobody answers in time is told of."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, NormBreach, at, enqueue, fire
from core.testing.norms import House
from core.testing.tools import set_norm
from plugins.quotes.jobs import UNANSWERED_JOB
from plugins.quotes.models import Request
from plugins.quotes.services import requests
from plugins.quotes.services.requests import overdue
from plugins.quotes.tests.offer_world import Actors
from plugins.quotes.tests.request_world import draft, registered, same_again, user

MONDAY = datetime(2026, 11, 9, 7, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 10, 7, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 11, 7, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 12, 7, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 13, 7, tzinfo=UTC)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[NormBreach]:
    """Breaches as they were told."""
    heard: list[NormBreach] = []
    monkeypatch.setattr(overdue, "report_breach", lambda _session, breach: heard.append(breach))
    return heard


def asked_on_monday(session: Session, actors: Actors, **more: object) -> Request:
    with at(MONDAY):
        return registered(session, actors("anna"), **more)


def tell(session: Session, when: datetime) -> None:
    with at(when):
        for document_id in requests.unanswered(session):
            requests.tell_unanswered(session, document_id)


def test_a_request_is_told_of_on_the_day_after_its_last_one(
    session: Session, actors: Actors, told: list[NormBreach]
) -> None:
    request = asked_on_monday(session, actors)
    assert request.document.due == date(2026, 11, 11)
    tell(session, WEDNESDAY)
    assert told == []
    tell(session, THURSDAY)
    (breach,) = told
    assert breach.norm == "quotes.answer_days"
    assert breach.reading["value"] == "2"
    assert breach.employee_id == user(session, "anna").id
    assert breach.document_id == request.document_id
    assert breach.at.isoformat() == "2026-11-12T00:00:00+03:00"
    # Without these stages nobody could have answered on the last day.
    assert breach.needs == {"quotes.request", "quotes.offer"}
    assert breach.last_day_from is not None
    assert breach.last_day_from.isoformat() == "2026-11-11T00:00:00+03:00"
    assert str(breach.found) == (
        f"Запрос {request.document.number} от 09.11.2026 не отвечен в срок: "
        "ответить надо было до 11.11.2026"
    )


def test_told_twice_it_is_one_case(
    session: Session, actors: Actors, told: list[NormBreach]
) -> None:
    asked_on_monday(session, actors)
    tell(session, THURSDAY)
    tell(session, FRIDAY)
    assert len({breach.unique_key for breach in told}) == 1


def test_the_norm_of_the_day_of_receipt_counts(
    session: Session, actors: Actors, told: list[NormBreach]
) -> None:
    with at(MONDAY):
        set_norm(
            session,
            "quotes.answer_days",
            Decimal(3),
            reason="Больше времени",
            valid_from=None,
            actor=actors("vera"),
        )
    asked_on_monday(session, actors)
    tell(session, THURSDAY)
    assert told == []
    tell(session, FRIDAY)
    assert told[0].reading["value"] == "3"


def test_a_later_day_agreed_with_the_customer_holds(
    session: Session, actors: Actors, told: list[NormBreach]
) -> None:
    request = asked_on_monday(session, actors)
    with at(MONDAY):
        requests.save_request(
            session,
            actors("anna"),
            request.document_id,
            request.document.version,
            same_again(request, due=date(2026, 11, 12)),
        )
    tell(session, THURSDAY)
    assert told == []
    tell(session, FRIDAY)
    assert str(told[0].found).endswith(
        "по норме ответить надо было до 11.11.2026, "
        "в запросе назначен более поздний день, 12.11.2026"
    )
    assert len(told) == 1


def test_an_earlier_day_breaks_no_norm(
    session: Session, actors: Actors, told: list[NormBreach]
) -> None:
    with at(MONDAY):
        request = draft(session, actors("anna"), due=date(2026, 11, 9))
        assert request.document.due == date(2026, 11, 9)
    tell(session, TUESDAY)
    assert told == []


def test_what_is_closed_is_not_told_of(
    session: Session, actors: Actors, told: list[NormBreach]
) -> None:
    request = asked_on_monday(session, actors)
    with at(MONDAY):
        fire(session, request.document_id, "decline", actors("anna"), reason="Не торгуем")
    tell(session, THURSDAY)
    assert told == []


def test_the_job_tells_of_each_request(
    session: Session, actors: Actors, told: list[NormBreach], app: object
) -> None:
    asked_on_monday(session, actors)
    asked_on_monday(session, actors)
    with at(THURSDAY):
        enqueue(session, UNANSWERED_JOB, {}, actor=Actor.system())
        House(app, session).run_jobs()  # type: ignore[arg-type]
    assert len(told) == 2
