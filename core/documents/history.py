"""The history of a document: lines that are only ever added, each chained to the one before.

The hash of a line covers its content and the hash of the line before it, so an edit, a deletion
inside, an insertion or a reordering breaks the chain. A chain cut at its end stays whole in
itself: the daily seal, which keeps the head of every chain, shows that.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.documents.models import Document, HistoryEntry, HistorySeal
from core.kernel.clock import now, today
from core.kernel.permissions import Actor

GENESIS = "0" * 64


def plain(value: Any) -> Any:
    """A value as JSON keeps it, the same before writing and after reading."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def entry_digest(entry: HistoryEntry) -> str:
    """The hash that a line must carry."""
    return digest(
        {
            "document": entry.document_id,
            "position": entry.position,
            "at": entry.at.astimezone(UTC).isoformat(),
            "actor": entry.actor_id,
            "name": entry.actor_name,
            "kind": entry.kind,
            "payload": entry.payload,
            "previous": entry.previous_hash,
        }
    )


def record(
    session: Session, document: Document, kind: str, actor: Actor, payload: Mapping[str, Any]
) -> HistoryEntry:
    """Add a line. Locks the document's row, so that two writers cannot take one position."""
    session.flush()
    session.execute(
        select(Document.__table__.c.id).where(Document.id == document.id).with_for_update()
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
        payload=plain(payload),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = entry_digest(entry)
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


def faults(chain: Iterable[HistoryEntry]) -> list[str]:
    """What is wrong with one document's chain, given in the order of positions."""
    found: list[str] = []
    previous = GENESIS
    for expected, entry in enumerate(chain, start=1):
        where = f"документ {entry.document_id}, запись {entry.position}"
        if entry.position != expected:
            found.append(f"{where}: ожидалась запись {expected}")
        if entry.previous_hash != previous:
            found.append(f"{where}: разрыв цепочки")
        if entry_digest(entry) != entry.hash:
            found.append(f"{where}: содержание изменено")
        previous = entry.hash
    return found


def heads(session: Session) -> dict[str, str]:
    """The last hash of each document's chain, by the document's id as text."""
    last = (
        select(HistoryEntry.document_id, func.max(HistoryEntry.position).label("position"))
        .group_by(HistoryEntry.document_id)
        .subquery()
    )
    rows = session.execute(
        select(HistoryEntry.document_id, HistoryEntry.position, HistoryEntry.hash).join(
            last,
            (last.c.document_id == HistoryEntry.document_id)
            & (last.c.position == HistoryEntry.position),
        )
    )
    return {str(document_id): f"{position}:{head}" for document_id, position, head in rows}


def seal(session: Session, day: date | None = None) -> HistorySeal:
    """Keep the heads of all chains as of now, once a day; a second call returns the first seal."""
    chosen = day or today()
    kept = session.scalars(select(HistorySeal).where(HistorySeal.day == chosen)).first()
    if kept is not None:
        return kept
    found = heads(session)
    made = HistorySeal(day=chosen, heads=found, hash=digest({"day": chosen.isoformat(), **found}))
    session.add(made)
    session.flush()
    return made


def check(session: Session) -> list[str]:
    """Faults of all chains and of all seals; empty where the history is whole."""
    found: list[str] = []
    known: dict[tuple[str, int], str] = {}
    chain: list[HistoryEntry] = []
    rows = session.scalars(
        select(HistoryEntry)
        .order_by(HistoryEntry.document_id, HistoryEntry.position)
        .execution_options(yield_per=1000)
    )
    for entry in rows:
        if chain and chain[-1].document_id != entry.document_id:
            found += faults(chain)
            chain = []
        chain.append(entry)
        known[(str(entry.document_id), entry.position)] = entry.hash
    found += faults(chain)
    for kept in session.scalars(select(HistorySeal).order_by(HistorySeal.day)):
        if digest({"day": kept.day.isoformat(), **kept.heads}) != kept.hash:
            found.append(f"печать {kept.day:%d.%m.%Y}: содержание изменено")
        for document_id, head in kept.heads.items():
            position, _, value = head.partition(":")
            if known.get((document_id, int(position))) != value:
                found.append(
                    f"печать {kept.day:%d.%m.%Y}: история документа {document_id} короче или иная"
                )
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
    table = Document.__table__.c
    return [
        f"документ {document_id}: состояние «{state}», а по истории «{last[document_id]}»"
        for document_id, state in session.execute(select(table.id, table.state).order_by(table.id))
        if last.get(document_id, state) != state
    ]


@event.listens_for(HistoryEntry, "before_update")
@event.listens_for(HistoryEntry, "before_delete")
@event.listens_for(HistorySeal, "before_update")
@event.listens_for(HistorySeal, "before_delete")
def _append_only(_mapper: Any, _connection: Any, target: Any) -> None:
    raise RuntimeError(f"{type(target).__name__} is append-only")
