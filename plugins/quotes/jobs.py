"""Work of the stage outside the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.sdk import N_, Job, JobContext, PeriodicJob
from plugins.quotes.services import answers, reminding, replies, requests, sending

EXPIRE_JOB = "quotes.expire"
REMIND_JOB = "quotes.remind"
UNANSWERED_JOB = "quotes.unanswered"


def expire(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Close offers whose term has passed."""
    with context.unit_of_work() as session:
        found = answers.overdue(session)
    context.each(found, lambda session, one: answers.expire(session, context.actor, one))


def remind(context: JobContext, payload: Mapping[str, Any]) -> None:
    """One reminder to each customer who has not confirmed the receipt in time."""
    with context.unit_of_work() as session:
        found = reminding.waiting(session)
    context.each(found, lambda session, one: reminding.remind(session, context, one))


def tell_unanswered(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Tell of requests that were not answered within the norm."""
    with context.unit_of_work() as session:
        found = requests.unanswered(session)
    context.each(found, requests.tell_unanswered)


JOBS = (
    Job(sending.DELIVER_JOB, N_("Отправка предложения клиенту"), sending.deliver),
    Job(replies.LETTER_JOB, N_("Письмо менеджеру об ответе клиента"), replies.deliver),
    Job(EXPIRE_JOB, N_("Закрытие предложений с истёкшим сроком"), expire),
    Job(REMIND_JOB, N_("Напоминания о получении предложений"), remind),
    Job(UNANSWERED_JOB, N_("Запросы, не отвеченные в срок"), tell_unanswered),
)
# technical: how often it is looked whether a day set by a norm has come.
PERIODIC = (
    PeriodicJob(EXPIRE_JOB, timedelta(hours=1)),
    PeriodicJob(REMIND_JOB, timedelta(hours=1)),
    PeriodicJob(UNANSWERED_JOB, timedelta(hours=1)),
)
