"""Work on regulations outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.training.services import regulations
from plugins.training.services.regulations import letters, reminding

ENFORCE_JOB = "training.enforce"
REMIND_JOB = "training.remind_voices"


def enforce(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Move documents of versions whose time has come or has passed."""
    with context.unit_of_work() as session:
        regulations.enforce(session)


def remind_voices(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Write to who has not spoken of an edition on discussion, each edition by itself."""
    with context.unit_of_work() as session:
        found = reminding.waiting(session)
    context.each(found, lambda session, one: reminding.remind(session, context, one))


JOBS = (
    Job(letters.LETTER_JOB, N_("Письма о редакции"), letters.deliver),
    Job(ENFORCE_JOB, N_("Вступление редакций в силу"), enforce),
    Job(REMIND_JOB, N_("Напоминания высказаться о редакции"), remind_voices),
)
PERIODIC = (
    # technical: how often the dates are looked at.
    PeriodicJob(ENFORCE_JOB, timedelta(minutes=10)),
    # technical: the day itself is found by the norm.
    PeriodicJob(REMIND_JOB, timedelta(hours=6)),
)
