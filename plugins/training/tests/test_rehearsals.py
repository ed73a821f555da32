"""What the past would have been under another value of a norm of the rules of the game."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Concerned,
    Rehearsal,
    add_working_days,
    at,
    everybody,
    fire,
    now,
    registry_of,
)
from plugins.training import norms
from plugins.training.models import Assignment, RegulationVersion, StepKind
from plugins.training.queries.rehearsing import REHEARSALS
from plugins.training.services import onboarding, quizzes, regulations, scripts
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.reading import assigning, exceptions
from plugins.training.services.reading.assigning import local_day
from plugins.training.tests import quiz_world, script_world
from plugins.training.tests.reading_world import MONDAY, assigned, person, rules, signed, user
from plugins.training.tests.regulation_world import draft, in_force, waive_all
from plugins.training.tests.timeline_world import SILENT
from plugins.training.tests.violation_world import DECIDED, FOUND, found, rules_in_force, sign

Actors = Callable[[str], Actor]
DAY = timedelta(days=1)
BLIND = {
    norms.READING_SPEED,
    norms.VOICE_REMINDER_DAYS,
    norms.REHEARSAL_DAYS,
    norms.EFFECT_DAYS,
    norms.EFFECT_SAMPLE,
    norms.SCRIPT_SAMPLE,
}
"""Norms of which the past cannot tell."""


def rehearsed(
    session: Session, key: str, value: str, concerned: Concerned = everybody
) -> Rehearsal | None:
    until = now() + timedelta(minutes=1)
    return REHEARSALS[key](session, until - 90 * DAY, until, Decimal(value), concerned)


def told(
    session: Session, key: str, value: str, concerned: Concerned = everybody
) -> tuple[int, int] | None:
    result = rehearsed(session, key, value, concerned)
    return (result.count, result.total) if result else None


def only(session: Session, login: str) -> Concerned:
    key = user(session, login).id
    return lambda employee, _moment: employee == key


def test_every_norm_has_its_rehearsal_or_a_reason_to_have_none(session: Session) -> None:
    declared = {one.key for one in norms.NORMS}
    known = registry_of(session).norms

    assert {key for key in declared if known[key].rehearse is not None} == set(REHEARSALS)
    assert declared - set(REHEARSALS) == BLIND


def test_nothing_follows_from_nothing(session: Session) -> None:
    assert [rehearsed(session, key, "3") for key in REHEARSALS] == [None] * len(REHEARSALS)


def test_a_shorter_term_of_reading_is_missed_by_more(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    version = rules(session, vera)
    with at(MONDAY + 2 * DAY):
        signed(session, person(session, "anna"), assigned(session, version, "anna"))
    with at(MONDAY + 3 * DAY):
        # A day that was chosen by hand is no business of the norm.
        gleb = user(session, "gleb")
        assigning.assign_to_person(
            session, vera, version.document_id, [gleb.id], due=date(2026, 11, 20)
        )

    # Анна signs on Wednesday, Борис and Егор have not signed by the next Tuesday.
    with at(MONDAY + 8 * DAY):
        key = norms.READING_DAYS
        assert told(session, key, "1") == (3, 3)
        assert told(session, key, "2") == (2, 3)
        assert told(session, key, "10") == (0, 3)
        assert told(session, key, "1", only(session, "anna")) == (1, 1)
        one, other = rehearsed(session, key, "1"), rehearsed(session, key, "2")
        assert one is not None
        assert other is not None
        assert one.unlike(other) == (assigned(session, version, "anna").id,)
        assert "Не подписано в срок: 3 из 3 назначений" in str(one.words)


def test_a_shorter_grace_closes_the_stage_to_more(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"))
    rules(session, actors("vera"), code="РП-02", stages=(), body=SILENT)
    assigned(session, version, "egor").reason = "onboarding"
    with at(MONDAY + 2 * DAY):
        signed(session, person(session, "anna"), assigned(session, version, "anna"))

    with at(MONDAY + 8 * DAY):
        key = norms.GRACE_DAYS
        assert told(session, key, "0") == (2, 2)
        assert told(session, key, "1") == (2, 2)
        assert told(session, key, "2") == (1, 2)
        assert told(session, key, "10") == (0, 2)
        assert told(session, key, "1", only(session, "boris")) == (1, 1)


def test_who_has_signed_before_the_day_was_never_before_a_closed_stage(
    session: Session, actors: Actors
) -> None:
    edition = draft(session, actors("vera"), roles=("manager",), stages=("quotes.offer",))
    approved_ahead(session, actors("vera"), edition, MONDAY + 2 * DAY)
    with at(MONDAY + DAY):
        signed(session, person(session, "anna"), assigned(session, edition, "anna"))

    with at(MONDAY + DAY):
        assert told(session, norms.GRACE_DAYS, "0") is None
    with at(MONDAY + 8 * DAY):
        assert told(session, norms.GRACE_DAYS, "0") == (2, 3)


def approved_ahead(
    session: Session, owner: Actor, edition: RegulationVersion, starts: datetime
) -> None:
    with at(MONDAY):
        fire(session, edition.document_id, "discuss", owner)
        waive_all(session, owner, edition)
        regulations.approve(session, owner, edition.document_id, starts)


@pytest.fixture
def late(session: Session, actors: Actors) -> Assignment:
    """Due on Thursday, signed by Анна on the Tuesday after it, the third working day."""
    version = rules(session, actors("vera"))
    for login in ("boris", "egor"):
        assigned(session, version, login).withdrawn_at = MONDAY + timedelta(minutes=1)
    session.flush()
    given = assigned(session, version, "anna")
    assert given.due == date(2026, 11, 19)
    with at(MONDAY + 8 * DAY):
        signed(session, person(session, "anna"), given)
    return given


@pytest.mark.usefixtures("late")
def test_reminders_before_the_day_go_to_who_has_not_signed_by_then(session: Session) -> None:
    with at(MONDAY + 20 * DAY):
        key = norms.REMIND_BEFORE_DAYS
        assert told(session, key, "0") == (0, 3)
        assert told(session, key, "1") == (1, 3)
        assert told(session, key, "1", only(session, "boris")) == (0, 1)


def test_an_early_signature_forestalls_a_late_reminder(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"), roles=("accountant",))
    with at(MONDAY + DAY):
        signed(session, person(session, "dina"), assigned(session, version, "dina"))

    # Due on Thursday: two days before it is Tuesday, one day before it Wednesday.
    with at(MONDAY + 20 * DAY):
        assert told(session, norms.REMIND_BEFORE_DAYS, "2") == (1, 1)
        assert told(session, norms.REMIND_BEFORE_DAYS, "1") == (0, 1)


@pytest.mark.usefixtures("late")
def test_reminders_after_the_day_go_to_who_is_as_late_as_that(session: Session) -> None:
    with at(MONDAY + 20 * DAY):
        key = norms.REMIND_AFTER_DAYS
        assert told(session, key, "3") == (1, 3)
        assert told(session, key, "4") == (0, 3)
        assert told(session, key, "3", only(session, "egor")) == (0, 1)


@pytest.mark.usefixtures("late")
def test_the_head_hears_of_who_is_as_late_as_that(session: Session) -> None:
    with at(MONDAY + 20 * DAY):
        key = norms.ESCALATE_DAYS
        assert told(session, key, "0") == (1, 3)
        assert told(session, key, "3") == (1, 3)
        assert told(session, key, "4") == (0, 3)
        assert told(session, key, "0", only(session, "egor")) == (0, 1)


def test_exceptions_longer_than_the_value_are_counted(session: Session, actors: Actors) -> None:
    vera, version = actors("vera"), rules(session, actors("vera"))
    with at(MONDAY):
        for login, days in (("anna", 2), ("egor", 5)):
            until = add_working_days(local_day(MONDAY), days)
            exceptions.grant(
                session, vera, user(session, login).id, version.regulation_id, until, "Выезд"
            )

    with at(MONDAY + DAY):
        key = norms.EXCEPTION_DAYS
        assert told(session, key, "5") == (0, 2)
        assert told(session, key, "4") == (1, 2)
        assert told(session, key, "1") == (2, 2)
        assert told(session, key, "1", only(session, "egor")) == (1, 1)


def test_attempts_are_passed_by_the_mark(session: Session, actors: Actors) -> None:
    anna, boris = actors("anna"), actors("boris")
    quiz = quiz_world.quiz_of(session, quiz_world.ONE, quiz_world.NUMBER)
    attempt = quizzes.start(session, anna, quiz.id, quiz_world.SUBJECT)
    answers = quiz_world.wrong_answers(attempt.paper)
    answers[0] = quiz_world.right_answers(attempt.paper)[0]
    quizzes.answer(session, anna, attempt.id, answers)
    quiz_world.succeed(session, boris, quiz)
    waits = quiz_world.quiz_of(session, quiz_world.CASE, title="Случай")
    quiz_world.succeed(session, boris, waits)

    key = norms.PASS_MARK
    assert told(session, key, "50") == (2, 2)
    assert told(session, key, "51") == (1, 2)
    assert told(session, key, "51", only(session, "anna")) == (0, 1)


def test_the_mentor_talks_after_each_so_many_failures(session: Session, actors: Actors) -> None:
    anna, quiz = actors("anna"), quiz_world.quiz_of(session)
    for step in range(3):
        with at(now() - timedelta(hours=10 - step)):
            quiz_world.fail(session, anna, quiz)
    other = quiz_world.quiz_of(session, title="Другие")
    quiz_world.fail(session, actors("boris"), other)

    key = norms.QUIZ_ATTEMPTS
    assert told(session, key, "1") == (4, 4)
    assert told(session, key, "2") == (1, 4)
    assert told(session, key, "3") == (1, 4)
    assert told(session, key, "4") == (0, 4)
    assert told(session, key, "1", only(session, "boris")) == (1, 1)


def test_failures_before_the_period_count_towards_a_talk_within_it(
    session: Session, actors: Actors
) -> None:
    anna, quiz = actors("anna"), quiz_world.quiz_of(session)
    with at(now() - 100 * DAY):
        quiz_world.fail(session, anna, quiz)
    quiz_world.fail(session, anna, quiz)

    assert told(session, norms.QUIZ_ATTEMPTS, "2") == (1, 1)
    assert told(session, norms.QUIZ_ATTEMPTS, "3") == (0, 1)


def test_rehearsals_of_scripts_are_accepted_by_the_mark(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    script = script_world.in_force(session, vera)
    for login, mark in (("anna", 3), ("egor", 4)):
        who = actors(login)
        run = scripts.start(session, who, script.regulation_id, rehearsal=True)
        for branch in ("yesaaa", "outaaa"):
            scripts.take(session, who, run.id, branch, scripts.clicks(run))
        scripts.finish(session, who, run.id)
        scripts.mark(session, vera, run.id, mark, "Не спешите")

    key = norms.REHEARSAL_MARK
    assert told(session, key, "3") == (2, 2)
    assert told(session, key, "4") == (1, 2)
    assert told(session, key, "4", only(session, "anna")) == (0, 1)


@pytest.fixture
def plan(session: Session, actors: Actors) -> onboarding.PlanInput:
    """Егор comes on Monday; his plan is made three days ahead, and closed 40 days after."""
    zhanna = actors("zhanna")
    steps = (StepInput(StepKind.TASK, "Настроить почту"),)
    made = onboarding.save_template(session, zhanna, None, "Менеджер", "manager", steps)
    given = PlanInput(
        user(session, "egor").id, user(session, "anna").id, made.id, local_day(MONDAY)
    )
    with at(MONDAY - 3 * DAY):
        row = onboarding.make_plan(session, zhanna, given)
    row.finished_at = MONDAY + 40 * DAY
    session.flush()
    return given


@pytest.mark.usefixtures("plan")
def test_a_letter_of_welcome_needs_a_plan_that_is_made_in_time(session: Session) -> None:
    with at(MONDAY + 2 * DAY):
        key = norms.WELCOME_DAYS
        assert told(session, key, "3") == (1, 1)
        assert told(session, key, "4") == (0, 1)
        assert told(session, key, "3", only(session, "anna")) is None


def test_who_worked_before_his_plan_is_not_welcomed(
    session: Session, actors: Actors, plan: onboarding.PlanInput
) -> None:
    with at(MONDAY + DAY):
        late = PlanInput(
            user(session, "boris").id, plan.mentor_id, plan.template_id, local_day(MONDAY)
        )
        onboarding.make_plan(session, actors("zhanna"), late)
        assert told(session, norms.WELCOME_DAYS, "0") == (1, 1)


@pytest.mark.usefixtures("plan")
def test_plans_closed_after_the_trial_are_counted(session: Session) -> None:
    with at(MONDAY + 50 * DAY):
        key = norms.TRIAL_MONTHS
        assert told(session, key, "1") == (1, 1)
        assert told(session, key, "2") == (0, 1)
        assert told(session, key, "1", only(session, "anna")) is None


def test_remarks_are_taken_within_the_days(session: Session, actors: Actors) -> None:
    version = in_force(session, actors("vera"), at=MONDAY)
    for days in (2, 12):
        with at(MONDAY + days * DAY):
            regulations.add_remark(session, actors("anna"), version.document_id, f"Мысль {days}")

    with at(MONDAY + 20 * DAY):
        key = norms.REMARK_DAYS
        assert told(session, key, "10") == (1, 2)
        assert told(session, key, "13") == (2, 2)
        # The term is read without an employee.
        assert told(session, key, "13", only(session, "anna")) is None


def test_the_program_asks_about_all_that_it_has_found_or_about_nothing(session: Session) -> None:
    sign(session, "anna", rules_in_force(session))
    with at(FOUND):
        case = found(session)
        key = norms.EXPLAIN_AT_ONCE
        assert told(session, key, "1") == (1, 1)
        assert told(session, key, "0") == (0, 1)
        assert told(session, key, "1", only(session, "boris")) is None
        result = rehearsed(session, key, "1")
    assert result is not None
    assert (result.outcomes, result.documents) == ({case.document_id: True}, True)
    with at(DECIDED + 200 * DAY):
        assert told(session, key, "1") is None
