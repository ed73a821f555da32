"""What the screens of discovery read: descriptions side by side, real times of the stages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import Document, HistoryEntry, now, unrestricted
from plugins.training import stages
from plugins.training.models import MapStep, Process, Way


@dataclass(frozen=True)
class Real:
    """How a step goes in fact.

    ``reached`` documents of the ``total`` that came to the step before it did it too; ``hours`` is
    the median time from the document's event before, None where there was none.
    """

    reached: int
    total: int
    hours: Decimal | None

    @property
    def share(self) -> int | None:
        """Whole percent of those that could have come; None where none could."""
        return round(Decimal(self.reached * 100) / self.total) if self.total else None

    def breaks(self, intended: Decimal | None) -> bool:
        """Whether the usual time is longer than it was meant to be."""
        return self.hours is not None and intended is not None and self.hours > intended


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


def real_steps(session: Session, steps: Sequence[MapStep], days: int) -> dict[int, Real]:
    """How documents of the last ``days`` days went through the steps that the program sees.

    By the number of the step; one query for all. It concerns everybody's documents and shows no
    one of them, so it is not narrowed to whom the reader sees.
    """
    seen = {step.position: step.stage for step in steps if step.stage}
    passed = _passed(session, set(seen.values()), days)
    real: dict[int, Real] = {}
    for position, stage in seen.items():
        before = _before(position, steps)
        if before is None:
            could = passed.documents[stages.type_of(stage)]
        else:
            could = set[int]().union(*(passed.reached[seen[one]] for one in before))
        did = passed.reached[stage] & could
        real[position] = Real(len(did), len(could), _hours(passed.took[stage]))
    return real


def _before(position: int, steps: Sequence[MapStep]) -> set[int] | None:
    """Numbers of the nearest seen steps of the same document type that lead to the step.

    Steps that the program does not see are passed through. None where a way comes from the
    beginning or from a document of another type: then any document of the type could come.
    """
    by_number = {step.position: step for step in steps}
    own_type = stages.type_of(by_number[position].stage)
    found: set[int] = set()
    looked = {position}
    waiting = _leading_to(position, steps)
    while waiting:
        number = waiting.pop()
        if number in looked:
            continue
        looked.add(number)
        step = by_number.get(number)
        if step is None or (step.stage and stages.type_of(step.stage) != own_type):
            return None
        if step.stage:
            found.add(number)
        else:
            waiting += _leading_to(number, steps)
    return found


def _leading_to(position: int, steps: Sequence[MapStep]) -> list[int]:
    """The step before, 0 for the first one, and those that bypass to it."""
    bypasses = [
        step.position for step in steps if any(one["to"] == position for one in step.branches)
    ]
    return [position - 1, *bypasses]


@dataclass(frozen=True)
class _Passed:
    """Documents by their type and by the stage they came to, and how long each took to come."""

    documents: dict[str, set[int]]
    reached: dict[str, set[int]]
    took: dict[str, list[timedelta]]


def _passed(session: Session, wanted: set[str], days: int) -> _Passed:
    found = _Passed(defaultdict(set), defaultdict(set), defaultdict(list))
    if not wanted:
        return found
    rows = session.execute(
        unrestricted(
            select(Document.id, Document.type, HistoryEntry.at, HistoryEntry.payload)
            .join(HistoryEntry, HistoryEntry.document_id == Document.id)
            .where(
                Document.type.in_(sorted({stages.type_of(stage) for stage in wanted})),
                Document.created_at >= now() - timedelta(days=days),
                HistoryEntry.kind.in_(("created", "moved")),
            )
            .order_by(Document.id, HistoryEntry.position)
        )
    )
    last: dict[int, datetime] = {}
    for document_id, kind, at, payload in rows:
        found.documents[kind].add(document_id)
        for stage in wanted.intersection(stages.met(kind, payload)):
            if document_id in found.reached[stage]:
                continue
            found.reached[stage].add(document_id)
            if document_id in last:
                found.took[stage].append(at - last[document_id])
        last[document_id] = at
    return found


def _hours(spans: Sequence[timedelta]) -> Decimal | None:
    """The median in hours, to a tenth."""
    if not spans:
        return None
    seconds = median(span.total_seconds() for span in spans)
    # technical: seconds in an hour
    return (Decimal(seconds) / 3600).quantize(Decimal("0.1"))
