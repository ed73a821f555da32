"""The signature: after the reading and the questions, under an agreement, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.sdk import Actor, NotFound, Refused, at
from core.testing.browser import Visitor, form_with
from core.testing.house import PASSWORD
from plugins.training.models import (
    Assignment,
    EntryKind,
    JournalEntry,
    Reason,
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


def test_nobody_signs_other_words_than_he_has_had_before_his_eyes(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    with working(app) as session:
        anna = person(session, "anna")
        task = assigned(session, rules(session, person(session, "vera")), "anna")
        page = f"/training/reading/{task.id}"
        with at(MONDAY):
            done = read(session, anna, task)
    with at(done):
        anna = visit("anna")
        for step in ("consent", "sign"):
            form = form_with(anna.get(f"{page}/{step}"), f"/{step}")
            with working(app) as session:
                user(session, "anna").position += ", старший"
            for status in (422, 303):
                form["password"] = PASSWORD
                if step == "consent":
                    form["agree"] = True
                answer = form.submit(status=status)
                if status == 422:
                    assert "слова на ней изменились" in answer
                    form = form_with(answer, f"/{step}")
    with working(app) as session:
        made = session.scalars(select(Signature)).one()
        assert made.statement.startswith("Я, Смирнова Анна Петровна, Менеджер, старший, старший,")


def test_an_edition_whose_last_moment_has_come_is_not_signed_though_no_job_has_run(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with at(MONDAY), at(read(session, actors("anna"), task)):
        signing.give_consent(session, actors("anna"), task.id, HOW)
    task.regulation_version.effective_until = MONDAY + timedelta(days=1)
    session.flush()
    with at(MONDAY + timedelta(days=1)), pytest.raises(Refused, match="заменила новая редакция"):
        signing.sign(session, actors("anna"), task.id, HOW)
    with at(MONDAY + timedelta(hours=23)):
        assert signing.sign(session, actors("anna"), task.id, HOW)


def test_what_is_signed_meanwhile_is_neither_taken_back_nor_given_anew(
    session: Session, actors: Actors, task: Assignment
) -> None:
    assert task.signed_at is None
    # Another transaction has committed since this one looked.
    session.execute(
        update(Assignment).values(signed_at=MONDAY),
        execution_options={"synchronize_session": False},
    )
    assigning.withdraw(session, Actor.system(), task, "not_touched")
    assert (task.signed_at, task.withdrawn_at) == (MONDAY, None)
    session.execute(
        update(Assignment).values(signed_at=MONDAY + timedelta(hours=1)),
        execution_options={"synchronize_session": False},
    )
    version, anna = task.regulation_version, task.user
    assigning.assign(session, version, anna, Reason.ONBOARDING, actor=Actor.system())
    assert (task.signed_at, task.reason) == (MONDAY + timedelta(hours=1), Reason.AUDIENCE)
    assert task.earlier == []


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
