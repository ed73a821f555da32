"""The signature: after the reading and the questions, under an agreement, once."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import NotFound, Refused, at
from plugins.training.models import (
    Assignment,
    EntryKind,
    JournalEntry,
    Signature,
    SignatureConsent,
)
from plugins.training.services.reading import assigning, reading, signing
from plugins.training.services.reading.reading import BeatRefused
from plugins.training.tests import quiz_world
from plugins.training.tests.reading_world import (
    HOW,
    KEY,
    MONDAY,
    Actors,
    assigned,
    at_once,
    person,
    read,
    rules,
    signed,
    user,
    working,
)


@pytest.fixture
def task(session: Session, actors: Actors) -> Assignment:
    return assigned(session, rules(session, actors("vera")), "anna")


def reasons(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [str(one.message) for one in refusal.value.refusals]


def test_nothing_is_signed_unread_or_without_the_agreement(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with at(MONDAY):
        with pytest.raises(Refused) as refusal:
            signing.sign(session, actors("anna"), task.id, HOW)
        assert [one.split(":")[0] for one in reasons(refusal)] == [
            "Сначала прочитайте документ",
            "Сначала подпишите соглашение о простой электронной подписи",
        ]
        signing.give_consent(session, actors("anna"), task.id, HOW)
        with pytest.raises(Refused) as refusal:
            signing.sign(session, actors("anna"), task.id, HOW)
        assert reasons(refusal) == ["Сначала прочитайте документ: прочитано разделов 0 из 2"]
    assert session.scalar(select(func.count(Signature.id))) == 0


def test_the_agreement_is_given_once_whatever_is_signed(
    session: Session, actors: Actors, task: Assignment
) -> None:
    anna = actors("anna")
    with at(MONDAY):
        first = signing.give_consent(session, anna, task.id, HOW)
        assert signing.give_consent(session, anna, task.id, HOW).id == first.id
    assert session.scalar(select(func.count(SignatureConsent.id))) == 1
    lines = session.scalars(
        select(JournalEntry).where(JournalEntry.kind == EntryKind.CONSENT)
    ).all()
    assert len(lines) == 1
    assert lines[0].payload["text"] == first.text


def test_a_second_press_gives_the_same_signature(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with at(MONDAY):
        first = signed(session, actors("anna"), task)
        assert signing.sign(session, actors("anna"), task.id, HOW).id == first.id
    lines = session.scalars(select(JournalEntry).where(JournalEntry.kind == EntryKind.SIGNED)).all()
    assert len(lines) == 1


def test_nobody_signs_for_another_and_nothing_withdrawn_is_signed(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with at(MONDAY):
        with pytest.raises(NotFound):
            signing.sign(session, actors("boris"), task.id, HOW)
        done = read(session, actors("anna"), task)
        with at(done):
            signing.give_consent(session, actors("anna"), task.id, HOW)
            assigning.withdraw(session, actors("vera"), task, "not_touched")
            with pytest.raises(Refused, match="снят с ознакомления"):
                signing.sign(session, actors("anna"), task.id, HOW)


def test_the_statement_names_the_person_as_he_is_called_that_day(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with at(MONDAY):
        signature = signed(session, actors("anna"), task)
    user(session, "anna").full_name = "Смирнова-Белова Анна Петровна"
    session.flush()
    assert signature.statement.startswith(
        "Я, Смирнова Анна Петровна, Менеджер, ознакомлен(а) с документом «Регламент РП-01» "
        "(РП-01, редакция 1, действует с 16.11.2026)"
    )
    assert signature.text_hash in signature.statement


def test_questions_are_asked_after_the_reading_and_before_the_signature(
    session: Session, actors: Actors, task: Assignment
) -> None:
    anna = actors("anna")
    quiz = quiz_world.quiz_of(session, quiz_world.ONE, quiz_world.NUMBER)
    task.regulation_version.quiz_id = quiz.id
    session.flush()
    with at(MONDAY), at(read(session, anna, task)):
        signing.give_consent(session, anna, task.id, HOW)
        with pytest.raises(Refused, match="ответьте на вопросы"):
            signing.sign(session, anna, task.id, HOW)
        subject = signing.subject(task.document_id)
        quiz_world.fail(session, anna, quiz, subject)
        with pytest.raises(Refused, match="ответьте на вопросы"):
            signing.sign(session, anna, task.id, HOW)
        attempt = quiz_world.succeed(session, anna, quiz, subject)
        signature = signing.sign(session, anna, task.id, HOW)
    assert signature.attempt_id == attempt.id
    said = session.get_one(JournalEntry, signature.journal_position).payload["quiz"]
    assert said["score"] == "100"
    assert [one["text"] for one in said["paper"]]
    assert set(said["answers"]) == {"0", "1"}


def test_a_signature_sent_from_several_windows_at_once_is_one(app: Flask) -> None:
    with working(app) as session:
        anna = person(session, "anna")
        task = assigned(session, rules(session, person(session, "vera")), "anna").id
        with at(MONDAY), at(read(session, anna, session.get_one(Assignment, task))):
            signing.give_consent(session, anna, task, HOW)
    found = at_once(
        app, lambda session: signing.sign(session, person(session, "anna"), task, HOW).id
    )
    assert len(found) == 4
    assert set(found) == {found[0]}


def test_one_beat_sent_from_several_windows_at_once_counts_once(app: Flask) -> None:
    with working(app) as session:
        anna = person(session, "anna")
        task = assigned(session, rules(session, person(session, "vera")), "anna").id
        with at(MONDAY):
            token = reading.start(session, anna, task, KEY)

    def beat(session: Session) -> str:
        seen = {"aaaaa2": reading.Shown(2000, reading.WHOLE_SECTION)}
        return reading.beat(session, person(session, "anna"), task, token, seen, KEY)[0]

    found = at_once(app, beat)
    assert sum(isinstance(one, BeatRefused) for one in found) == 3
    with working(app) as session:
        parts = reading.progress(session, session.get_one(Assignment, task)).parts
        assert [part.counted for part in parts] == [2000, 0]
