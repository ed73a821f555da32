"""What a version's values would have meant in the days that have passed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    Norm,
    NormReading,
    Rehearsal,
    norm,
    now,
    recorded,
    registry_of,
    sees,
    unrestricted,
)
from plugins.training.audience import Audience
from plugins.training.models import RegulationVersion
from plugins.training.norms import REHEARSAL_DAYS
from plugins.training.services import regulations


@dataclass(frozen=True)
class Rehearsed:
    """One norm that the version changes.

    ``old`` is the value that holds now, ``before`` and ``after`` what the period would have been
    under the old and under the new; both None where the past says nothing of the norm.
    ``documents`` are those for which the two values differ.
    """

    norm: Norm
    clause: str
    old: Decimal
    new: Decimal
    before: Rehearsal | None
    after: Rehearsal | None
    documents: Sequence[int]


@dataclass(frozen=True)
class Period:
    """The days that are looked at; the end is not among them."""

    since: datetime
    until: datetime
    days: int


def period(session: Session) -> Period:
    """As many days back from now as the norm says."""
    days = int(norm(session, REHEARSAL_DAYS).value)
    moment = now()
    return Period(moment - timedelta(days=days), moment, days)


def rehearsed(session: Session, version: RegulationVersion, chosen: Period) -> list[Rehearsed]:
    """Each norm of the version whose value differs from the one that holds now.

    Norms that the version drops fall back to what holds without the regulation, and are told of
    likewise.
    """
    declared = registry_of(session).norms
    new = {mark.key: (mark.value, mark.clause_number) for mark in version.norms}
    held = regulations.version_in_force(session, version.regulation_id, now())
    for mark in held.norms if held is not None else ():
        if mark.key not in new and mark.key in declared:
            new[mark.key] = (_without(session, mark.key, version), "")
    found: list[Rehearsed] = []
    for key, (value, clause) in new.items():
        if key not in declared:
            continue
        old = value_now(session, key, version)
        if old != value:
            found.append(_rehearse(session, declared[key], clause, old, value, chosen))
    return found


def value_now(session: Session, key: str, version: RegulationVersion) -> Decimal:
    """What holds now for those whom the version binds: by this very regulation where it sets the
    norm, by whatever holds for everybody where it does not."""
    audience = Audience.of(version)
    for one in regulations.candidates(session, [key], now()):
        if one.audience == audience:
            return one.source.value
    return _read(session, key).value


def _without(session: Session, key: str, version: RegulationVersion) -> Decimal:
    """What holds for everybody once this regulation says nothing of the norm."""
    reading = _read(session, key)
    own = reading.source is not None and reading.source.document_id in {
        one.document_id
        for one in session.scalars(
            select(RegulationVersion).where(
                RegulationVersion.regulation_id == version.regulation_id
            )
        )
    }
    return registry_of(session).norms[key].default if own else reading.value


def _read(session: Session, key: str) -> NormReading:
    # A page that only looks decides nothing: its readings are no grounds of anything.
    with recorded(session):
        return norm(session, key)


def _rehearse(
    session: Session, declared: Norm, clause: str, old: Decimal, new: Decimal, chosen: Period
) -> Rehearsed:
    if declared.rehearse is None:
        return Rehearsed(declared, clause, old, new, None, None, ())
    before = declared.rehearse(session, chosen.since, chosen.until, old)
    after = declared.rehearse(session, chosen.since, chosen.until, new)
    differ: set[int] = set()
    if before is not None and after is not None:
        differ = set(before.document_ids) ^ set(after.document_ids)
    return Rehearsed(declared, clause, old, new, before, after, tuple(sorted(differ)))


def documents_seen(
    session: Session, actor: Actor, ids: Iterable[int], limit: int
) -> Mapping[int, Document]:
    """Those of the documents that this person may open, the newest first, up to ``limit``."""
    types = registry_of(session).document_types
    found = session.scalars(
        unrestricted(
            select(Document)
            .where(Document.id.in_(list(ids)))
            .order_by(Document.date.desc(), Document.id.desc())
        )
    )
    shown: dict[int, Document] = {}
    for document in found:
        kind = types.get(document.type)
        if kind is not None and sees(document, actor, kind.view):
            shown[document.id] = document
        if len(shown) == limit:
            break
    return shown
