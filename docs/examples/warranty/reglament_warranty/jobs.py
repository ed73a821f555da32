"""Work of the stage outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from reglament_warranty import services

EXPIRE_JOB = "warranty.expire"


def expire(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Close cards whose term has passed, each in a transaction of its own."""
    with context.unit_of_work() as session:
        found = services.overdue(session)
    context.each(found, lambda session, one: services.expire(session, context.actor, one))


JOBS = (Job(EXPIRE_JOB, N_("Закрытие талонов с истёкшей гарантией"), expire),)
PERIODIC = (PeriodicJob(EXPIRE_JOB, timedelta(days=1)),)
