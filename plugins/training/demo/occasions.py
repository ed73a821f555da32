"""When people of the demo company talked by a script: while their documents stood at its stage."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Document, HistoryEntry, add_working_days, now, unrestricted
from plugins.training.models import Acquaintance, RegulationVersion, Script

SOON = timedelta(days=3)
"""How long after its stage has begun a document is spoken about."""
DAY = range(9, 18)


@dataclass(frozen=True)
class Stay:
    """A document at a stage. ``first`` says that it was the customer's first one."""

    document_id: int
    user_id: int | None
    since: datetime
    until: datetime
    first: bool


@dataclass(frozen=True)
class Occasion:
    """A talk by a version beside a document."""

    version: RegulationVersion
    stay: Stay
    at: datetime


def occasions(
    session: Session, versions: Sequence[RegulationVersion], rng: Random, most: int
) -> list[Occasion]:
    """So many occasions over the time that the versions were in force, one per stay at most."""
    stays = _stays(session)
    scripts = _scripts(session, versions)
    found = [
        Occasion(version, stay, moment)
        for version in versions
        for stay in _fitting(stays, scripts[version.document_id])
        if (moment := _moment(rng, stay)) is not None and holds(version, moment)
    ]
    return rng.sample(found, min(most, len(found)))


def holds(version: RegulationVersion, moment: datetime) -> bool:
    """Whether a version was in force at a moment."""
    starts, ends = version.effective_from, version.effective_until
    return starts is not None and starts <= moment and (ends is None or moment < ends)


def _scripts(session: Session, versions: Iterable[RegulationVersion]) -> Mapping[int, Script]:
    wanted = [version.document_id for version in versions]
    rows = session.scalars(select(Script).where(Script.document_id.in_(wanted)))
    return {one.document_id: one for one in rows}


def _fitting(stays: Mapping[str, Sequence[Stay]], script: Script) -> Iterable[Stay]:
    new_only = script.acquaintance == Acquaintance.NEW
    for stage in script.stages:
        yield from (one for one in stays.get(stage, ()) if one.first or not new_only)


def _stays(session: Session) -> Mapping[str, Sequence[Stay]]:
    """How documents went from stage to stage, by ``type:state``."""
    rows = session.execute(
        unrestricted(
            select(Document, HistoryEntry.at, HistoryEntry.payload)
            .join(HistoryEntry, HistoryEntry.document_id == Document.id)
            .where(
                HistoryEntry.kind.in_(("created", "moved")),
            )
            .order_by(Document.id, HistoryEntry.position)
        )
    ).all()
    stays: dict[str, list[Stay]] = defaultdict(list)
    customers: dict[int, int] = {}
    for place, (document, since, payload) in enumerate(rows):
        first = document.partner_id is None or (
            customers.setdefault(document.partner_id, document.id) == document.id
        )
        goes_on = place + 1 < len(rows) and rows[place + 1][0] is document
        until = rows[place + 1][1] if goes_on else now()
        stays[f"{document.type}:{payload.get('to', '')}"].append(
            Stay(document.id, document.responsible_id, since, until, first)
        )
    return stays


def _moment(rng: Random, stay: Stay) -> datetime | None:
    """In working hours soon after the stay has begun; None where it was over before that."""
    moment = stay.since + rng.random() * min(stay.until - stay.since, SOON)
    local = moment.astimezone(DEFAULT_ZONE)
    open_day = add_working_days(local.date(), 0) == local.date()
    return moment if open_day and local.hour in DAY and moment < now() else None
