"""The journal of evidence: one append-only chain for the whole company.

What the chain covers of a line is its position and the SHA-256 of its content. So a sheet that is
handed out can carry the whole run of the chain and the contents of its own lines only: the others
stand in it as hashes, and nobody reads of his colleagues what is not his affair.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Base, chain, locks, now
from plugins.training.models import (
    Assignment,
    EarlierGiving,
    EntryKind,
    GateException,
    JournalEntry,
    QuizAttempt,
    RegulationVersion,
    Signature,
    SignatureConsent,
)
from plugins.training.services.regulations import text_hash

JOURNAL = "training.journal"
"""Under this name the daily seal keeps the head."""


def append(
    session: Session,
    kind: EntryKind,
    actor: Actor,
    payload: Mapping[str, Any],
    *,
    user_id: int | None = None,
) -> JournalEntry:
    """Add a line; it stays with the transaction or goes with it.

    Writers queue up: the second waits until the first has committed and then finds its line.
    """
    locks.hold(session, JOURNAL)
    last = session.scalars(
        select(JournalEntry).order_by(JournalEntry.position.desc()).limit(1)
    ).first()
    entry = JournalEntry(
        position=last.position + 1 if last else 1,
        at=now(),
        kind=kind.value,
        user_id=user_id,
        actor_name=actor.name,
        payload=chain.plain(payload),
        previous_hash=last.hash if last else chain.GENESIS,
        hash="",
    )
    entry.hash = chain.link(entry.previous_hash, record_of(entry).payload)
    session.add(entry)
    session.flush()
    return entry


def content(entry: JournalEntry) -> dict[str, Any]:
    """What a line says, as JSON."""
    return content_of(entry.at, entry.kind, entry.user_id, entry.actor_name, entry.payload)


def content_of(
    at: datetime, kind: str, user_id: int | None, actor: str, payload: Mapping[str, Any]
) -> dict[str, Any]:
    """The same out of its parts."""
    return chain.plain(
        {"at": at, "kind": kind, "user": user_id, "actor": actor, "payload": payload}
    )


def covered(position: int, digest: str) -> dict[str, Any]:
    """What the hash of a line covers, given the digest of its content."""
    return {"journal": JOURNAL, "position": position, "content": digest}


def record_of(entry: JournalEntry) -> chain.Record:
    """A line as a link of the chain."""
    return chain.Record(
        position=entry.position,
        payload=covered(entry.position, chain.digest(content(entry))),
        previous=entry.previous_hash,
        hash=entry.hash,
    )


def head(session: Session) -> chain.Head:
    """How far the journal has come; of length 0 while it is empty."""
    last = session.execute(
        select(JournalEntry.hash, JournalEntry.position)
        .order_by(JournalEntry.position.desc())
        .limit(1)
    ).first()
    return chain.Head(JOURNAL, last.hash if last else "", last.position if last else 0)


def _columns(row: Base, *same: str, **named: str) -> dict[str, Any]:
    """Columns of a row under the names by which the journal tells them: ``same`` as theirs, the
    others ``named``."""
    return {name: getattr(row, name) for name in same} | {
        name: getattr(row, column) for name, column in named.items()
    }


def signature_facts(signature: Signature) -> dict[str, Any]:
    """What a signature and its line of the journal must say alike."""
    known = _columns(
        signature,
        *("full_name", "position", "text_hash", "statement", "method", "ip", "agent"),
        user="user_id",
        document="document_id",
        signed_at="at",
        attempt="attempt_id",
    )
    return known | {"code_hash": text_hash(signature.check_code)}


def answers_facts(attempt: QuizAttempt | None) -> dict[str, Any] | None:
    """The same of the attempt at the questions with which it was signed; None where the version
    asks nothing."""
    if attempt is None:
        return None
    told = ("started_at", "finished_at", "score", "paper", "answers", "review", "norms")
    return _columns(attempt, *told, attempt="id")


def consent_facts(consent: SignatureConsent) -> dict[str, Any]:
    """The same of an agreement to sign electronically."""
    return _columns(consent, "edition", "text", user="user_id", given_at="at")


_GIVING = ("assigned_at", "owed_since", "reason", "due", "withdrawn_at")


def assignment_facts(assignment: Assignment) -> dict[str, Any]:
    """The same of an assignment, each fact by the line that has changed it last."""
    return _columns(
        assignment,
        *(*_GIVING, "norms", "reminded_at", "escalated_at", "read_at", "signed_at"),
        document="document_id",
        user="user_id",
        based_on="based_on_id",
        late_from="late_from_id",
    )


def giving_facts(giving: Assignment | EarlierGiving) -> dict[str, Any]:
    """The same of each time that an assignment was given, with when it was taken back."""
    return _columns(giving, *_GIVING)


def exception_facts(exception: GateException) -> dict[str, Any]:
    """The same of an exception from the gate."""
    return _columns(
        exception,
        *("regulation_id", "until", "reason", "granted_at", "ended_at"),
        user="user_id",
        granted_by="granted_by_id",
    )


def approval_facts(version: RegulationVersion) -> dict[str, Any]:
    """The same of an approved version: its text and all that the program enforces beside it."""
    return _columns(
        version,
        *("regulation_id", "edition", "text_hash", "effective_from", "approved_at"),
        *("lowers_pay", "roles", "departments", "stages"),
        document="document_id",
        approved_by="approved_by_id",
        quiz="quiz_id",
    )
