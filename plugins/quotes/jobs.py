"""Work of the stage outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.quotes.services import answers, sending

EXPIRE_JOB = "quotes.expire"
REMIND_JOB = "quotes.remind"


def expire(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Close offers whose term has passed."""
    with context.unit_of_work() as session:
        answers.expire_overdue(session, context.actor)


JOBS = (
    Job(sending.DELIVER_JOB, N_("Отправка предложения клиенту"), sending.deliver),
    Job(EXPIRE_JOB, N_("Закрытие предложений с истёкшим сроком"), expire),
    Job(REMIND_JOB, N_("Напоминания о получении предложений"), sending.remind),
)
PERIODIC = (
    PeriodicJob(EXPIRE_JOB, timedelta(hours=1)),
    PeriodicJob(REMIND_JOB, timedelta(hours=1)),
)
