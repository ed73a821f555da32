"""Rehearsals of the norms of reading: terms, reminders, the gate and its exceptions.

A case is a person's assignment of a version. It ends with the signature or with the withdrawal,
and goes on today where there is neither.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Concerned, Rehearsal, add_working_days, plural, today
from plugins.training.models import Assignment, GateException, Reason, RegulationVersion
from plugins.training.norms import READING_DAYS
from plugins.training.queries.rehearsing.told import told
from plugins.training.services.reading.assigning import local_day
from plugins.training.services.reading.exceptions import begun_on

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Case:
    """An assignment as far as rehearsals look at it. ``ended`` is the last day on which the
    signature was waited for; ``ended_at`` None while it still is."""

    id: int
    user_id: int
    assigned_at: datetime
    owed_since: datetime
    effective_from: datetime | None
    due: date
    ended_at: datetime | None
    ended: date
    by_norm: bool
    reason: str
    signed_before: bool
    stages: Sequence[str]

    def waits_on(self, day: date) -> bool:
        """Whether nothing had been signed when the day began."""
        return self.ended >= day


def _cases(session: Session, *conditions: ColumnElement[bool]) -> Iterator[_Case]:
    rows = session.execute(
        select(Assignment, RegulationVersion.effective_from, RegulationVersion.stages)
        .join(RegulationVersion, RegulationVersion.document_id == Assignment.document_id)
        .where(*conditions)
        .order_by(Assignment.id)
    )
    for one, effective_from, stages in rows:
        ended_at = one.signed_at or one.withdrawn_at
        yield _Case(
            id=one.id,
            user_id=one.user_id,
            assigned_at=one.assigned_at,
            owed_since=one.owed_since,
            effective_from=effective_from,
            due=one.due,
            ended_at=ended_at,
            ended=local_day(ended_at) if ended_at is not None else today(),
            by_norm=any(reading["key"] == READING_DAYS for reading in one.norms),
            reason=one.reason,
            signed_before=one.based_on_id is not None,
            stages=stages,
        )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), DEFAULT_ZONE)


def overdue(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Assignments of the period that would not have been signed in time. Those whose day was
    chosen by hand are left out: the norm had no say."""
    cases = [
        one
        for one in _cases(session, Assignment.assigned_at >= since, Assignment.assigned_at < until)
        if one.by_norm and concerned(one.user_id, one.assigned_at)
    ]
    found = [
        one.id
        for one in cases
        if one.ended > add_working_days(local_day(one.assigned_at), int(value))
    ]
    return told(
        found,
        len(cases),
        plural(
            "Не подписано в срок: %(count)s из %(total)s назначения",
            "Не подписано в срок: %(count)s из %(total)s назначений",
        ),
    )


def closings(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Assignments of versions that close stages, whose person would have stood before a closed
    stage. What a new hire begins with is left out, since it has no grace, and so are exceptions of
    the head, which are given to those who stand there."""
    cases: list[tuple[_Case, datetime]] = []
    for one in _cases(session, Assignment.assigned_at < until):
        # The later of the two begins the grace: see ``services.reading.gate``.
        start = max(one.owed_since, one.effective_from or one.owed_since)
        bound = one.stages and (one.signed_before or one.reason != Reason.ONBOARDING)
        if bound and since <= start < until and concerned(one.user_id, start):
            cases.append((one, start))
    found = [one.id for one, start in cases if _closed(one, start, int(value))]
    return told(
        found,
        len(cases),
        plural(
            "Этап закрылся бы: %(count)s из %(total)s назначения",
            "Этап закрылся бы: %(count)s из %(total)s назначений",
        ),
    )


def _closed(case: _Case, start: datetime, grace: int) -> bool:
    last = [add_working_days(local_day(start), grace)] if grace else []
    if case.signed_before:
        last.append(case.due)
    if not last:
        return case.ended_at is None or case.ended_at > start
    return case.ended > max(last)


def reminded_before(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Assignments due in the period whose person would have been reminded before the day."""
    cases = _due_within(session, since, until, concerned)
    found = [one.id for one in cases if _reminded_before(one, int(value))]
    return told(
        found,
        len(cases),
        plural(
            "Напоминаний до срока: %(count)s на %(total)s назначение",
            "Напоминаний до срока: %(count)s на %(total)s назначения",
        ),
    )


def _reminded_before(case: _Case, before: int) -> bool:
    # The day itself on which it was assigned needs no reminder.
    day = local_day(case.assigned_at) + A_DAY
    while before and day <= case.due:
        if add_working_days(day, before) >= case.due:
            return case.waits_on(day)
        day += A_DAY
    return False


def reminded_after(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Assignments due in the period whose person would have been reminded after the day."""
    cases = _due_within(session, since, until, concerned)
    found = [one.id for one in cases if one.waits_on(add_working_days(one.due, int(value)))]
    return told(
        found,
        len(cases),
        plural(
            "Напомнили бы после срока: о %(count)s из %(total)s назначения",
            "Напомнили бы после срока: о %(count)s из %(total)s назначений",
        ),
    )


def escalated(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Assignments due in the period of which the head would have been told."""
    cases = _due_within(session, since, until, concerned)
    found = [
        one.id
        for one in cases
        if one.waits_on(add_working_days(one.due, int(value)) if value else one.due + A_DAY)
    ]
    return told(
        found,
        len(cases),
        plural(
            "Руководитель узнал бы: о %(count)s из %(total)s назначения",
            "Руководитель узнал бы: о %(count)s из %(total)s назначений",
        ),
    )


def _due_within(
    session: Session, since: datetime, until: datetime, concerned: Concerned
) -> list[_Case]:
    first, end = local_day(since), local_day(until)
    return [
        one
        for one in _cases(session, Assignment.due >= first, Assignment.due < end)
        if concerned(one.user_id, _morning(one.due))
    ]


def long_exceptions(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Exceptions granted in the period for longer than the norm would have let, with those that
    they continue."""
    rows = session.scalars(
        select(GateException).where(GateException.granted_at < until).order_by(GateException.id)
    )
    earlier = defaultdict[tuple[int, int], list[GateException]](list)
    cases: list[GateException] = []
    found: list[int] = []
    for one in rows:
        before = earlier[one.user_id, one.regulation_id]
        if one.granted_at >= since and concerned(one.user_id, one.granted_at):
            cases.append(one)
            first = begun_on(before, local_day(one.granted_at))
            # ``until`` is the first moment after the last day that was given.
            if local_day(one.until) - A_DAY > add_working_days(first, int(value)):
                found.append(one.id)
        before.append(one)
    return told(
        found,
        len(cases),
        plural(
            "Дали дольше нормы: %(count)s из %(total)s допуска",
            "Дали дольше нормы: %(count)s из %(total)s допусков",
        ),
    )
