"""What a person has not signed at a moment, and until when he works without it.

Everything is asked for a moment: now, tomorrow (a warning), a day that has passed (whose fault a
late answer was). Versions, signatures, exceptions and onboarding keep their dates, an assignment
that was given anew how it stood each time before.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.sdk import add_working_days, norm
from plugins.training.audience import Audience
from plugins.training.models import (
    Assignment,
    EarlierGiving,
    GateException,
    Reason,
    Regulation,
    RegulationVersion,
)
from plugins.training.norms import GRACE_DAYS
from plugins.training.services.reading.assigning import local_day
from plugins.training.services.reading.newcomers import first_day_of, morning_after
from plugins.training.services.regulations.reading import in_force

EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""After everything that can have been recorded."""


@dataclass(frozen=True)
class Who:
    """A person at a moment. ``departments`` gives his own and all above it; it is asked only where
    a version names departments."""

    user_id: int
    roles: Collection[str]
    departments: Callable[[], Collection[int]]


@dataclass(frozen=True)
class Governing:
    """A version in force that governs stages."""

    document_id: int
    regulation_id: int
    code: str
    title: str
    edition: int
    since: datetime
    audience: Audience
    stages: frozenset[str]


@dataclass(frozen=True)
class Given:
    """The person's assignment of such a version, as far as the gate cares. ``owed_since``: since
    when his signature has been wanted without a break."""

    id: int
    owed_since: datetime
    due: date
    reason: str
    signed: bool


@dataclass(frozen=True)
class Unsigned:
    """A version that binds the person and that he has not signed.

    ``acquaintance``: it is one of those with which a new hire begins, and there is no day of work
    without it. ``last`` is the last day of work without it; None where there is no such day.
    """

    version: Governing
    given: Given | None
    acquaintance: bool
    last: date | None

    def closes(self, day: date) -> bool:
        """Whether the time without the signature is over on the day."""
        return self.last is None or day > self.last


def unsigned(
    session: Session,
    who: Who,
    stages: Collection[str],
    moment: datetime,
    *,
    seen: datetime = EVER,
) -> list[Unsigned]:
    """What the person has not signed of what governs the stages, without that under which he is
    let through. A fixed number of queries, one where nothing governs.

    What was recorded after ``seen`` is left out: of a day that has passed it is asked as it was
    then; now and later all counts that there is.
    """
    governing = governing_versions(session, stages, moment)
    if not governing:
        return []
    given = _given(session, who.user_id, governing, seen)
    above = who.departments() if any(one.audience.departments for one in governing) else ()
    found = [
        one
        for one in governing
        if one.document_id in given or one.audience.specificity(who.roles, above)
    ]
    found = [one for one in found if not _signed(given.get(one.document_id))]
    if not found:
        return []
    let_through = _let_through(session, who.user_id, moment, seen)
    found = [one for one in found if one.regulation_id not in let_through]
    if not found:
        return []
    signed_before, acquaintance = _history(session, who, above, found, moment, seen)
    grace = int(norm(session, GRACE_DAYS, at=moment, employee=who.user_id).value)
    return [
        Unsigned(
            one,
            given.get(one.document_id),
            one.regulation_id in acquaintance,
            None
            if one.regulation_id in acquaintance
            else open_until(
                one.since,
                given.get(one.document_id),
                grace,
                moment,
                signed_before=one.regulation_id in signed_before,
            ),
        )
        for one in found
    ]


def governing_versions(
    session: Session, stages: Collection[str], moment: datetime
) -> list[Governing]:
    """Versions in force at the moment that close any of the stages."""
    rows = session.execute(
        select(
            RegulationVersion.document_id,
            RegulationVersion.regulation_id,
            RegulationVersion.edition,
            RegulationVersion.effective_from,
            RegulationVersion.roles,
            RegulationVersion.departments,
            RegulationVersion.stages,
            Regulation.code,
            Regulation.title,
        )
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(in_force(moment))
        .order_by(Regulation.code)
    )
    return [
        Governing(
            row.document_id,
            row.regulation_id,
            row.code,
            row.title,
            row.edition,
            row.effective_from,
            Audience(frozenset(row.roles), frozenset(row.departments)),
            frozenset(row.stages),
        )
        for row in rows
        if not frozenset(stages).isdisjoint(row.stages)
    ]


def _given(
    session: Session, user_id: int, governing: Sequence[Governing], seen: datetime
) -> dict[int, Given]:
    """His assignments of these versions as they stood at ``seen``, by version."""
    rows = session.scalars(
        select(Assignment).where(
            Assignment.user_id == user_id,
            Assignment.document_id.in_([one.document_id for one in governing]),
        )
    ).all()
    earlier = _stood(session, [one.id for one in rows if one.assigned_at > seen], seen)
    found: dict[int, Given] = {}
    for row in rows:
        stood = row if row.assigned_at <= seen else earlier.get(row.id)
        if stood is None:
            continue
        signed = row.signed_at is not None and row.signed_at <= seen
        wanted = stood.withdrawn_at is None or stood.withdrawn_at > seen
        if wanted or row.signed_at is not None:
            found[row.document_id] = Given(
                row.id, stood.owed_since, stood.due, stood.reason, signed=signed
            )
    return found


def _stood(
    session: Session, assignment_ids: Collection[int], seen: datetime
) -> dict[int, EarlierGiving]:
    """How assignments stood at the moment that were given anew after it."""
    if not assignment_ids:
        return {}
    rows = session.scalars(
        select(EarlierGiving)
        .where(EarlierGiving.assignment_id.in_(assignment_ids), EarlierGiving.assigned_at <= seen)
        .order_by(EarlierGiving.id)
    )
    return {one.assignment_id: one for one in rows}


def _later(column: InstrumentedAttribute[datetime | None], seen: datetime) -> ColumnElement[bool]:
    """Whether something had not happened yet."""
    return or_(column.is_(None), column > seen)


def _signed(given: Given | None) -> bool:
    return given is not None and given.signed


def _let_through(session: Session, user_id: int, moment: datetime, seen: datetime) -> set[int]:
    """Regulations under which the head lets the person work at the moment."""
    return set(
        session.scalars(
            select(GateException.regulation_id).where(
                GateException.user_id == user_id,
                GateException.granted_at <= seen,
                GateException.until > moment,
                _later(GateException.ended_at, seen),
            )
        )
    )


def _history(
    session: Session,
    who: Who,
    above: Collection[int],
    found: Sequence[Governing],
    moment: datetime,
    seen: datetime,
) -> tuple[set[int], set[int]]:
    """Of these regulations: those of which the person has signed an earlier edition, and those with
    which he begins as a new hire.

    He begins with what was assigned for his onboarding, and with what was in force for him when he
    came. What came later, or what he has signed before, is to him what it is to everybody.
    """
    signed_before, begins = set[int](), set[int]()
    first_day = first_day_of(session, who.user_id, seen)
    rows = session.execute(
        select(RegulationVersion.regulation_id, Assignment.reason, Assignment.signed_at)
        .join(RegulationVersion, RegulationVersion.document_id == Assignment.document_id)
        .where(
            Assignment.user_id == who.user_id,
            Assignment.assigned_at <= seen,
            RegulationVersion.regulation_id.in_([one.regulation_id for one in found]),
        )
    )
    for regulation_id, reason, signed_at in rows:
        if signed_at is not None and signed_at <= seen:
            signed_before.add(regulation_id)
        if reason == Reason.ONBOARDING:
            begins.add(regulation_id)
    if first_day is None:
        return signed_before, set()
    came = min(morning_after(first_day), moment)
    stages = frozenset[str]().union(*(one.stages for one in found))
    begins.update(
        one.regulation_id
        for one in governing_versions(session, stages, came)
        if one.audience.specificity(who.roles, above)
    )
    return signed_before, begins - signed_before


def open_until(
    since: datetime,
    given: Given | None,
    grace: int,
    moment: datetime,
    *,
    signed_before: bool,
) -> date | None:
    """The last day of work without the signature; None where there is no such day.

    The grace runs from the day on which the version came into force or, where that is later, since
    which the signature of the person has been wanted; who has not been assigned it yet has all of
    it ahead. Who has signed an earlier edition works at least through the due date of his
    assignment.
    """
    start = local_day(max(since, given.owed_since) if given is not None else moment)
    days = [add_working_days(start, grace)] if grace else []
    if signed_before:
        days.append(given.due if given is not None else start)
    return max(days, default=None)
