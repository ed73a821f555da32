"""Reading the outbox: for the page of jobs and for the check."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, bindparam, case, false, or_, select, true
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.db.types import UtcDateTime
from core.extending.registry import registry_of
from core.jobs.models import JobState, OutboxJob
from core.kernel.clock import now
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor, Permission, Scope

OVERDUE = timedelta(hours=1)
"""A job that nobody has taken for so long says that no worker is running."""


def visible(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The condition on jobs: own ones, those of the department's people, or all of them, the
    program's included."""
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


def state_expression() -> ColumnElement[str]:
    """``OutboxJob.state`` as the database works it out, at the moment of the query."""
    moment = bindparam("moment", type_=UtcDateTime(), callable_=now)
    return case(
        (
            and_(OutboxJob.done_at.is_not(None), OutboxJob.cancel_requested_at.is_not(None)),
            JobState.CANCELLED.value,
        ),
        (OutboxJob.done_at.is_not(None), JobState.DONE.value),
        (OutboxJob.failed_at.is_not(None), JobState.FAILED.value),
        (OutboxJob.leased_until > moment, JobState.RUNNING.value),
        else_=JobState.WAITING.value,
    )


def fetch(session: Session, job_id: int, actor: Actor, permission: Permission) -> OutboxJob:
    """One job. NotFound where there is none or the actor does not see it."""
    job = session.scalars(
        select(OutboxJob).where(OutboxJob.id == job_id, visible(actor, permission))
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
