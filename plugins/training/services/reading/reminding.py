"""Reminding who has not signed, and telling the head of whom it is late.

Reminders go once before the due date and then, at the step of the norm, after it. The head of the
person's department is told once, of each document that is late. Whoever has no address is told by
the counters of the program alone. Before a person's first day nobody is written to about him.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import (
    Actor,
    Department,
    Forbidden,
    JobContext,
    NormReading,
    User,
    add_working_days,
    norm,
    now,
    today,
)
from plugins.training.models import Assignment, EntryKind, RegulationVersion
from plugins.training.norms import ESCALATE_DAYS, REMIND_AFTER_DAYS, REMIND_BEFORE_DAYS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.reading import journal, letters
from plugins.training.services.reading.assigning import local_day
from plugins.training.services.reading.exceptions import covers
from plugins.training.services.reading.newcomers import coming_on


def waiting(session: Session) -> list[int]:
    """People who have something to sign, whose day may have come."""
    return list(
        session.scalars(
            select(Assignment.user_id)
            .where(Assignment.signed_at.is_(None), Assignment.withdrawn_at.is_(None))
            .distinct()
            .order_by(Assignment.user_id)
        )
    )


def remind(session: Session, context: JobContext, user_id: int) -> None:
    """One letter to the person about everything whose day for a reminder has come, and one to
    his head about what is late beyond the norm."""
    if coming_on(session, user_id) is not None:
        return
    user = session.get_one(User, user_id)
    found = _open(session, [user_id])
    before = norm(session, REMIND_BEFORE_DAYS, employee=user_id)
    after = norm(session, REMIND_AFTER_DAYS, employee=user_id)
    escalate_after = norm(session, ESCALATE_DAYS, employee=user_id)
    due = [one for one in found if is_reminder_due(one, int(before.value), int(after.value))]
    actor, base_url = context.actor, context.settings.base_url
    if due:
        _remind(session, actor, base_url, user, due, before, after)
    late = [one for one in found if is_escalation_due(one, int(escalate_after.value))]
    if late:
        _escalate(session, actor, base_url, user, late, escalate_after)


def is_reminder_due(assignment: Assignment, before: int, after: int) -> bool:
    """Whether today is the day of a reminder; days are working days."""
    day, due = today(), assignment.due
    last = local_day(assignment.reminded_at) if assignment.reminded_at else None
    if day > due:
        step_from = last if last is not None and last > due else due
        return day >= add_working_days(step_from, after)
    if before == 0 or last is not None:
        return False
    # The day itself on which it was assigned needs no reminder.
    return add_working_days(day, before) >= due and day > local_day(assignment.assigned_at)


def is_escalation_due(assignment: Assignment, after: int) -> bool:
    """Whether the head must hear of it today: so many working days after the due date."""
    if assignment.escalated_at is not None or today() <= assignment.due:
        return False
    return after == 0 or today() >= add_working_days(assignment.due, after)


def _open(session: Session, user_ids: Iterable[int]) -> list[Assignment]:
    return list(
        session.scalars(
            select(Assignment)
            .options(
                joinedload(Assignment.regulation_version).joinedload(RegulationVersion.regulation),
                joinedload(Assignment.user),
            )
            .where(
                Assignment.user_id.in_(set(user_ids)),
                Assignment.signed_at.is_(None),
                Assignment.withdrawn_at.is_(None),
            )
            .order_by(Assignment.due, Assignment.id)
        )
    )


def _remind(
    session: Session,
    actor: Actor,
    base_url: str,
    user: User,
    due: Sequence[Assignment],
    *readings: NormReading,
) -> None:
    if user.email:
        letters.remind(session, actor, base_url, user, due)
    moment = now()
    for one in due:
        one.reminded_at = moment
        _witness(session, actor, EntryKind.REMINDED, one, {"reminded_at": moment}, readings)


def _escalate(
    session: Session,
    actor: Actor,
    base_url: str,
    user: User,
    late: Sequence[Assignment],
    *readings: NormReading,
) -> None:
    head = head_of(session, user)
    if head is not None and head.email:
        letters.escalate(session, actor, base_url, head, user, late)
    moment = now()
    for one in late:
        one.escalated_at = moment
        _witness(session, actor, EntryKind.ESCALATED, one, {"escalated_at": moment}, readings)


def _witness(
    session: Session,
    actor: Actor,
    kind: EntryKind,
    assignment: Assignment,
    told: Mapping[str, datetime],
    readings: Sequence[NormReading],
) -> None:
    """A line of the journal: when it was told, and by which norms; by none where the head himself
    asked for it."""
    journal.append(
        session,
        kind,
        actor,
        {
            "assignment": assignment.id,
            "document": assignment.document_id,
            **told,
            "norms": [reading.to_dict() for reading in readings],
        },
        user_id=assignment.user_id,
    )


def head_of(session: Session, user: User) -> User | None:
    """The head of the person's department, or of the nearest one above that has another head
    than the person himself."""
    departments = {
        one.id: one
        for one in session.scalars(select(Department).options(joinedload(Department.head)))
    }
    met: set[int] = set()
    at = user.department_id
    while at is not None and at not in met:
        met.add(at)
        head = departments[at].head
        if head is not None and head.id != user.id and head.disabled_at is None:
            return head
        at = departments[at].parent_id
    return None


def remind_now(session: Session, actor: Actor, base_url: str, assignment_ids: Iterable[int]) -> int:
    """Remind the chosen at once, whatever the day; how many people were written to.

    Only of people whom the actor watches and who have come; others are left out.
    """
    chosen = _chosen(session, actor, assignment_ids)
    people = {one.user_id: one.user for one in chosen}
    for user_id, user in people.items():
        _remind(session, actor, base_url, user, [one for one in chosen if one.user_id == user_id])
    return len(people)


def escalate_now(
    session: Session, actor: Actor, base_url: str, assignment_ids: Iterable[int]
) -> int:
    """Tell the heads of the chosen at once about what is late; how many people it was about."""
    late = [one for one in _chosen(session, actor, assignment_ids) if one.due < today()]
    people = {one.user_id: one.user for one in late}
    for user_id, user in people.items():
        _escalate(session, actor, base_url, user, [one for one in late if one.user_id == user_id])
    return len(people)


def _chosen(session: Session, actor: Actor, assignment_ids: Iterable[int]) -> list[Assignment]:
    if not actor.can(TrainingPermission.READING_WATCH):
        raise Forbidden()
    found = session.scalars(
        select(Assignment)
        .options(
            joinedload(Assignment.user),
            joinedload(Assignment.regulation_version).joinedload(RegulationVersion.regulation),
        )
        .where(
            Assignment.id.in_(set(assignment_ids)),
            Assignment.signed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
        )
        .order_by(Assignment.user_id, Assignment.due, Assignment.id)
    )
    seen = [one for one in found if covers(actor, TrainingPermission.READING_WATCH, one.user)]
    coming = {key for key in {one.user_id for one in seen} if coming_on(session, key) is not None}
    return [one for one in seen if one.user_id not in coming]
