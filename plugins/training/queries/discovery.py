"""What the screens of discovery read: descriptions side by side, real times of the stages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import Document, HistoryEntry, now, unrestricted
from plugins.training.models import MapStep, Process, Way


@dataclass(frozen=True)
class Real:
    """How a stage goes in fact.

    ``reached`` documents of ``total`` came to it in the period; ``hours`` is the median time from
    the move before, None where nothing came.
    """

    reached: int
    total: int
    hours: Decimal | None

    @property
    def share(self) -> int:
        """Whole percent of the type's documents that came to the stage."""
        return round(Decimal(self.reached * 100) / self.total) if self.total else 0


def processes(session: Session) -> Sequence[tuple[Process, int, int]]:
    """Each process with the number of descriptions begun and handed over; one query."""
    counted = (
        select(
            Way.process_id,
            func.count(Way.id).label("begun"),
            func.count(Way.submitted_at).label("handed"),
        )
        .group_by(Way.process_id)
        .subquery()
    )
    rows = session.execute(
        select(Process, counted.c.begun, counted.c.handed)
        .outerjoin(counted, counted.c.process_id == Process.id)
        .options(joinedload(Process.owner))
        .order_by(Process.title)
    )
    return [(process, begun or 0, handed or 0) for process, begun, handed in rows]


def process_with_steps(session: Session, process_id: int) -> Process | None:
    """The process, its steps and whose they were."""
    return session.scalars(
        select(Process)
        .where(Process.id == process_id)
        .options(selectinload(Process.steps).joinedload(MapStep.origin), joinedload(Process.owner))
    ).first()


def handed_over(session: Session, process_id: int) -> Sequence[Way]:
    """Descriptions that people have handed over, with their steps; two queries."""
    return session.scalars(
        select(Way)
        .where(Way.process_id == process_id, Way.submitted_at.is_not(None))
        .options(joinedload(Way.user), selectinload(Way.steps))
        .order_by(Way.submitted_at)
    ).all()


def real_stages(session: Session, stages: Iterable[str], days: int) -> dict[str, Real]:
    """How documents have come to the stages in the last ``days`` days; one query for all.

    It concerns everybody's documents and shows no one of them, so it is not narrowed to whom the
    reader sees.
    """
    wanted = {stage for stage in stages if stage}
    types = sorted({stage.partition(":")[0] for stage in wanted})
    if not types:
        return {}
    rows = session.execute(
        unrestricted(
            select(Document.id, Document.type, HistoryEntry.at, HistoryEntry.payload)
            .join(HistoryEntry, HistoryEntry.document_id == Document.id)
            .where(
                Document.type.in_(types),
                Document.created_at >= now() - timedelta(days=days),
                HistoryEntry.kind.in_(("created", "moved")),
            )
            .order_by(Document.id, HistoryEntry.position)
        )
    )
    documents: dict[str, set[int]] = defaultdict(set)
    reached: dict[str, set[int]] = defaultdict(set)
    took: dict[str, list[timedelta]] = defaultdict(list)
    before: dict[int, datetime] = {}
    for document_id, kind, at, payload in rows:
        documents[kind].add(document_id)
        stage = f"{kind}:{payload.get('to', '')}"
        if stage in wanted and document_id not in reached[stage]:
            reached[stage].add(document_id)
            took[stage].append(at - before.get(document_id, at))
        before[document_id] = at
    return {
        stage: Real(
            len(reached[stage]),
            len(documents[stage.partition(":")[0]]),
            _hours(took[stage]),
        )
        for stage in wanted
    }


def _hours(spans: Sequence[timedelta]) -> Decimal | None:
    """The median in hours, to a tenth."""
    if not spans:
        return None
    seconds = median(span.total_seconds() for span in spans)
    return (Decimal(seconds) / 3600).quantize(Decimal("0.1"))
