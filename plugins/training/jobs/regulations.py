"""Work on regulations outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.training.services import regulations

ENFORCE_JOB = "training.enforce"


def enforce(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Move documents of versions whose time has come or has passed."""
    with context.unit_of_work() as session:
        regulations.enforce(session)


JOBS = (Job(ENFORCE_JOB, N_("Вступление редакций в силу"), enforce),)
PERIODIC = (PeriodicJob(ENFORCE_JOB, timedelta(minutes=10)),)
