"""What a reader and the owner of a process see of reading."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import Actor, Scope, User, today
from plugins.training.models import (
    Assignment,
    Clause,
    OwnerQuestion,
    Regulation,
    RegulationVersion,
)
from plugins.training.permissions import TrainingPermission


@dataclass(frozen=True)
class Tasks:
    """What a person has to sign, the most urgent first, and what he has signed, the last first."""

    waiting: Sequence[Assignment]
    signed: Sequence[Assignment]


def is_open() -> ColumnElement[bool]:
    """Assignments that wait for a signature."""
    return Assignment.signed_at.is_(None) & Assignment.withdrawn_at.is_(None)


def tasks(session: Session, user_id: int | None, urgent: Collection[int] = ()) -> Tasks:
    """Everything that was ever assigned to the person and not withdrawn; ``urgent`` are documents
    of versions that come first, whatever their dates."""
    rows = session.scalars(
        _with_version(select(Assignment))
        .where(
            Assignment.user_id == user_id,
            Assignment.withdrawn_at.is_(None) | Assignment.signed_at.is_not(None),
        )
        .order_by(*_by_urgency(urgent))
    ).all()
    signed = [one for one in rows if one.signed_at is not None]
    signed.sort(key=lambda one: (one.signed_at or one.assigned_at, one.id), reverse=True)
    return Tasks([one for one in rows if one.signed_at is None], signed)


def waiting(
    session: Session, user_id: int | None, limit: int, urgent: Collection[int] = ()
) -> Sequence[Assignment]:
    """The most urgent of what the person has to sign; ``urgent`` as in ``tasks``."""
    return session.scalars(
        _with_version(select(Assignment))
        .where(Assignment.user_id == user_id, is_open())
        .order_by(*_by_urgency(urgent))
        .limit(limit)
    ).all()


def _by_urgency(urgent: Collection[int]) -> tuple[ColumnElement[Any], ...]:
    order = (Assignment.due.expression, Assignment.id.expression)
    if not urgent:
        return order
    return (case((Assignment.document_id.in_(urgent), 0), else_=1), *order)


def _with_version(statement: Select[Assignment]) -> Select[Assignment]:
    return statement.options(
        joinedload(Assignment.regulation_version).joinedload(RegulationVersion.regulation)
    )


def waiting_count(session: Session, actor: Actor) -> int:
    """How many documents wait for the person's signature."""
    return session.execute(
        select(func.count(Assignment.id)).where(Assignment.user_id == actor.user_id, is_open())
    ).scalar_one()


def watched_people(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``User`` of whom the actor watches."""
    return _within(actor, actor.scope(TrainingPermission.READING_WATCH))


def excused_people(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``User`` of whom the actor may let through without a signature."""
    return _within(actor, actor.scope(TrainingPermission.EXCEPTION_GRANT))


def _within(actor: Actor, scope: Scope | None) -> ColumnElement[bool]:
    if scope is Scope.ALL:
        return User.id.is_not(None)
    if scope is Scope.DEPARTMENT:
        return (User.id == actor.user_id) | User.department_id.in_(sorted(actor.departments))
    return User.id == actor.user_id if scope is Scope.OWN else User.id.is_(None)


def overdue_count(session: Session, actor: Actor) -> int:
    """How many documents the people whom the actor watches have not signed in time."""
    return session.execute(
        select(func.count(Assignment.id))
        .join(Assignment.user)
        .where(is_open(), Assignment.due < today(), watched_people(actor))
    ).scalar_one()


@dataclass(frozen=True)
class Late:
    """A person, how many documents he has not signed in time, and the earliest of their days."""

    user: User
    documents: int
    since: date


def late_people(session: Session, actor: Actor, limit: int) -> list[Late]:
    """Those of whom the actor watches who are late, the longest first."""
    counted = (
        select(
            Assignment.user_id,
            func.count(Assignment.id).label("documents"),
            func.min(Assignment.due).label("since"),
        )
        .join(Assignment.user)
        .where(
            is_open(),
            Assignment.due < today(),
            watched_people(actor),
            Assignment.user_id != actor.user_id,
        )
        .group_by(Assignment.user_id)
        .subquery()
    )
    rows = session.execute(
        select(User, counted.c.documents, counted.c.since)
        .join(counted, counted.c.user_id == User.id)
        .order_by(counted.c.since, User.full_name, User.id)
        .limit(limit)
    )
    return [Late(user, documents, since) for user, documents, since in rows]


def question_count(session: Session, actor: Actor) -> int:
    """How many questions wait for the answer of the owner."""
    return session.execute(
        select(func.count(OwnerQuestion.id))
        .join(RegulationVersion, RegulationVersion.document_id == OwnerQuestion.document_id)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(Regulation.owner_id == actor.user_id, OwnerQuestion.answered_at.is_(None))
    ).scalar_one()


def owns_processes(session: Session, actor: Actor) -> bool:
    """Whether the person is the owner of a process with a regulation."""
    found = select(Regulation.id).where(Regulation.owner_id == actor.user_id).limit(1)
    return session.scalar(found) is not None


@dataclass(frozen=True)
class Asked:
    """A question to the owner with the clause that it is about, as it stands in its edition."""

    question: OwnerQuestion
    version: RegulationVersion
    number: str
    source: str


def asked_of(session: Session, actor: Actor, *, answered: bool) -> list[Asked]:
    """Questions about the processes of the owner: unanswered ones the oldest first, answered
    ones the last first."""
    state = (
        OwnerQuestion.answered_at.is_not(None) if answered else OwnerQuestion.answered_at.is_(None)
    )
    order = OwnerQuestion.answered_at.desc() if answered else OwnerQuestion.at
    rows = session.execute(
        select(OwnerQuestion, RegulationVersion, Clause)
        .join(RegulationVersion, RegulationVersion.document_id == OwnerQuestion.document_id)
        .join(RegulationVersion.regulation)
        .outerjoin(
            Clause,
            (Clause.document_id == OwnerQuestion.document_id)
            & (Clause.uid == OwnerQuestion.clause_uid),
        )
        .options(joinedload(OwnerQuestion.user), joinedload(RegulationVersion.regulation))
        .where(Regulation.owner_id == actor.user_id, state)
        .order_by(order, OwnerQuestion.id)
        # technical: what a page can bear
        .limit(100)
    )
    return [
        Asked(
            question,
            version,
            clause.number if clause is not None else "",
            (clause.title or clause.source) if clause is not None else "",
        )
        for question, version, clause in rows
    ]
