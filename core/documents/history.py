"""The history of a document: lines that are only ever added, each chained to the one before.

How a chain shows what was done to it is told in ``core.kernel.chain``; that one was cut at its
end, the daily seal shows (``core.documents.seals``).
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.documents.models import Document, HistoryEntry, HistorySeal, SealedHead
from core.kernel import chain
from core.kernel.clock import now
from core.kernel.permissions import Actor


def record_of(entry: HistoryEntry) -> chain.Record:
    """A line as a link of its chain."""
    return chain.Record(
        position=entry.position,
        payload={
            "document": entry.document_id,
            "position": entry.position,
            "at": entry.at,
            "actor": entry.actor_id,
            "name": entry.actor_name,
            "kind": entry.kind,
            "payload": entry.payload,
        },
        previous=entry.previous_hash,
        hash=entry.hash,
    )


def record(
    session: Session, document: Document, kind: str, actor: Actor, payload: Mapping[str, Any]
) -> HistoryEntry:
    """Add a line. Locks the document's row, so that two writers cannot take one position."""
    session.flush()
    session.execute(
        unrestricted(select(Document.id).where(Document.id == document.id).with_for_update())
    )
    last = session.execute(
        select(HistoryEntry.position, HistoryEntry.hash)
        .where(HistoryEntry.document_id == document.id)
        .order_by(HistoryEntry.position.desc())
        .limit(1)
    ).first()
    entry = HistoryEntry(
        document_id=document.id,
        position=last.position + 1 if last else 1,
        at=now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        kind=kind,
        payload=chain.plain(payload),
        previous_hash=last.hash if last else chain.GENESIS,
        hash="",
    )
    entry.hash = chain.link(entry.previous_hash, record_of(entry).payload)
    session.add(entry)
    session.flush()
    return entry


def record_changes(
    session: Session,
    document: Document,
    actor: Actor,
    changes: Mapping[str, tuple[Any, Any]],
) -> HistoryEntry | None:
    """Add a line «from → to» for fields that really differ; None where none does."""
    real = {name: [old, new] for name, (old, new) in changes.items() if old != new}
    if not real:
        return None
    return record(session, document, "changed", actor, {"fields": real})


def entries(session: Session, document: Document) -> list[HistoryEntry]:
    """The history, the oldest line first."""
    return list(
        session.scalars(
            select(HistoryEntry)
            .where(HistoryEntry.document_id == document.id)
            .order_by(HistoryEntry.position)
        )
    )


def faults(session: Session) -> Iterator[str]:
    """What is wrong with the chains, one document after another."""
    rows = session.scalars(
        select(HistoryEntry)
        .order_by(HistoryEntry.document_id, HistoryEntry.position)
        .execution_options(yield_per=1000)
    )
    for document_id, lines in groupby(rows, key=lambda entry: entry.document_id):
        for fault in chain.verify(record_of(entry) for entry in lines):
            yield f"документ {document_id}, {fault.message}"


def check(session: Session) -> list[str]:
    """Faults of all chains; empty where the history is whole. See also ``seals.check``."""
    found = list(faults(session))
    numbered = select(Document.id).outerjoin(HistoryEntry, HistoryEntry.document_id == Document.id)
    bare = session.scalars(unrestricted(numbered.where(HistoryEntry.id.is_(None))))
    found += [f"документ {document_id}: история пуста" for document_id in bare]
    return found + _states_apart(session)


def _states_apart(session: Session) -> list[str]:
    """Documents whose state is not the one that their history ends with."""
    told = select(HistoryEntry.document_id, HistoryEntry.kind, HistoryEntry.payload).where(
        HistoryEntry.kind.in_(("created", "moved"))
    )
    last: dict[int, str] = {}
    for document_id, kind, payload in session.execute(told.order_by(HistoryEntry.position)):
        # What was rewritten may lack anything: its chain has been complained of already.
        last[document_id] = payload.get("state" if kind == "created" else "to", "")
    states = unrestricted(select(Document.id, Document.state).order_by(Document.id))
    return [
        f"документ {document_id}: состояние «{state}», а по истории «{last[document_id]}»"
        for document_id, state in session.execute(states)
        if last.get(document_id, state) != state
    ]


@event.listens_for(HistoryEntry, "before_update")
@event.listens_for(HistoryEntry, "before_delete")
@event.listens_for(HistorySeal, "before_update")
@event.listens_for(HistorySeal, "before_delete")
@event.listens_for(SealedHead, "before_update")
@event.listens_for(SealedHead, "before_delete")
def _append_only(_mapper: Any, _connection: Any, target: Any) -> None:
    raise RuntimeError(f"{type(target).__name__} is append-only")
