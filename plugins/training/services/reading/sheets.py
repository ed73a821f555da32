"""Листы ознакомления: what was signed by whom, as data that can be printed and verified."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import Actor, NotFound, User, chain, now, seals
from plugins.training.models import (
    Assignment,
    EntryKind,
    JournalEntry,
    RegulationVersion,
    Signature,
)
from plugins.training.permissions import TrainingPermission
from plugins.training.services.reading import journal
from plugins.training.services.reading.exceptions import covers
from plugins.training.services.reading.verifying import EDITION, FORMAT, SHOWN


def signatures_of(session: Session, document_id: int) -> Sequence[Signature]:
    """All signatures under a version, the oldest first."""
    return session.scalars(
        select(Signature)
        .options(joinedload(Signature.user))
        .where(Signature.document_id == document_id)
        .order_by(Signature.at, Signature.id)
    ).all()


def watched(session: Session, actor: Actor, document_id: int) -> list[Signature]:
    """Signatures under a version of people whom the actor watches."""
    return [
        one
        for one in signatures_of(session, document_id)
        if covers(actor, TrainingPermission.READING_WATCH, one.user)
    ]


def signature_for(session: Session, actor: Actor, signature_id: int) -> Signature:
    """A signature of one's own or of a person whom one watches; NotFound otherwise."""
    signature = session.get(Signature, signature_id)
    if signature is None:
        raise NotFound()
    own = signature.user_id == actor.user_id
    if not own and not covers(actor, TrainingPermission.READING_WATCH, signature.user):
        raise NotFound()
    return signature


def by_code(session: Session, code: str) -> Signature | None:
    """The signature behind a printed code."""
    return session.scalars(select(Signature).where(Signature.check_code == code)).first()


def unsigned(session: Session, actor: Actor, document_id: int) -> list[Assignment]:
    """Who still has to sign a version, of the people whom the actor watches, by name."""
    found = session.scalars(
        select(Assignment)
        .join(Assignment.user)
        .options(joinedload(Assignment.user))
        .where(
            Assignment.document_id == document_id,
            Assignment.signed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
        )
        .order_by(User.full_name, User.id)
    )
    return [one for one in found if covers(actor, TrainingPermission.READING_WATCH, one.user)]


def sheet(
    session: Session, version: RegulationVersion, signatures: Sequence[Signature]
) -> dict[str, Any]:
    """The sheet as JSON: see ``verifying`` for what it holds and why."""
    entries = _entries(session, version, signatures)
    last = max(entries)
    seal = seals.proof(session, journal.JOURNAL, last)
    until = max(last, seal["head"]["length"]) if seal is not None else last
    return chain.plain(
        {
            "format": FORMAT,
            "edition": EDITION,
            "made_at": now(),
            "organisation": _organisation(version),
            "document": _document(version),
            "signatures": [_signature(one, entries[one.journal_position]) for one in signatures],
            "chain": _run(session, set(entries), min(entries), until),
            "seal": seal,
        }
    )


def _entries(
    session: Session, version: RegulationVersion, signatures: Sequence[Signature]
) -> dict[int, JournalEntry]:
    """Lines that the sheet shows: signatures, the agreements under which they were made, the
    approval of the version."""
    lines = _lines(session, {one.journal_position for one in signatures})
    lines += _lines(session, {one.payload["consent"]["position"] for one in lines})
    approvals = session.scalars(
        select(JournalEntry).where(JournalEntry.kind == EntryKind.APPROVED.value)
    )
    lines += [one for one in approvals if one.payload["document"] == version.document_id]
    return {one.position: one for one in lines}


def _lines(session: Session, positions: Set[int]) -> list[JournalEntry]:
    return list(session.scalars(select(JournalEntry).where(JournalEntry.position.in_(positions))))


def _run(session: Session, shown: set[int], first: int, last: int) -> dict[str, Any]:
    """The journal from ``first`` to ``last``; what is not ``shown`` as hashes."""
    rows: Iterable[JournalEntry] = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.position.between(first, last))
        .order_by(JournalEntry.position)
        .execution_options(yield_per=1000)
    )
    lines: list[str | dict[str, Any]] = []
    previous, head = "", ""
    for entry in rows:
        content = journal.content(entry)
        previous = previous or entry.previous_hash
        head = entry.hash
        lines.append(content if entry.position in shown else chain.digest(content))
    return {"from": first, "previous": previous, "head": head, "lines": lines}


def _organisation(version: RegulationVersion) -> dict[str, str]:
    organisation = version.document.organisation
    return {"name": organisation.full_name or organisation.name, "inn": organisation.inn}


def _document(version: RegulationVersion) -> dict[str, Any]:
    approved_by = version.approved_by
    return {
        "document": version.document_id,
        "number": version.document.number,
        "code": version.regulation.code,
        "title": version.regulation.title,
        "edition": version.edition,
        "approved_at": version.approved_at,
        "approved_by": approved_by.full_name if approved_by else "",
        "effective_from": version.effective_from,
        "text_hash": version.text_hash,
        "body": version.body,
    }


def _signature(signature: Signature, entry: JournalEntry) -> Mapping[str, Any]:
    facts = journal.signature_facts(signature)
    return {**{name: facts[name] for name in SHOWN}, "entry": entry.position}
