"""Reading the outbox: for the page of jobs and for the check."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.extending.registry import registry_of
from core.jobs.models import OutboxJob
from core.kernel.clock import now
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor, Permission, Scope

PAGE = 50
OVERDUE = timedelta(hours=1)
"""A job that nobody has taken for so long says that no worker is running."""


def _visible(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Own jobs, those of the department's people, or all, the program's included."""
    scope = actor.scope(permission)
    if scope is Scope.ALL:
        return true()
    if scope is None:
        return false()
    own = OutboxJob.author_id == actor.user_id
    if scope is Scope.DEPARTMENT:
        people = select(User.id).where(User.department_id.in_(sorted(actor.departments)))
        return or_(own, OutboxJob.author_id.in_(people))
    return own


def page(
    session: Session, actor: Actor, permission: Permission, before: int | None = None
) -> Sequence[OutboxJob]:
    """Jobs that the actor sees, newest first, below the id ``before``; at most ``PAGE`` + 1."""
    statement = select(OutboxJob).where(_visible(actor, permission))
    if before is not None:
        statement = statement.where(OutboxJob.id < before)
    return session.scalars(statement.order_by(OutboxJob.id.desc()).limit(PAGE + 1)).all()


def fetch(session: Session, job_id: int, actor: Actor, permission: Permission) -> OutboxJob:
    """One job. NotFound where there is none or the actor does not see it."""
    job = session.scalars(
        select(OutboxJob).where(OutboxJob.id == job_id, _visible(actor, permission))
    ).one_or_none()
    if job is None:
        raise NotFound()
    return job


def stuck(session: Session) -> list[str]:
    """A line for each job that failed for good, or that waits though it could have been run."""
    known = registry_of(session).jobs
    jobs = session.scalars(
        select(OutboxJob)
        .where(
            OutboxJob.done_at.is_(None),
            or_(OutboxJob.failed_at.is_not(None), OutboxJob.run_after < now() - OVERDUE),
        )
        .order_by(OutboxJob.id)
    )
    lines: list[str] = []
    for job in jobs:
        if job.failed_at is not None:
            lines.append(f"Задание {job.id} ({job.kind}) не выполнено: {job.error_line}")
        elif job.kind not in known:
            lines.append(f"Задание {job.id} ({job.kind}) ждёт отключённого модуля")
        elif job.leased_until is None or job.leased_until < now():
            lines.append(f"Задание {job.id} ({job.kind}) никто не выполняет: запущен ли worker?")
    return lines
