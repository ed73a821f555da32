"""What a new edition leaves as it was: who is late stays late, and what was read stays read."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.sdk import Actor, at, today
from plugins.training.models import Assignment, EntryKind, JournalEntry, SectionReading
from plugins.training.queries import reading as queries
from plugins.training.services import regulations
from plugins.training.services.reading import integrity, reading, signing
from plugins.training.tests.reading_world import (
    HOW,
    KEY,
    MONDAY,
    TEXT,
    Actors,
    assigned,
    read,
    rules,
    signed,
    whole,
)
from plugins.training.tests.regulation_world import discussed

LATER = MONDAY + timedelta(days=14)
CHANGED = TEXT.replace('approval", 5)', 'approval", 3)')


def half_read(session: Session, actor: Actor, task: Assignment) -> None:
    """The first section only."""
    moment = MONDAY
    token = reading.start(session, actor, task.id, KEY)
    shown = int(reading.INTERVAL / timedelta(milliseconds=1))
    while not reading.progress(session, task).parts[0].done:
        moment += reading.INTERVAL
        with at(moment):
            token, _reached = reading.beat(
                session, actor, task.id, token, whole({"aaaaa2": shown}), KEY
            )


@pytest.fixture
def first(session: Session, actors: Actors) -> Assignment:
    """Анна has read one section of two, and the day has passed."""
    task = assigned(session, rules(session, actors("vera")), "anna")
    with at(MONDAY):
        half_read(session, actors("anna"), task)
    return task


@pytest.fixture
def second(session: Session, actors: Actors, first: Assignment) -> Assignment:
    """The edition that replaces it at once; the other section has changed."""
    return assigned(session, rules(session, actors("vera"), when=LATER, body=CHANGED), "anna")


def test_an_edition_approved_at_once_does_not_wipe_what_is_late(
    session: Session, actors: Actors, first: Assignment, second: Assignment
) -> None:
    assert first.withdrawn_at == LATER
    assert (second.due, second.late_from_id) == (first.due, first.document_id)
    with at(LATER):
        assert second.due < today()
        late = queries.late_people(session, actors("vera"), 10)
    assert {one.user.login for one in late} >= {"anna"}
    # How long the new edition itself would have let is kept too.
    assert [one.due for one in second.earlier] == [date(2026, 12, 3)]
    lines = session.scalars(
        select(JournalEntry.payload)
        .where(JournalEntry.kind == EntryKind.ASSIGNED, JournalEntry.user_id == second.user_id)
        .order_by(JournalEntry.position)
    ).all()
    assert (lines[-1]["due"], lines[-1]["late_from"]) == ("2026-11-19", first.document_id)
    assert integrity.check(session) == []


def test_nor_do_two_of_them(session: Session, actors: Actors, second: Assignment) -> None:
    again = TEXT.replace('approval", 5)', 'approval", 4)')
    third = assigned(
        session, rules(session, actors("vera"), when=LATER + timedelta(days=1), body=again), "anna"
    )
    assert (third.due, third.late_from_id) == (second.due, second.late_from_id)


def test_an_edition_to_come_is_late_only_when_it_replaces_what_is(
    session: Session, actors: Actors, first: Assignment
) -> None:
    begins = LATER + timedelta(days=10)
    with at(LATER):
        edition = discussed(session, actors("vera"), body=CHANGED)
        regulations.approve(session, actors("vera"), edition.document_id, begins)
    task = assigned(session, edition, "anna")
    assert task.late_from_id is None
    with at(begins):
        regulations.enforce(session)
    assert (task.due, task.late_from_id) == (first.due, first.document_id)
    assert integrity.check(session) == []


def test_who_was_in_time_or_has_signed_has_the_whole_term_of_the_new_edition(
    session: Session, actors: Actors, first: Assignment
) -> None:
    with at(MONDAY):
        signed(session, actors("boris"), assigned(session, first.regulation_version, "boris"))
    soon = rules(session, actors("vera"), when=MONDAY + timedelta(days=1), body=CHANGED)
    assert assigned(session, soon, "anna").late_from_id is None
    assert assigned(session, soon, "anna").due == date(2026, 11, 20)
    assert assigned(session, soon, "boris").late_from_id is None


def test_a_section_with_the_same_words_counts_as_read_and_says_where_it_was(
    session: Session, actors: Actors, first: Assignment, second: Assignment
) -> None:
    parts = reading.progress(session, second).parts
    assert [(one.section.title, one.done, one.read_in) for one in parts] == [
        ("Звонки", True, 1),
        ("Скидки", False, None),
    ]
    with at(LATER):
        signature = signed(session, actors("anna"), second)
    told = session.get_one(JournalEntry, signature.journal_position).payload["sections"]
    assert [one["read_in"] for one in told] == [first.document_id, None]
    assert told[0]["until"] < told[1]["from"]
    assert integrity.check(session) == []


def test_what_was_read_of_an_edition_that_holds_counts_once_it_is_signed(
    session: Session, actors: Actors, first: Assignment
) -> None:
    with at(MONDAY + timedelta(hours=1)):
        edition = discussed(session, actors("vera"), body=CHANGED)
        begins = MONDAY + timedelta(days=20)
        regulations.approve(session, actors("vera"), edition.document_id, begins)
        coming = assigned(session, edition, "anna")
        assert [one.done for one in reading.progress(session, coming).parts] == [True, False]
        read(session, actors("anna"), first)
    with at(MONDAY + timedelta(hours=2)):
        signing.give_consent(session, actors("anna"), first.id, HOW)
        signing.sign(session, actors("anna"), first.id, HOW)
    assert [one.done for one in reading.progress(session, coming).parts] == [True, False]
    assert integrity.check(session) == []


def test_words_that_differ_from_what_was_signed_are_read_anew(
    session: Session, actors: Actors, first: Assignment
) -> None:
    with at(MONDAY):
        signed(session, actors("anna"), first)
    rules(session, actors("vera"), when=LATER, body=CHANGED)
    back = rules(session, actors("vera"), when=LATER + timedelta(days=1), body=TEXT)
    parts = reading.progress(session, assigned(session, back, "anna")).parts
    assert [(one.section.changed, one.done) for one in parts] == [(False, True), (False, True)]


@pytest.mark.parametrize(
    "edited",
    [
        {"read_in_id": None},
        {"counted": 1_000_000, "required": 1_000_000},
        {"section_uid": "bbbbb2"},
        {"done_at": LATER},
    ],
)
def test_a_copy_that_is_not_like_its_source_is_found(
    session: Session, second: Assignment, edited: dict[str, object]
) -> None:
    assert integrity.check(session) == []
    session.execute(
        update(SectionReading).where(SectionReading.assignment_id == second.id).values(edited)
    )
    assert integrity.check(session)


def test_what_another_person_has_read_does_not_count(
    session: Session, actors: Actors, second: Assignment
) -> None:
    boris = assigned(session, second.regulation_version, "boris")
    assert [one.done for one in reading.progress(session, boris).parts] == [False, False]
    session.execute(
        update(SectionReading)
        .where(SectionReading.assignment_id == second.id)
        .values(assignment_id=boris.id)
    )
    assert integrity.check(session)
