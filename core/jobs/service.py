"""Putting work into the outbox, calling it off, trying it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.extending.registry import registry_of
from core.jobs.models import JobState, OutboxJob
from core.kernel.clock import now
from core.kernel.errors import Refusal, Refused
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

COMMITTED = "reglament_outbox"
"""Where a session keeps the (id, moment) of jobs to be announced once it has committed."""

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    actor: Actor,
    unique_key: str | None = None,
    run_after: datetime | None = None,
) -> OutboxJob:
    """Write a job into the caller's transaction: it will be done if, and only if, that commits.

    ``payload`` must fit JSON. The job runs in the name of ``actor``; for one without an account,
    in the name of the program. Where ``unique_key`` is taken the job that has taken it is given
    back, whatever its state. Raises ValueError for a kind that nobody has declared.
    """
    if kind not in registry_of(session).jobs:
        raise ValueError(f"job {kind!r} is not declared")
    moment = now()
    values = {
        "kind": kind,
        "payload": dict(payload),
        "unique_key": unique_key,
        "author_id": actor.user_id,
        "created_at": moment,
        "run_after": run_after or moment,
    }
    # Two transactions may bring the same key at once: the database decides, nobody fails.
    insert = _INSERT[session.get_bind().dialect.name]
    job = session.scalars(
        insert(OutboxJob)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["unique_key"])
        .returning(OutboxJob)
    ).one_or_none()
    if job is None:
        return session.scalars(select(OutboxJob).where(OutboxJob.unique_key == unique_key)).one()
    announce(session, job)
    return job


def announce(session: Session, job: OutboxJob) -> None:
    """Tell the workers of the job, as soon as the session has committed."""
    session.info.setdefault(COMMITTED, []).append((job.id, job.run_after))


def cancel(session: Session, job: OutboxJob) -> None:
    """Call a job off: at once where nobody is at it, else as soon as its handler looks.

    A finished job is left as it is.
    """
    _lock(session, job)
    if job.finished:
        return
    moment = now()
    job.cancel_requested_at = job.cancel_requested_at or moment
    if job.state is JobState.WAITING:
        job.done_at = moment
    session.flush()


def retry(session: Session, job: OutboxJob) -> None:
    """Begin a failed job anew, with all its attempts. Raises Refused where it has not failed."""
    _lock(session, job)
    if job.state is not JobState.FAILED:
        raise Refused([Refusal(Message(N_("Повторить можно только задание с ошибкой.")))])
    job.failed_at = None
    job.attempts = 0
    job.cancel_requested_at = None
    job.run_after = now()
    session.flush()
    announce(session, job)


def _lock(session: Session, job: OutboxJob) -> None:
    """The row as it stands, kept from a worker that is about to take it."""
    session.refresh(job, with_for_update=True)
