"""Work on violations outside the request."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.sdk import N_, DomainError, Job, JobContext, PeriodicJob
from plugins.training.services import violations

LAPSE_JOB = "training.violations_lapse"


def lapse(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Close cases past the term of the law; lift sanctions whose year has passed."""
    with context.unit_of_work() as session:
        late, old = violations.overdue(session), violations.standing(session)
    _each(context, late, lambda session, one: violations.lapse(session, context.actor, one))
    _each(context, old, lambda session, one: violations.expire(session, context.actor, one))


def _each(context: JobContext, found: Sequence[int], act: Callable[[Session, int], object]) -> None:
    """Each case in a transaction of its own: one that cannot be dealt with stops no other."""
    for number, document_id in enumerate(found, start=1):
        if context.cancelled:
            return
        try:
            with context.unit_of_work() as session:
                act(session, document_id)
        except DomainError as error:
            context.log(f"{document_id}: {error}")
        context.progress(number, len(found))


JOBS = (
    Job(violations.LETTER_JOB, N_("Письмо о случае"), violations.deliver),
    Job(LAPSE_JOB, N_("Сроки взысканий по Трудовому кодексу"), lapse),
)
# technical: how often it is looked whether a day set by the law has come.
PERIODIC = (PeriodicJob(LAPSE_JOB, timedelta(hours=1)),)
