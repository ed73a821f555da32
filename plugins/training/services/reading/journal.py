"""The journal of evidence: one append-only chain for the whole company.

What the chain covers of a line is its position and the SHA-256 of its content. So a sheet that is
handed out can carry the whole run of the chain and the contents of its own lines only: the others
stand in it as hashes, and nobody reads of his colleagues what is not his affair.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, chain, locks, now, seals
from plugins.training.models import (
    EntryKind,
    JournalEntry,
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


def check(session: Session) -> list[str]:
    """Whatever was edited, deleted, put in between, moved or cut off; empty where all is whole.

    Signatures, consents and texts of approved versions stand in tables of their own too: they
    must say what the journal says.
    """
    rows = session.scalars(
        select(JournalEntry)
        .order_by(JournalEntry.position)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    witnessed = _Witnessed()
    faults = chain.verify(
        (record_of(entry) for entry in _seen(rows, witnessed)), seals.kept(session, JOURNAL)
    )
    found = [str(fault.message) for fault in sorted(faults, key=lambda fault: fault.position)]
    found += _signatures(session, witnessed)
    found += _consents(session, witnessed)
    found += _texts(session, witnessed)
    return found


class _Witnessed:
    """What the journal says of things that are kept elsewhere too."""

    def __init__(self) -> None:
        self.signed: dict[int, dict[str, Any]] = {}
        self.consents: dict[int, dict[str, Any]] = {}
        self.approved: dict[int, str] = {}

    def see(self, entry: JournalEntry) -> None:
        """Take a line in."""
        # What was tampered with may have any shape.
        said = entry.payload if isinstance(entry.payload, dict) else {}  # pyright: ignore[reportUnnecessaryIsInstance]
        if entry.kind == EntryKind.SIGNED:
            self.signed[entry.position] = {"user": entry.user_id, **said}
        elif entry.kind == EntryKind.CONSENT:
            self.consents[entry.position] = {"user": entry.user_id, **said}
        elif entry.kind == EntryKind.APPROVED:
            self.approved[said.get("document", 0)] = said.get("text_hash", "")


def _seen(rows: Any, witnessed: _Witnessed) -> Iterator[JournalEntry]:
    for entry in rows:
        witnessed.see(entry)
        yield entry


def _signatures(session: Session, witnessed: _Witnessed) -> list[str]:
    found: list[str] = []
    left = dict(witnessed.signed)
    rows = session.scalars(
        select(Signature)
        .order_by(Signature.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for signature in rows:
        said = left.pop(signature.journal_position, None)
        if said is None:
            found.append(f"подпись {signature.id}: в журнале её нет")
        elif said != {**said, **chain.plain(signature_facts(signature))}:
            found.append(f"подпись {signature.id}: не та, что в журнале")
    found += [f"запись {position}: подпись удалена" for position in left]
    return found


def signature_facts(signature: Signature) -> dict[str, Any]:
    """What a signature and its line of the journal must say alike."""
    return {
        "user": signature.user_id,
        "document": signature.document_id,
        "full_name": signature.full_name,
        "position": signature.position,
        "text_hash": signature.text_hash,
        "statement": signature.statement,
        "method": signature.method,
        "ip": signature.ip,
        "agent": signature.agent,
        "signed_at": signature.at,
        "code_hash": text_hash(signature.check_code),
        "attempt": signature.attempt_id,
    }


def _consents(session: Session, witnessed: _Witnessed) -> list[str]:
    found: list[str] = []
    left = dict(witnessed.consents)
    for consent in session.scalars(
        select(SignatureConsent).execution_options(populate_existing=True)
    ):
        said = left.pop(consent.journal_position, None)
        if said is None or (said["user"], said.get("text")) != (consent.user_id, consent.text):
            found.append(f"согласие {consent.id}: не то, что в журнале")
    return found + [f"запись {position}: согласие удалено" for position in left]


def _texts(session: Session, witnessed: _Witnessed) -> list[str]:
    found: list[str] = []
    rows = session.execute(
        select(
            RegulationVersion.document_id, RegulationVersion.body, RegulationVersion.text_hash
        ).where(RegulationVersion.approved_at.is_not(None))
    )
    for document_id, body, kept in rows:
        said = witnessed.approved.pop(document_id, None)
        if said is None:
            found.append(f"редакция {document_id}: утверждения в журнале нет")
        elif not text_hash(body) == kept == said:
            found.append(f"редакция {document_id}: текст не тот, что утверждён")
    return found + [f"редакция {document_id}: удалена" for document_id in witnessed.approved]
