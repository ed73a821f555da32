"""The schedule: periodic jobs, each due slot once, and old rows swept out."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.extending.registry import registry_of
from core.jobs.context import JobContext
from core.jobs.models import OutboxJob
from core.jobs.service import enqueue
from core.kernel.clock import now
from core.kernel.permissions import Actor

KEPT = timedelta(days=90)
"""How long a finished job stays on the page of jobs. Failed ones stay until somebody acts."""


def slot(moment: datetime, every: timedelta) -> datetime:
    """The beginning of the period in which ``moment`` lies; periods are counted from 1970 UTC."""
    seconds = every.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)


def enqueue_periodic(session: Session) -> None:
    """Put into the outbox the periodic jobs of the present slot that are not there yet.

    Any number of workers may call it at any time: the key of the slot lets one run through.
    Slots missed while no worker was running are not made up for.
    """
    moment = now()
    for periodic in registry_of(session).periodic_jobs:
        begins = slot(moment, periodic.every)
        enqueue(
            session,
            periodic.kind,
            {},
            actor=Actor.system(),
            unique_key=f"{periodic.kind}@{begins.isoformat()}",
        )


def purge(context: JobContext, _payload: Mapping[str, Any]) -> None:
    """Forget jobs that ended well, or were called off, longer ago than ``KEPT``."""
    with context.unit_of_work() as session:
        session.execute(
            delete(OutboxJob)
            .where(OutboxJob.done_at < now() - KEPT)
            .execution_options(synchronize_session=False)
        )
