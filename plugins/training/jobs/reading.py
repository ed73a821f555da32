"""Work of reading outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.training.services.reading import assigning, exceptions, reminding

FOLLOW_JOB = "training.follow_people"
REMIND_JOB = "training.remind"


def follow_people(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Assign and withdraw as people come, change roles and departments, and leave; note which
    exceptions have run out."""
    with context.unit_of_work() as session:
        given, withdrawn = assigning.follow_people(session, context.actor)
        over = exceptions.end_expired(session, context.actor)
    context.log(f"назначено {given}, снято {withdrawn}, допусков закончилось {over}")


def remind(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Reminders to readers, and words to their heads. Each person in a transaction of his own:
    an address that is wrong stops no other."""
    with context.unit_of_work() as session:
        found = reminding.waiting(session)
    context.each(found, lambda session, one: reminding.remind(session, context, one))


JOBS = (
    Job(FOLLOW_JOB, N_("Ознакомление: кому назначено"), follow_people),
    Job(REMIND_JOB, N_("Ознакомление: напоминания"), remind),
)
# technical: how soon people's moves are noticed; terms are norms, in working days
PERIODIC = (
    PeriodicJob(FOLLOW_JOB, timedelta(hours=1)),
    PeriodicJob(REMIND_JOB, timedelta(hours=1)),
)
