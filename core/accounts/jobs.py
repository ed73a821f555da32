"""The housekeeping of log-ins."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.accounts import sessions
from core.kernel.declarations import Job, PeriodicJob
from core.kernel.text import N_

PURGE_JOB = "core.accounts.purge_sessions"


def purge(context: Any, _payload: Mapping[str, Any]) -> None:
    """Forget log-ins that are over and guesses that count no more."""
    with context.unit_of_work() as session:
        sessions.purge(session)


JOBS = (Job(PURGE_JOB, N_("Забыть закончившиеся входы"), purge),)
PERIODIC = (PeriodicJob(PURGE_JOB, timedelta(hours=1)),)
