"""A line of the journal is read in words: no name of a field, no moment as machines write it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from core.sdk import chain
from core.sdk.web import db
from plugins.training.models import (
    Assignment,
    EntryKind,
    GateException,
    JournalEntry,
    QuizAttempt,
    RegulationVersion,
    Signature,
    SignatureConsent,
)
from plugins.training.screens.reading.journal_words import facts
from plugins.training.services.quizzes import witnessing
from plugins.training.services.reading import journal

AT = datetime(2026, 11, 20, 13, 3, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 25, 21, tzinfo=UTC)
NORM = {
    "key": "training.reading_days",
    "value": "5",
    "setting_id": None,
    "at": AT,
    "regulation": {"title": "Порядок", "edition": 3, "clause": "2.1"},
}
RAW = re.compile(r"\d{4}-\d\d-\d\d|T\d\d:\d\d|\b[a-z]+_[a-z_]+\b|\{|\[")

GIVEN = Assignment(
    document_id=1,
    user_id=1,
    reason="audience",
    due=date(2026, 11, 26),
    norms=[NORM],
    based_on_id=2,
    assigned_at=AT,
    owed_since=AT,
    withdrawn_at=AT,
)
ATTEMPT = QuizAttempt(
    id=7,
    user_id=1,
    quiz_id=1,
    subject="version:24",
    started_at=AT,
    finished_at=AT,
    reviewed_at=AT,
    reviewer_id=1,
    score=Decimal(80),
    passed=True,
    paper=[{"text": "Кто?"}],
    answers={"0": [1]},
    review={"0": {"accepted": True}},
    norms=[NORM],
)
SECTIONS = [
    {
        "section": "preamble",
        "number": "1",
        "title": "Скидки",
        "length": 12,
        "changed": True,
        "required_ms": 5000,
        "counted_ms": 6250,
        "down_to": 100,
        "from": AT,
        "until": AT,
        "norm": NORM,
    }
]
EXCEPTION = GateException(
    user_id=1,
    regulation_id=1,
    reason="На выставке",
    granted_by_id=1,
    granted_at=AT,
    until=MIDNIGHT,
    ended_at=AT,
)
CONSENT = SignatureConsent(user_id=1, edition=2, text="Договорились", at=AT)
LINES: dict[EntryKind, dict[str, Any]] = {
    EntryKind.APPROVED: journal.approval_facts(
        RegulationVersion(
            document_id=1,
            regulation_id=1,
            edition=3,
            text_hash="f" * 64,
            effective_from=MIDNIGHT,
            approved_at=AT,
            approved_by_id=1,
            lowers_pay=True,
            quiz_id=1,
            roles=["manager"],
            departments=[1],
            stages=["quotes.offer"],
        )
    ),
    EntryKind.IN_FORCE: {"document": 1, "edition": 3, "effective_from": MIDNIGHT},
    EntryKind.ASSIGNED: {"assignment": 1, **journal.assignment_facts(GIVEN)},
    EntryKind.WITHDRAWN: {"assignment": 1, "why": "not_touched", "withdrawn_at": AT},
    EntryKind.REMINDED: {"assignment": 1, "reminded_at": AT, "norms": [NORM]},
    EntryKind.ESCALATED: {"assignment": 1, "escalated_at": AT, "norms": []},
    EntryKind.READ: {"assignment": 1, "read_at": AT, "sections": SECTIONS},
    EntryKind.ASKED: witnessing.paper_facts(ATTEMPT),
    EntryKind.ANSWERED: witnessing.answer_facts(ATTEMPT),
    EntryKind.REVIEWED: witnessing.result_facts(ATTEMPT),
    EntryKind.CONSENT: {**journal.consent_facts(CONSENT), "method": "password", "ip": "::1"},
    EntryKind.SIGNED: {
        **journal.signature_facts(
            Signature(
                user_id=1,
                document_id=1,
                full_name="Климова Анна",
                position="Менеджер",
                text_hash="f" * 64,
                statement="Ознакомлена",
                method="password",
                ip="::1",
                agent="Firefox",
                at=AT,
                check_code="abc",
                attempt_id=7,
            )
        ),
        "effective_from": MIDNIGHT,
        "given": [journal.giving_facts(GIVEN)],
        "consent": {"position": 457, "text_hash": "f" * 64, "given_at": AT},
        "sections": SECTIONS,
        "quiz": journal.answers_facts(ATTEMPT),
    },
    EntryKind.EXCEPTION: {"exception": 1, **journal.exception_facts(EXCEPTION)},
    EntryKind.EXCEPTION_ENDED: {"exception": 1, "why": "recalled", "ended_at": AT},
    EntryKind.ACQUAINTED: {"document": 1, "due": date(2026, 11, 26), "closed_at": AT},
    EntryKind.NOT_ACQUAINTED: {"recorded_by": 1, "sanction_hash": "f" * 64, "text_hash": "0" * 64},
}


def told(app: Flask, kind: EntryKind) -> dict[str, str]:
    entry = JournalEntry(kind=kind.value, payload=chain.plain(LINES[kind]))
    with app.test_request_context():
        found = {one.title: one.text or "; ".join(one.parts) for one in facts(entry)}
        db.session.remove()
    return found


@pytest.mark.parametrize("kind", EntryKind)
def test_every_kind_of_line_is_said_in_words(app: Flask, kind: EntryKind) -> None:
    for title, words in told(app, kind).items():
        assert not RAW.search(f"{title}: {words}"), (title, words)
        assert not re.fullmatch(r"[a-z]+", title), title
        assert words, title


def test_an_exception_is_told_by_its_last_day(app: Flask) -> None:
    found = told(app, EntryKind.EXCEPTION)
    assert found["До"] == "25.11.2026 включительно"
    assert found["Причина"] == "На выставке"


def test_a_norm_is_told_with_its_unit_and_its_clause(app: Flask) -> None:
    words = told(app, EntryKind.ASSIGNED)["Нормы"]
    assert words == "Срок ознакомления: 5 рабочих дней, «Порядок», редакция 3, п. 2.1"


def test_an_edition_is_in_force_from_a_day(app: Flask) -> None:
    assert told(app, EntryKind.IN_FORCE)["Действует с"] == "26.11.2026"
