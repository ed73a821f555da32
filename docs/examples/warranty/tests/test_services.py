"""Cards without a browser: terms, norms, refusals, the daily job."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    Forbidden,
    NotFound,
    Refused,
    StaleVersion,
    ValidationFailed,
    at,
    fire,
    history,
)
from reglament_warranty import services
from reglament_warranty.models import Card
from reglament_warranty.queries import without_answer_date
from reglament_warranty.services import CardInput, ItemInput

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
Actors = Callable[[str], Actor]
Draft = Callable[[Actor], int]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 5), 120, date(2036, 12, 5)),
    ],
)
def test_a_term_ends_on_the_same_day_of_the_month_or_on_its_last(
    start: date, months: int, end: date
) -> None:
    assert services.end_of_term(start, months) == end


def test_a_new_card_takes_its_term_from_the_norm_and_remembers_it(
    session: Session, actors: Actors, given: CardInput
) -> None:
    card = services.create_card(session, actors("anna"), given)
    assert card.months == 12
    line = history.entries(session, card.document)[-1]
    assert line.payload["norms"][0]["key"] == "warranty.default_months"


def test_a_term_that_a_person_gives_reads_no_norm(
    session: Session, actors: Actors, given: CardInput
) -> None:
    card = services.create_card(session, actors("anna"), replace(given, months=24))
    assert card.months == 24
    assert [line.kind for line in history.entries(session, card.document)] == ["created"]


def test_an_impossible_term_is_refused(session: Session, actors: Actors, given: CardInput) -> None:
    with pytest.raises(ValidationFailed) as caught:
        services.create_card(session, actors("anna"), replace(given, months=121))
    assert set(caught.value.errors) == {"months"}


def test_nobody_makes_a_card_for_a_partner_whom_he_does_not_see(
    session: Session, actors: Actors, given: CardInput
) -> None:
    with pytest.raises(NotFound):
        services.create_card(session, actors("boris"), given)


def test_a_card_without_things_is_not_issued(
    session: Session, actors: Actors, given: CardInput
) -> None:
    anna = actors("anna")
    card = services.create_card(session, anna, given)
    with pytest.raises(Refused, match="хотя бы одно изделие"):
        fire(session, card.document_id, "issue", anna)


def test_an_issued_card_has_a_number_and_a_last_day_and_is_not_changed_any_more(
    session: Session, actors: Actors, draft: Draft, given: CardInput
) -> None:
    anna = actors("anna")
    with at(MONDAY):
        document = fire(session, draft(anna), "issue", anna)
    assert document.number == "КТ-ГТ-000001"
    assert session.get_one(Card, document.id).valid_until == date(2027, 11, 23)
    with pytest.raises(Refused, match="уже выдан"):
        services.add_item(session, anna, document.id, ItemInput("Ещё одна"))


def test_a_claim_is_answered_in_the_working_days_of_the_norm(
    session: Session, actors: Actors, draft: Draft
) -> None:
    anna, vera = actors("anna"), actors("vera")
    with at(MONDAY):
        document = fire(session, draft(anna), "issue", anna)
        services.claim(session, anna, document.id, "Не включается")
    assert document.due == date(2026, 11, 30)
    assert session.get_one(Card, document.id).complaint == "Не включается"
    with pytest.raises(Forbidden):
        fire(session, document.id, "settle", anna)
    fire(session, document.id, "refuse", vera, reason="Следы удара")
    assert (document.state, document.due) == ("active", None)


def test_a_claim_after_the_term_is_refused(session: Session, actors: Actors, draft: Draft) -> None:
    anna = actors("anna")
    with at(MONDAY):
        document = fire(session, draft(anna), "issue", anna)
    with (
        at(MONDAY.replace(year=2027, day=24)),
        pytest.raises(Refused, match=r"закончилась 23\.11\.2027"),
    ):
        services.claim(session, anna, document.id, "Не включается")


def test_a_stale_save_loses_nothing(
    session: Session, actors: Actors, draft: Draft, given: CardInput
) -> None:
    anna = actors("anna")
    document_id = draft(anna)
    seen = session.get_one(Card, document_id).document.version
    services.save_card(session, anna, document_id, seen, replace(given, months=24))
    with pytest.raises(StaleVersion):
        services.save_card(session, anna, document_id, seen, replace(given, months=36))
    assert session.get_one(Card, document_id).months == 24


def test_things_are_numbered_anew_when_one_is_taken_off(
    session: Session, actors: Actors, draft: Draft
) -> None:
    anna = actors("anna")
    document_id = draft(anna)
    services.add_item(session, anna, document_id, ItemInput("Перфоратор"))
    card = session.get_one(Card, document_id)
    services.remove_item(session, anna, document_id, card.items[0].id)
    assert [(item.position, item.name) for item in card.items] == [(1, "Перфоратор")]
    with pytest.raises(NotFound):
        services.remove_item(session, anna, document_id, 999_999)


def test_the_daily_job_closes_cards_whose_term_has_passed(
    session: Session, actors: Actors, draft: Draft, run_jobs: Callable[[], int]
) -> None:
    anna = actors("anna")
    with at(MONDAY):
        ended = fire(session, draft(anna), "issue", anna).id
    with at(MONDAY.replace(year=2027)):
        running = fire(session, draft(anna), "issue", anna).id
    session.commit()
    from core.sdk import enqueue

    with at(MONDAY.replace(year=2027, month=12)):
        enqueue(session, "warranty.expire", {}, actor=Actor.system())
        session.commit()
        run_jobs()
    session.expire_all()
    states = [session.get_one(Card, key).document.state for key in (ended, running)]
    assert states == ["expired", "active"]


def test_the_check_names_a_claim_that_nobody_must_answer(
    session: Session, actors: Actors, draft: Draft
) -> None:
    anna = actors("anna")
    document: Document = fire(session, draft(anna), "issue", anna)
    services.claim(session, anna, document.id, "Не включается")
    assert without_answer_date(session) == []
    document.due = None
    session.flush()
    assert without_answer_date(session) == [f"{document.number}: обращение без срока ответа"]
