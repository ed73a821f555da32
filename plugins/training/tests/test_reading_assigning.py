"""Who must read what and by when; who is reminded, and whose head hears of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.sdk import Actor, MailMessage, Refused, ValidationFailed, at, enqueue
from plugins.training.jobs.reading import FOLLOW_JOB, REMIND_JOB
from plugins.training.models import Assignment, EntryKind, JournalEntry, Reason
from plugins.training.norms import ESCALATE_DAYS
from plugins.training.queries import reading as queries
from plugins.training.services import regulations
from plugins.training.services.reading import assigning, gate, integrity, reminding
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    Actors,
    assigned,
    person,
    rules,
    set_roles,
    signed,
    user,
    working,
)
from plugins.training.tests.regulation_world import given as input_of

RunJobs = Callable[[], int]
CHANGED = TEXT.replace('approval", 5)', 'approval", 3)')


def people(session: Session, **more: Any) -> set[str]:
    return {
        one.user.login
        for one in session.scalars(select(Assignment).where(Assignment.withdrawn_at.is_(None)))
        if all(getattr(one, name) == value for name, value in more.items())
    }


def test_an_approval_assigns_it_to_whom_it_touches_by_role(
    session: Session, actors: Actors
) -> None:
    rules(session, actors("vera"))
    assert people(session) == {"anna", "boris", "egor"}


def test_and_by_department_with_all_below_it(session: Session, actors: Actors) -> None:
    sales = user(session, "vera").department_id
    assert sales is not None
    rules(session, actors("vera"), roles=(), departments=(sales,))
    assert people(session) == {"anna", "boris", "egor", "vera"}


def test_and_to_everybody_where_it_names_nobody_management_too(
    session: Session, actors: Actors
) -> None:
    rules(session, actors("vera"), roles=())
    assert people(session) == {
        "anna", "boris", "vera", "gleb", "dina", "egor", "zhanna", "director", "admin",
    }  # fmt: skip


def test_the_due_date_is_so_many_working_days_ahead_and_names_its_norm(
    session: Session, actors: Actors
) -> None:
    friday = MONDAY + timedelta(days=4)
    version = rules(session, actors("vera"), when=friday)
    given = assigned(session, version, "anna")
    assert given.due == date(2026, 11, 25)
    assert given.norms[0]["key"] == "training.reading_days"
    line = session.scalars(
        select(JournalEntry).where(
            JournalEntry.kind == EntryKind.ASSIGNED, JournalEntry.user_id == given.user_id
        )
    ).one()
    assert line.payload["due"] == "2026-11-25"
    assert line.payload["norms"] == given.norms


def test_a_next_edition_is_signed_again_by_whom_it_touches_only(
    session: Session, actors: Actors
) -> None:
    first = rules(session, actors("vera"), roles=("manager", "logistics"))
    with at(MONDAY):
        signed(session, actors("anna"), assigned(session, first, "anna"))
        signed(session, actors("gleb"), assigned(session, first, "gleb"))
    regulations.edit_regulation(
        session,
        actors("vera"),
        first.regulation_id,
        input_of(session, actors("vera"), roles=("manager",), stages=("quotes.offer",)),
    )
    second = rules(session, actors("vera"), when=MONDAY + timedelta(days=7), body=CHANGED)
    assert people(session, document_id=second.document_id) == {"anna", "boris", "egor"}
    anna, boris = (assigned(session, second, login) for login in ("anna", "boris"))
    assert (anna.reason, anna.based_on_id) == (Reason.VERSION, first.document_id)
    assert (boris.reason, boris.based_on_id) == (Reason.AUDIENCE, None)


def test_people_who_change_roles_come_and_leave_are_followed(
    session: Session, actors: Actors
) -> None:
    first = rules(session, actors("vera"))
    program = Actor.system()
    with at(MONDAY):
        signed(session, actors("boris"), assigned(session, first, "boris"))
        assert assigning.follow_people(session, program) == (0, 0)
        set_roles(session, "gleb", "manager")
        set_roles(session, "anna", "accountant")
        user(session, "egor").disabled_at = MONDAY
        session.flush()
        session.expire_all()
        assert assigning.follow_people(session, program) == (1, 2)
    assert people(session) == {"boris", "gleb"}
    lines = session.scalars(
        select(JournalEntry).where(JournalEntry.kind == EntryKind.WITHDRAWN)
    ).all()
    assert {one.payload["why"] for one in lines} == {"not_touched", "left"}
    # Back in the role: given again, with a new date.
    with at(MONDAY + timedelta(days=30)):
        set_roles(session, "anna", "manager")
        session.expire_all()
        assert assigning.follow_people(session, program) == (1, 0)
    assert assigned(session, first, "anna").due > date(2026, 12, 16)


def test_a_version_that_was_replaced_is_not_wanted_any_more(
    session: Session, actors: Actors
) -> None:
    first = rules(session, actors("vera"))
    tuesday = MONDAY + timedelta(days=1)
    rules(session, actors("vera"), when=tuesday, body=CHANGED)
    assert assigned(session, first, "anna").withdrawn_at == tuesday


def test_a_document_is_given_by_name_with_a_date_of_choice(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    dina = user(session, "dina")
    with at(MONDAY):
        (given,) = assigning.assign_to_person(
            session, actors("zhanna"), version.document_id, [dina.id], date(2026, 12, 1)
        )
        assert (given.reason, given.due) == (Reason.PERSON, date(2026, 12, 1))
        # It stays although the document does not name her.
        assert assigning.follow_people(session, Actor.system()) == (0, 0)
        with pytest.raises(ValidationFailed):
            assigning.assign_to_person(
                session, actors("zhanna"), version.document_id, [dina.id], date(2026, 11, 1)
            )
        with pytest.raises(ValidationFailed):
            assigning.assign_to_person(session, actors("zhanna"), version.document_id, [])
    later = MONDAY + timedelta(days=1)
    rules(session, actors("vera"), when=later, body=CHANGED)
    with at(later), pytest.raises(Refused):
        assigning.assign_to_person(session, actors("zhanna"), version.document_id, [dina.id])


def test_a_new_hire_gets_all_that_holds_for_him(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"))
    with at(MONDAY + timedelta(days=5)):
        (given,) = assigning.assign_newcomer(session, Actor.system(), user(session, "egor"))
    assert given.document_id == version.document_id
    assert given.reason == Reason.ONBOARDING


def test_one_more_reason_to_read_leaves_the_date_and_the_beginning_as_they_were(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    given = assigned(session, version, "egor")
    due, norms = given.due, given.norms
    with at(MONDAY + timedelta(days=1)):
        given.reminded_at = MONDAY
        assigning.assign_newcomer(session, Actor.system(), user(session, "egor"))
    assert (given.reason, given.due, given.norms) == (Reason.ONBOARDING, due, norms)
    assert (given.assigned_at, given.owed_since) == (MONDAY + timedelta(days=1), MONDAY)
    assert given.reminded_at == MONDAY
    (before,) = given.earlier
    assert (before.assigned_at, before.reason, before.withdrawn_at) == (MONDAY, "audience", None)


def test_what_is_given_again_after_it_was_taken_back_keeps_both_moments(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    given, later = assigned(session, version, "anna"), MONDAY + timedelta(days=30)
    with at(MONDAY + timedelta(days=1)):
        set_roles(session, "anna", "accountant")
        assigning.follow_people(session, Actor.system())
    with at(later):
        set_roles(session, "anna", "manager")
        assigning.follow_people(session, Actor.system())
        made = signed(session, actors("anna"), given)
    (before,) = given.earlier
    assert (before.assigned_at, before.due) == (MONDAY, date(2026, 11, 19))
    assert before.withdrawn_at == MONDAY + timedelta(days=1)
    # Its time has begun again.
    assert given.assigned_at == given.owed_since == later
    assert given.due > date(2026, 12, 16)
    told = session.get_one(JournalEntry, made.journal_position).payload["given"]
    assert [one["assigned_at"] for one in told] == [MONDAY.isoformat(), later.isoformat()]
    assert integrity.check(session) == []
    for tamper in (
        "UPDATE training_assignment_earlier SET assigned_at = '2026-11-01 00:00:00'",
        "UPDATE training_assignment SET owed_since = '2026-11-01 00:00:00'",
        "DELETE FROM training_assignment_earlier",
    ):
        with session.begin_nested() as trial:
            session.execute(text(tamper))
            session.expire_all()
            assert integrity.check(session)
            trial.rollback()


def test_a_day_that_has_passed_is_judged_by_how_the_assignment_stood_then(
    session: Session, actors: Actors
) -> None:
    version, gleb = rules(session, actors("vera")), user(session, "gleb")
    with at(MONDAY):
        assigning.assign(session, version, gleb, Reason.PERSON, actor=actors("vera"))
    with at(MONDAY + timedelta(days=10)):
        assigning.assign(session, version, gleb, Reason.ONBOARDING, actor=actors("vera"))
    # The grace ends on Thursday: given by name, it closed the stage on Friday.
    stage = ("quotes.offer",)
    for day, closed in ((3, False), (4, True)):
        moment = MONDAY + timedelta(days=day)
        with at(MONDAY + timedelta(days=11)):
            assert gate.was_closed(session, gleb.id, stage, moment, moment) is closed


def due_on(
    day: int, *, due: int = 3, last: int | None = None, before: int = 1, after: int = 1
) -> bool:
    """Whether a reminder is due so many days after the Monday of the assignment."""
    one = Assignment(
        assigned_at=MONDAY,
        due=(MONDAY + timedelta(days=due)).date(),
        reminded_at=MONDAY + timedelta(days=last) if last is not None else None,
    )
    with at(MONDAY + timedelta(days=day)):
        return reminding.is_reminder_due(one, before, after)


def test_one_reminder_before_the_due_date_then_one_at_each_step_after_it() -> None:
    # Due on Thursday: the reminder goes on Wednesday, once.
    assert [due_on(day) for day in range(5)] == [False, False, True, True, True]
    assert not due_on(3, last=2)
    assert due_on(4, last=2)
    # After Friday's the next is Monday's, since days are working days.
    assert not due_on(4, last=4)
    assert [due_on(day, last=4) for day in (5, 6, 7)] == [False, False, True]
    # Two days before; two days' step after.
    assert due_on(1, before=2)
    assert [due_on(day, last=1, after=2) for day in (4, 7)] == [False, True]
    # Nothing before the date where the norm is nought.
    assert not due_on(3, before=0)


def letters(app: Flask) -> list[tuple[str, str]]:
    with working(app) as session:
        found = session.scalars(select(MailMessage).order_by(MailMessage.id)).all()
        announced = "Новая редакция"
        return [(one.to[0], one.subject) for one in found if not one.subject.startswith(announced)]


def run(app: Flask, run_jobs: RunJobs, kind: str, moment: datetime) -> None:
    with at(moment):
        with working(app) as session:
            enqueue(session, kind, {}, actor=Actor.system())
        run_jobs()


def test_the_reader_is_reminded_and_then_his_head_is_told(app: Flask, run_jobs: RunJobs) -> None:
    with working(app) as session:
        version = rules(session, person(session, "vera"))
        for login in ("boris", "egor"):
            with at(MONDAY):
                signed(session, person(session, login), assigned(session, version, login))
    reminder = ("anna@krepezh.example", "Документы ждут вашей подписи")
    told = ("vera@krepezh.example", "Не подписано в срок: Смирнова Анна Петровна")
    run(app, run_jobs, REMIND_JOB, MONDAY + timedelta(days=1))
    assert letters(app) == []
    for _hour in range(2):
        run(app, run_jobs, REMIND_JOB, MONDAY + timedelta(days=2))
    assert letters(app) == [reminder]
    run(app, run_jobs, REMIND_JOB, MONDAY + timedelta(days=4))
    assert letters(app) == [reminder, reminder]
    # Two working days after Thursday is Monday: Вера hears of it, once.
    run(app, run_jobs, REMIND_JOB, MONDAY + timedelta(days=7))
    assert letters(app) == [reminder, reminder, reminder, told]
    run(app, run_jobs, REMIND_JOB, MONDAY + timedelta(days=8))
    assert letters(app)[4:] == [reminder]
    with working(app) as session:
        words = session.scalars(
            select(MailMessage.text).where(MailMessage.subject == told[1])
        ).one()
        assert "РП-01 «Регламент РП-01»" in words
        assert "/training/watch/?person=" in words
        assert integrity.check(session) == []
        lines = session.scalars(
            select(JournalEntry)
            .where(JournalEntry.kind.in_((EntryKind.REMINDED, EntryKind.ESCALATED)))
            .order_by(JournalEntry.position)
        ).all()
        assert [line.kind for line in lines] == ["reminded"] * 3 + ["escalated", "reminded"]
        assert {norm["key"] for norm in lines[3].payload["norms"]} == {ESCALATE_DAYS}
        with at(MONDAY + timedelta(days=8)):
            vera = person(session, "vera")
            assert queries.overdue_count(session, vera) == 1


def test_the_job_follows_people(app: Flask, run_jobs: RunJobs) -> None:
    with working(app) as session:
        rules(session, person(session, "vera"))
        set_roles(session, "gleb", "manager")
    run(app, run_jobs, FOLLOW_JOB, MONDAY)
    with working(app) as session:
        assert people(session) == {"anna", "boris", "egor", "gleb"}


def test_the_head_is_the_nearest_one_above_who_is_not_the_person_himself(
    session: Session,
) -> None:
    head = reminding.head_of(session, user(session, "anna"))
    assert head is not None
    assert head.login == "vera"
    assert reminding.head_of(session, user(session, "vera")) is None


def test_reminders_by_hand_reach_only_the_people_one_watches(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"), roles=())
    keys = [assigned(session, version, login).id for login in ("anna", "boris", "dina")]
    with at(MONDAY):
        # Дина is in no department of Вера's.
        assert reminding.remind_now(session, actors("vera"), "http://x", keys) == 2
        assert reminding.remind_now(session, actors("zhanna"), "http://x", keys) == 3
        assert reminding.escalate_now(session, actors("zhanna"), "http://x", keys) == 0
    with at(MONDAY + timedelta(days=4)):
        assert reminding.escalate_now(session, actors("zhanna"), "http://x", keys) == 3
