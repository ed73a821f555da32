"""Work on violations outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.training.services import violations

LAPSE_JOB = "training.violations_lapse"
ACQUAINT_JOB = "training.violations_acquaint"
DECIDERS_JOB = "training.violations_deciders"


def lapse(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Close cases past the term of the law; lift sanctions whose year has passed."""
    with context.unit_of_work() as session:
        late, old = violations.overdue(session), violations.standing(session)
    context.each(late, lambda session, one: violations.lapse(session, context.actor, one))
    context.each(old, lambda session, one: violations.expire(session, context.actor, one))


def acquaint(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Remind of sanctions that nobody has signed by their last day (ТК ст. 193)."""
    with context.unit_of_work() as session:
        found = violations.to_remind(session)
    context.each(found, violations.remind)


def replace_deciders(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Entrust cases to others whose decider has left or lost the role."""
    with context.unit_of_work() as session:
        found = violations.without_working_decider(session)
    context.each(
        found, lambda session, one: violations.replace_decider(session, context.actor, one)
    )


JOBS = (
    Job(violations.LETTER_JOB, N_("Письмо о случае"), violations.deliver),
    Job(LAPSE_JOB, N_("Сроки взысканий по Трудовому кодексу"), lapse),
    Job(ACQUAINT_JOB, N_("Ознакомление со взысканиями: напоминания"), acquaint),
    Job(DECIDERS_JOB, N_("Случаи, которые некому решать"), replace_deciders),
)
# technical: how often it is looked whether a day set by the law has come,
# or somebody has left.
PERIODIC = (
    PeriodicJob(LAPSE_JOB, timedelta(hours=1)),
    PeriodicJob(ACQUAINT_JOB, timedelta(hours=1)),
    PeriodicJob(DECIDERS_JOB, timedelta(hours=1)),
)
