"""What became of the work after a version had come into force, beside what it was before.

Everything is read from the registry of documents, whoever keeps them: a stage that is switched on
later is counted without a change here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Concerned,
    Document,
    DocumentType,
    Message,
    Norm,
    Rehearsal,
    StateKind,
    norm,
    now,
    registry_of,
    unrestricted,
)
from plugins.training.models import RegulationVersion
from plugins.training.norms import EFFECT_DAYS, EFFECT_SAMPLE
from plugins.training.queries.concerned import Ruling
from plugins.training.queries.regulations import norm_stories
from plugins.training.services.regulations.statistics import Difference, compare

VIOLATION = "training.violation"
SOLD = "trade.confirmed"
"""The capability of documents in which a customer has agreed to buy."""
A_DAY = timedelta(days=1)
# technical: the calendar's; figures are drawn by weeks
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Window:
    """The days before and after the version came into force; ``days`` of the norm, of which
    ``passed`` lie behind."""

    before: datetime
    start: datetime
    after: datetime
    days: int
    passed: int


@dataclass(frozen=True)
class Measure:
    """One figure. ``unit`` is percent, days, money or count; ``good`` is 1 where more is better,
    -1 where less is."""

    title: Message
    unit: str
    good: int
    difference: Difference


@dataclass(frozen=True)
class NormEffect:
    """A norm that the version has changed: what came of the old value before and of the new one
    after. ``difference`` is None where the past says nothing of the norm."""

    norm: Norm
    old: Decimal
    new: Decimal
    before: Rehearsal | None
    after: Rehearsal | None
    difference: Difference | None


@dataclass(frozen=True)
class Effect:
    """The page of a version's effect. ``least`` is the smallest sample that is judged."""

    window: Window
    least: int
    measures: Sequence[Measure]
    norms: Sequence[NormEffect]


def effect_of(session: Session, version: RegulationVersion) -> Effect:
    """Everything that the page shows; of a version that has come into force."""
    window = _window(session, version)
    least = int(norm(session, EFFECT_SAMPLE).value)
    ruling = Ruling.of(session, version, window.before, window.after)
    measures = [
        measure
        for measure in _measures(session, window, least, ruling.people())
        if measure.difference.before.size or measure.difference.after.size
    ]
    return Effect(window, least, measures, _norms(session, version, window, least, ruling))


def _window(session: Session, version: RegulationVersion) -> Window:
    start = version.effective_from
    if start is None:
        raise ValueError("the version has not come into force")
    days = int(norm(session, EFFECT_DAYS).value)
    # What another version has changed since is not this one's doing.
    end = min(start + timedelta(days=days), version.effective_until or now(), now())
    return Window(start - timedelta(days=days), start, end, days, (end - start) // A_DAY)


def _measures(session: Session, window: Window, least: int, people: Concerned) -> Iterable[Measure]:
    for kind in registry_of(session).document_types.values():
        won = [one.name for one in kind.workflow.states if one.kind is StateKind.SUCCESS]
        lost = [one.name for one in kind.workflow.states if one.kind is StateKind.DANGER]
        if kind.code.partition(".")[0] == "training" or not won:
            continue
        yield from _of_kind(session, kind, won, lost, window, least, people)
    if VIOLATION in registry_of(session).document_types:
        yield Measure(
            Message(N_("Нарушений в день")),
            "count",
            -1,
            _compared(
                VIOLATION,
                window,
                least,
                lambda since, until: _per_day(session, since, until, people),
            ),
        )


def _of_kind(
    session: Session,
    kind: DocumentType,
    won: Sequence[str],
    lost: Sequence[str],
    window: Window,
    least: int,
    people: Concerned,
) -> Iterable[Measure]:
    title = Message(kind.title)
    if lost:
        yield Measure(
            Message(N_("%(kind)s: доля успешных из решённых"), kind=title),
            "percent",
            1,
            _compared(
                f"{kind.code} won",
                window,
                least,
                lambda since, until: [
                    100.0 * (row.state in won)
                    for row in _ended(session, kind, [*won, *lost], since, until, people)
                ],
            ),
        )
    yield Measure(
        Message(N_("%(kind)s: дней до успеха"), kind=title),
        "days",
        -1,
        _compared(
            f"{kind.code} speed",
            window,
            least,
            lambda since, until: [
                (row.state_at - row.created_at) / A_DAY
                for row in _ended(session, kind, won, since, until, people)
            ],
        ),
    )
    if kind.capability == SOLD:
        yield Measure(
            Message(N_("%(kind)s: выручка менеджера за неделю"), kind=title),
            "money",
            1,
            _compared(
                f"{kind.code} revenue",
                window,
                least,
                lambda since, until: _weekly(
                    _ended(session, kind, won, since, until, people), since, until
                ),
            ),
        )


def _compared(
    name: str,
    window: Window,
    least: int,
    values: Callable[[datetime, datetime], Sequence[float]],
) -> Difference:
    before = values(window.before, window.start)
    after = values(window.start, window.after)
    # The same figures give the same interval at each look.
    return compare(before, after, least, crc32(name.encode()))


def _ended(
    session: Session,
    kind: DocumentType,
    states: Sequence[str],
    since: datetime,
    until: datetime,
    people: Concerned,
) -> Sequence[Any]:
    """Documents that reached one of the states in the period and stay there, of those whom the
    version touched at that moment."""
    rows = session.execute(
        unrestricted(
            select(
                Document.state,
                Document.state_at,
                Document.created_at,
                Document.responsible_id,
                Document.total,
            ).where(
                Document.type == kind.code,
                Document.state.in_(states),
                Document.state_at >= since,
                Document.state_at < until,
            )
        )
    )
    return [row for row in rows if people(row.responsible_id, row.state_at)]


def _weekly(rows: Sequence[Any], since: datetime, until: datetime) -> list[float]:
    """Sums by person and whole week. A week without a sale of somebody who sells is a nought."""
    weeks = (until - since) // A_WEEK
    sums: dict[tuple[int | None, int], float] = {}
    for row in rows:
        week = (row.state_at - since) // A_WEEK
        if week < weeks:
            key = (row.responsible_id, week)
            sums[key] = sums.get(key, 0.0) + float(row.total)
    sellers = {row.responsible_id for row in rows}
    return [sums.get((seller, week), 0.0) for seller in sellers for week in range(weeks)]


def _per_day(session: Session, since: datetime, until: datetime, people: Concerned) -> list[float]:
    """Violations of each whole day of the period."""
    rows = session.execute(
        unrestricted(
            select(Document.responsible_id, Document.created_at).where(
                Document.type == VIOLATION,
                Document.created_at >= since,
                Document.created_at < until,
            )
        )
    )
    days = Counter(
        (moment - since) // A_DAY for employee_id, moment in rows if people(employee_id, moment)
    )
    return [float(days[day]) for day in range((until - since) // A_DAY)]


def _norms(
    session: Session, version: RegulationVersion, window: Window, least: int, ruling: Ruling
) -> list[NormEffect]:
    declared = registry_of(session).norms
    found: list[NormEffect] = []
    for key, story in norm_stories(session, version).items():
        if key not in declared or story.version is not version:
            continue
        old = story.before.value if story.before else _before(session, key, window)
        if old != story.value:
            values = (old, story.value)
            found.append(_norm_effect(session, declared[key], values, window, least, ruling))
    return found


def _before(session: Session, key: str, window: Window) -> Decimal:
    """What held for everybody on the eve of a version that was the first to set the norm."""
    return norm(session, key, at=window.start - timedelta(microseconds=1)).value


def _norm_effect(
    session: Session,
    declared: Norm,
    values: tuple[Decimal, Decimal],
    window: Window,
    least: int,
    ruling: Ruling,
) -> NormEffect:
    if declared.rehearse is None:
        return NormEffect(declared, *values, None, None, None)
    old, new = values
    concerned = ruling.norm(declared.key)
    before = declared.rehearse(session, window.before, window.start, old, concerned)
    after = declared.rehearse(session, window.start, window.after, new, concerned)
    difference = compare(_shares(before), _shares(after), least, crc32(declared.key.encode()))
    return NormEffect(declared, old, new, before, after, difference)


def _shares(result: Rehearsal | None) -> list[float]:
    """The cases as percents of themselves: 100 for each that was counted, 0 for each other."""
    if result is None:
        return []
    return [100.0] * result.count + [0.0] * (result.total - result.count)
