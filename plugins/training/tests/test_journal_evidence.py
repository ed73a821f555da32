"""Answers to questions, reading in parts, acquaintance with sanctions: whatever a signature rests
on is told by the journal, and whatever is made to differ from it shows."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Column, Table, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from core.sdk import Actor, Base, at, now, seals
from core.testing.fixtures import Scene
from plugins.training.models import (
    BonusReduction,
    JournalEntry,
    QuizAttempt,
    RegulationVersion,
    SanctionNotice,
    SectionReading,
    Signature,
    Violation,
)
from plugins.training.services import quizzes, regulations, violations
from plugins.training.services.quizzes import CaseMark
from plugins.training.services.reading import integrity, reading, signing
from plugins.training.services.violations import ReductionInput
from plugins.training.tests import reading_world as world
from plugins.training.tests.quiz_world import CASE, NUMBER, fail, quiz_of, succeed
from plugins.training.tests.regulation_world import KNOWINGLY, discussed
from plugins.training.tests.violation_world import (
    DECIDED,
    FOUND,
    IN_FORCE,
    actor,
    explained,
    found,
    rules,
    sanctioned,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def kept_id(app: Flask, scene: Scene) -> int:
    """Rules with questions, one of them read by the mentor. Анна has passed at the second try and
    signed, then signed that she knows of her sanction; Борис has passed and signed too, but refused
    to sign under his; Егор has his answer with the mentor; Дина only has her paper, and reads."""

    def build() -> int:
        with world.working(app) as session:
            return keep(session)

    return scene(build)


def keep(session: Session) -> int:
    vera = actor(session, "vera")
    quiz = quiz_of(session, NUMBER, CASE)
    with at(IN_FORCE):
        version = discussed(session, vera, body=rules())
        version.quiz_id = quiz.id
        regulations.approve(session, vera, version.document_id, None, short_notice=KNOWINGLY)
        about = signing.subject(version.document_id)
        fail_and_pass(session, actor(session, "anna"), version)
        for login in ("boris", "egor"):
            answered = succeed(session, actor(session, login), quiz, about)
            if login == "boris":
                quizzes.review(session, vera, answered.id, {case_of(answered): CaseMark(True)})
        dina = actor(session, "dina")
        quizzes.start(session, dina, quiz.id, about)
        task = world.assigned(session, version, "dina")
        first = reading.progress(session, task).parts[0].section.uid
        token = reading.start(session, dina, task.id, world.KEY)
    with at(IN_FORCE + reading.INTERVAL):
        reading.beat(session, dina, task.id, token, {first: reading.Shown(9000, 80)}, world.KEY)
    with at(IN_FORCE + HOUR):
        for login in ("anna", "boris"):
            world.signed(session, actor(session, login), world.assigned(session, version, login))
    punish(session)
    with at(DECIDED):
        seals.seal(session)
    return version.document_id


@pytest.fixture
def kept(kept_id: int, session: Session) -> RegulationVersion:
    """Those rules."""
    return session.get_one(RegulationVersion, kept_id)


def case_of(attempt: QuizAttempt) -> int:
    return next(place for place, item in enumerate(attempt.paper) if item["kind"] == "case")


def fail_and_pass(session: Session, who: Actor, version: RegulationVersion) -> None:
    vera, about = actor(session, "vera"), signing.subject(version.document_id)
    assert version.quiz_id is not None
    quiz = quizzes.get(session, version.quiz_id)
    for accepted in (False, True):
        answered = (succeed if accepted else fail)(session, who, quiz, about)
        mark = CaseMark(accepted, "" if accepted else "Скидку обещать рано")
        quizzes.review(session, vera, answered.id, {case_of(answered): mark})


def punish(session: Session) -> None:
    """One sanction signed for, one with the act, one that waits."""
    figures = ReductionInput(pay=Decimal(100_000), bonus=Decimal(30_000))
    cases = [
        sanctioned(session, answered_case(session, login), taking)
        for login, taking in (("anna", figures), ("boris", None))
    ]
    with at(DECIDED):
        violations.acquaint(session, actor(session, "anna"), cases[0].document_id, world.HOW)
        violations.record_not_acquainted(
            session, actor(session, "vera"), cases[1].document_id, "Отказался", "Дина, бухгалтер"
        )


def answered_case(session: Session, login: str) -> Violation:
    with at(FOUND):
        return explained(session, found(session, login, f"case-{login}"), login)


def faults(session: Session) -> list[str]:
    session.expire_all()
    return [*integrity.check(session), *seals.check(session)]


def test_each_step_of_an_attempt_is_a_line_without_the_words(
    kept: RegulationVersion, session: Session
) -> None:
    assert faults(session) == []
    lines = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.kind.in_(("asked", "answered", "reviewed")))
        .order_by(JournalEntry.position)
    ).all()
    assert [one.kind for one in lines[:6]] == ["asked", "answered", "reviewed"] * 2
    assert "Спрошу" not in str([one.payload for one in lines])
    assert lines[-1].kind == "asked"


def test_answers_about_a_course_are_no_business_of_the_journal(session: Session) -> None:
    quiz = quiz_of(session)
    attempt = succeed(session, actor(session, "egor"), quiz)
    attempt.answers = {}
    session.flush()
    assert faults(session) == []


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("UPDATE training_quiz_attempt SET passed = TRUE WHERE passed IS NULL", "не те, что"),
        ("UPDATE training_quiz_attempt SET paper = '[]'", "ответы на вопросы"),
        (
            "DELETE FROM training_quiz_attempt WHERE passed IS NULL",
            "удалены, а в журнале они есть",
        ),
        ("UPDATE training_sanction_notice SET statement = 'Я согласна'", "не то, что в журнале"),
        ("UPDATE training_sanction_notice SET witness = 'Никто'", "не то, что в журнале"),
        ("DELETE FROM training_sanction_notice", "ознакомление со взысканием удалено"),
        (
            "UPDATE training_sanction_notice SET journal_position = NULL",
            "записано мимо журнала",
        ),
        ("UPDATE training_violation SET motive = 'Так вышло'", "не то, что в журнале"),
        ("UPDATE training_violation SET outcome = 'reprimand'", "не то, что в журнале"),
        ("UPDATE training_violation SET outcome = 'dismissed'", "со взысканием, которого нет"),
        ("UPDATE training_bonus_reduction SET amount = amount + 1", "не то, что в журнале"),
        (
            "UPDATE training_section_reading SET counted = counted * 60, down_to = 100",
            "так прочитать нельзя",
        ),
    ],
)
def test_what_evidence_rests_on_cannot_be_moved_unseen(
    kept: RegulationVersion, session: Session, tamper: str, said: str
) -> None:
    assert session.execute(text(tamper)).rowcount  # type: ignore[attr-defined]
    assert any(said in fault for fault in faults(session)), faults(session)


def test_what_stood_between_two_steps_of_an_attempt_is_not_washed_by_the_next(
    kept: RegulationVersion, session: Session
) -> None:
    waiting = session.scalars(
        select(QuizAttempt).where(
            QuizAttempt.passed.is_(None), QuizAttempt.finished_at.is_not(None)
        )
    ).one()
    bettered = {place: words + "1" for place, words in waiting.answers.items()}
    session.execute(
        update(QuizAttempt).where(QuizAttempt.id == waiting.id).values(answers=bettered)
    )
    session.expire_all()
    quizzes.review(session, actor(session, "vera"), waiting.id, {case_of(waiting): CaseMark(True)})
    assert faults(session) == [f"ответы на вопросы {waiting.id}: не те, что в журнале"]


ROWS: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (
        QuizAttempt,
        ("paper", "answers", "score", "passed", "review", "subject", "finished_at", "norms"),
    ),
    (
        SanctionNotice,
        ("due", "closed_at", "statement", "refusal", "witness", "journal_position"),
    ),
    (SectionReading, ("down_to", "counted", "required", "started_at", "norm", "section_uid")),
    (Violation, ("outcome", "motive", "decided_at")),
    (BonusReduction, ("amount",)),
)
"""Rows that signatures and acquaintance rest on, with what of them says so."""


def keys_and_rows(session: Session, model: type[Base]) -> tuple[Table, list[Any]]:
    """The rows of which the journal tells."""
    table = cast(Table, model.__table__)
    wanted = select(table)
    if model is QuizAttempt:
        wanted = wanted.where(table.c.passed.is_not(None))
    if model is SectionReading:
        signed_ones = select(Signature.assignment_id)
        wanted = wanted.where(table.c.assignment_id.in_(signed_ones))
    return table, [dict(one) for one in session.execute(wanted).mappings()]


def other(chance: Random, column: Column[Any], was: Any) -> Any:
    """A value of the column's type that was not there."""
    if isinstance(was, bool):
        return not was
    if isinstance(was, int | Decimal):
        return was + chance.choice((-1, 1)) * chance.randint(1, 9)
    if isinstance(was, list):
        return [*was, {"x": chance.random()}]
    if isinstance(was, dict):
        return {**was, "7": chance.random()}
    if isinstance(was, str):
        return ("x" if was[:1] != "x" else "y") + was[1:]
    if isinstance(was, datetime):
        return was + timedelta(minutes=chance.randint(1, 9999))
    if isinstance(was, date):
        return was + timedelta(days=chance.randint(1, 99))
    raise AssertionError(f"{column} is empty")


def test_random_edits_deletions_and_insertions_of_these_rows_are_all_found(
    kept: RegulationVersion, session: Session
) -> None:
    chance = Random(53)
    assert faults(session) == []
    unseen: list[tuple[str, str, Any]] = []
    for attempt in range(120):
        model, names = ROWS[attempt % len(ROWS)]
        table, rows = keys_and_rows(session, model)
        row = chance.choice(rows)
        where = [column == row[column.name] for column in table.primary_key]
        ways = ["edit", "edit", "delete", "insert"]
        if model in (Violation, BonusReduction):
            # Others point at these: a deletion is refused by the database, or told by the rows.
            ways = ["edit"]
        way = chance.choice(ways)
        name = chance.choice([one for one in names if row[one] not in (None, "")])
        with session.begin_nested() as trial:
            if way == "edit":
                new = other(chance, table.c[name], row[name])
                session.execute(update(table).where(*where).values({name: new}))
            elif way == "delete":
                if model is QuizAttempt:
                    session.execute(update(Signature).values(attempt_id=None))
                session.execute(delete(table).where(*where))
            else:
                session.execute(insert(table).values(inserted(session, model, row)))
            if not faults(session):
                unseen.append((table.name, way, name))
            trial.rollback()
    assert unseen == []
    assert faults(session) == []


def inserted(session: Session, model: type[Base], row: dict[str, Any]) -> dict[str, Any]:
    """One more row such as this, where the table's keys have room for it."""
    if model is QuizAttempt:
        last = session.scalar(select(func.max(QuizAttempt.id))) or 0
        return {**row, "id": last + 1, "started_at": now()}
    if model is SectionReading:
        last = session.scalar(select(func.max(SectionReading.id))) or 0
        return {**row, "id": last + 1, "section_uid": "zzzzz7"}
    case = answered_case(session, "gleb")
    return {**row, "document_id": case.document_id}


def test_the_check_notices_what_a_signature_rests_on_and_came_after_it(session: Session) -> None:
    version = world.rules(session, actor(session, "vera"))
    with at(world.MONDAY):
        task = world.assigned(session, version, "anna")
        before = world.read(session, actor(session, "anna"), task)
    with at(before):
        part = session.scalars(
            select(SectionReading).where(SectionReading.assignment_id == task.id)
        ).all()[-1]
        # A program that has counted on beyond the signature, and witnesses it itself.
        part.done_at = before + HOUR
        part.beat_at = before + HOUR
        signing.give_consent(session, actor(session, "anna"), task.id, world.HOW)
        signed = signing.sign(session, actor(session, "anna"), task.id, world.HOW)

    assert [
        fault
        for fault in faults(session)
        if f"подпись {signed.id}: чтение раздела 2 позже самой подписи" in fault
    ]
