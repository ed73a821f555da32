"""Work of onboarding outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.training.services import onboarding

WELCOME_JOB = "training.welcome"


def welcome(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Letters to those who are about to come, each in a transaction of its own."""
    with context.unit_of_work() as session:
        found = onboarding.waiting(session)
    context.each(found, lambda session, one: onboarding.welcome(session, context, one))


JOBS = (Job(WELCOME_JOB, N_("Письма новичкам до первого дня"), welcome),)
# technical: how often one looks; when a letter goes is a norm
PERIODIC = (PeriodicJob(WELCOME_JOB, timedelta(hours=1)),)
