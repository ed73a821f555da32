"""What the program goes by is what the journal says: whatever is made to differ shows."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Column, Table, select, text, update
from sqlalchemy.orm import Session

from core.sdk import Base, at, seals
from core.testing.fixtures import Scene
from plugins.training.models import (
    Assignment,
    Clause,
    GateException,
    RegulationVersion,
    SectionReading,
    Signature,
    SignatureConsent,
    Term,
    VersionNorm,
)
from plugins.training.services.reading import exceptions, integrity
from plugins.training.services.reading.assigning import follow_people
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    Actors,
    assigned,
    person,
    read,
    rules,
    signed,
    user,
    working,
)
from plugins.training.tests.regulation_world import draft

DAY = timedelta(days=1)
SECOND = (
    TEXT.replace(", 5)", ", 7)")
    + """
## Термины {#ccccc2}

- **Лид** — обращение нового клиента. {#ccccc3}
"""
)


@pytest.fixture
def kept_id(app: Flask, scene: Scene) -> int:
    """Two editions, the second from Monday: Анна has signed it, Борис has read it, Егор was let
    through by the head; the day is sealed."""

    def build() -> int:
        with working(app) as session:
            return keep(session)

    return scene(build)


def keep(session: Session) -> int:
    anna, boris, vera = (person(session, login) for login in ("anna", "boris", "vera"))
    with at(MONDAY):
        first = rules(session, vera)
        signed(session, anna, assigned(session, first, "anna"))
    with at(MONDAY.replace(day=17)):
        version = rules(session, vera, body=SECOND, when=MONDAY.replace(day=17))
        made = signed(session, anna, assigned(session, version, "anna"))
        read(session, boris, assigned(session, version, "boris"))
        exceptions.grant(
            session,
            vera,
            user(session, "boris").id,
            version.regulation_id,
            MONDAY.replace(day=18).date(),
            "Клиент ждёт",
        )
        seals.seal(session)
    return made.id


@pytest.fixture
def kept(kept_id: int, session: Session) -> Signature:
    """What Анна has signed last."""
    return session.get_one(Signature, kept_id)


def faults(session: Session) -> list[str]:
    session.expire_all()
    return [*integrity.check(session), *seals.check(session)]


def test_what_was_done_through_the_program_agrees_with_the_journal(
    kept: Signature, session: Session, actors: Actors
) -> None:
    assert faults(session) == []
    with at(MONDAY.replace(day=20)):
        exceptions.end_expired(session, actors("vera"))
        user(session, "boris").disabled_at = MONDAY
        assert follow_people(session, actors("vera"))[1]
    assert faults(session) == []


LAST = "(SELECT max(document_id) FROM training_version)"


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (
            f"UPDATE training_version_norm SET value = value * 9 WHERE document_id = {LAST}",
            "норма quotes.discount_without_approval: в базе 63, в подписанном тексте 7",
        ),
        ("UPDATE training_version_norm SET clause_number = '1.1'", "пункт или обоснование"),
        ("UPDATE training_version_norm SET reason = 'так решил'", "пункт или обоснование"),
        ("DELETE FROM training_version_norm", "есть в подписанном тексте, в базе её нет"),
        (
            "INSERT INTO training_version_norm "
            "(document_id, key, value, reason, clause_uid, clause_number) "
            f"VALUES ({LAST}, 'quotes.margin', 1, '', 'bbbbb3', '2.1')",
            "норма quotes.margin: в подписанном тексте её нет",
        ),
        ("UPDATE training_clause SET source = 'иначе' WHERE number = '2.1'", "п. 2.1: в базе не"),
        ("UPDATE training_clause SET length = 1 WHERE number = '1'", "п. 1: в базе не то"),
        ("DELETE FROM training_clause WHERE number = '2.2'", "п. 2.2: есть в подписанном"),
        ("UPDATE training_term SET definition = 'покупка'", "определения в базе не те"),
        ("DELETE FROM training_term", "определения в базе не те"),
        ("UPDATE training_version SET effective_from = '2026-11-01 00:00:00'", "начало действия"),
        ("UPDATE training_version SET effective_until = NULL", "конец действия: в базе нет"),
        (
            "UPDATE training_version SET effective_until = '2026-12-01 00:00:00'",
            "конец действия",
        ),
        ("UPDATE training_version SET roles = '[]'", "роли: в базе нет, при утверждении «manager»"),
        ("UPDATE training_version SET departments = '[1]'", "отделы: в базе «1»"),
        ("UPDATE training_version SET stages = '[]'", "этапы, которые закрывает документ"),
        ("UPDATE training_version SET lowers_pay = TRUE", "отметка об ухудшении оплаты"),
        ("UPDATE training_version SET approved_by_id = NULL", "кем утверждена"),
        ("UPDATE training_version SET approved_at = NULL", "когда утверждена"),
        (
            "UPDATE training_assignment SET signed_at = '2026-11-17 10:00:00' "
            "WHERE signed_at IS NULL",
            "когда подписано: в базе «2026-11-17T10:00:00+00:00», по журналу нет",
        ),
        ("UPDATE training_assignment SET signed_at = NULL", "когда подписано: в базе нет"),
        ("UPDATE training_assignment SET read_at = NULL", "когда прочитано"),
        ("UPDATE training_assignment SET due = '2027-01-01'", "срок: в базе «2027-01-01»"),
        (
            "UPDATE training_assignment SET assigned_at = '2027-01-01 00:00:00'",
            "когда назначено",
        ),
        (
            "UPDATE training_assignment SET withdrawn_at = '2026-11-17 00:00:00' "
            "WHERE signed_at IS NULL",
            "когда снято",
        ),
        ("UPDATE training_assignment SET based_on_id = NULL", "редакция, подписанная раньше"),
        ("UPDATE training_section_reading SET counted = counted - 1", "чтение раздела"),
        ("UPDATE training_section_reading SET required = 1", "чтение раздела"),
        ("DELETE FROM training_section_reading", "чтение раздела"),
        ("UPDATE training_consent SET at = '2020-01-01 00:00:00'", "согласие"),
        ("UPDATE training_gate_exception SET until = '2030-01-01 00:00:00'", "допуск"),
        ("UPDATE training_gate_exception SET ended_at = '2026-11-17 00:00:00'", "допуск"),
        ("DELETE FROM training_gate_exception", "удалён, а в журнале он есть"),
        (
            "INSERT INTO training_gate_exception "
            "(user_id, regulation_id, reason, granted_by_id, granted_at, until) "
            "SELECT user_id, regulation_id, 'так', granted_by_id, granted_at, until "
            "FROM training_gate_exception",
            "в журнале его нет",
        ),
    ],
)
def test_whatever_the_program_goes_by_cannot_be_moved_unseen(
    kept: Signature, session: Session, tamper: str, said: str
) -> None:
    assert session.execute(text(tamper)).rowcount  # type: ignore[attr-defined]
    assert any(said in fault for fault in faults(session)), faults(session)


ENFORCED: tuple[tuple[type[Base], str], ...] = (
    *((VersionNorm, name) for name in ("value", "reason", "clause_uid", "clause_number")),
    *((Clause, name) for name in ("position", "level", "number", "title", "source", "length")),
    *((Term, name) for name in ("term", "definition", "clause_number", "stems")),
    *(
        (RegulationVersion, name)
        for name in (
            "body",
            "text_hash",
            "effective_from",
            "effective_until",
            "approved_at",
            "roles",
            "departments",
            "stages",
            "lowers_pay",
        )
    ),
    *(
        (Assignment, name)
        for name in ("signed_at", "read_at", "withdrawn_at", "assigned_at", "due", "reason")
    ),
    *(
        (SectionReading, name)
        for name in ("counted", "down_to", "required", "started_at", "done_at")
    ),
    *((GateException, name) for name in ("reason", "until", "granted_at", "ended_at")),
    *((Signature, name) for name in ("full_name", "position", "statement", "at", "text_hash")),
    (SignatureConsent, "text"),
)
"""What the program goes by, or shows as evidence."""


def other(chance: Random, column: Column[Any], was: Any) -> Any:
    """A value of the column's type that was not there."""
    if isinstance(was, bool):
        return not was
    if isinstance(was, int | Decimal):
        # Time of reading may grow until the signature; it never falls.
        return was - chance.randint(1, 9)
    if isinstance(was, list):
        return [*was, chance.choice((7, "x"))]
    if isinstance(was, str):
        # No longer than it was: there are columns that it would not fit.
        return ("x" if was[:1] != "x" else "y") + was[1:]
    if isinstance(was, datetime):
        return chance.choice((None, was + timedelta(hours=1))) if column.nullable else was + DAY
    if isinstance(was, date):
        return was + DAY
    return MONDAY + timedelta(minutes=chance.randint(1, 9999))


def test_a_hundred_random_edits_of_what_is_enforced_are_all_found(
    kept: Signature, session: Session
) -> None:
    chance = Random(41)
    assert faults(session) == []
    unseen: list[tuple[str, str, Any]] = []
    for attempt in range(100):
        model, name = ENFORCED[attempt % len(ENFORCED)]
        table = cast(Table, model.__table__)
        column = table.c[name]
        keys = list(table.primary_key)
        rows = session.execute(select(*keys, column)).all()
        *key, was = chance.choice(rows)
        wanted = other(chance, column, was)
        with session.begin_nested() as trial:
            session.execute(
                update(table)
                .where(*(one == value for one, value in zip(keys, key, strict=True)))
                .values({name: wanted})
            )
            if not faults(session):
                unseen.append((table.name, name, wanted))
            trial.rollback()
    assert unseen == []
    assert faults(session) == []


def test_a_draft_that_was_given_a_date_by_hand_shows(session: Session, actors: Actors) -> None:
    made = draft(session, actors("vera"), code="РП-02")
    assert faults(session) == []
    made.effective_from = MONDAY
    session.flush()
    assert faults(session) == ["РП-02, редакция 1: утверждения в журнале нет"]


def test_a_deleted_line_is_named_once_and_with_it_what_it_witnessed(
    kept: Signature, session: Session
) -> None:
    session.execute(text(f"DELETE FROM training_journal WHERE position = {kept.journal_position}"))
    found = faults(session)
    assert found[0] == f"записи {kept.journal_position} нет"
    assert found[1] == f"подпись {kept.id}: в журнале её нет"
    assert "Смирнова Анна Петровна" in found[2]
    assert "когда подписано" in found[2]
    assert len(found) == 3


def test_a_signature_taken_away_with_its_line_leaves_the_assignment_to_tell(
    session: Session, actors: Actors
) -> None:
    with at(MONDAY):
        version = rules(session, actors("vera"))
        seals.seal(session)
        one = signed(session, actors("anna"), assigned(session, version, "anna"))
    for table, column in (("signature", "journal_position"), ("journal", "position")):
        session.execute(
            text(f"DELETE FROM training_{table} WHERE {column} >= {one.journal_position}")
        )
    assert len(faults(session)) == 1
    assert "когда подписано" in faults(session)[0]
