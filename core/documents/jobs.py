"""Reactions that follow a commit, and what is forgotten in time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from core.accounts.policy import unrestricted
from core.accounts.service import actor_by_id
from core.documents.models import Document, IdempotencyKey
from core.documents.service import EVENT_JOB, type_of
from core.extending.registry import Registry, registry_of
from core.jobs.context import GiveUp
from core.kernel.clock import now
from core.kernel.declarations import Job, PeriodicJob
from core.kernel.events import DocumentEvent, Subscription
from core.kernel.text import N_

FORGET_JOB = "core.documents.forget_keys"
KEPT = timedelta(days=7)
"""How long a form that was carried out is known again."""


def deliver_event(context: Any, payload: Mapping[str, Any]) -> None:
    """Call one ``after_commit`` subscriber, in a unit of work of its own."""
    with context.unit_of_work() as session:
        subscription = _subscription(registry_of(session), payload)
        document = session.scalars(
            unrestricted(select(Document).where(Document.id == payload["document_id"]))
        ).one()
        kind = type_of(session, document)
        name = payload["event"]
        event = DocumentEvent(
            name=name,
            document=document,
            transition=name.partition(":")[2],
            from_state=payload["from"],
            to_state=kind.workflow.transition(name.partition(":")[2]).target,
            actor=actor_by_id(session, context.author_id),
            at=datetime.fromisoformat(payload["at"]),
            load_snapshot=lambda: kind.snapshot(document, session),
            data=dict(payload["data"]),
        )
        subscription.handler(event, session)


def _subscription(registry: Registry, payload: Mapping[str, Any]) -> Subscription:
    """Whom the event waits for. GiveUp where the plugin is off: the failed job stays until
    somebody switches it on and starts the job again, or calls it off."""
    name, handler = payload["event"], payload["handler"]
    for subscription in registry.subscriptions.get(name, ()):
        if subscription.handler_name == handler and name.partition(":")[0] in (
            registry.document_types
        ):
            return subscription
    raise GiveUp(f"Модуль отключён: {name} → {handler}. Включите его и повторите задание.")


def forget_keys(context: Any, payload: Mapping[str, Any]) -> None:
    """Drop keys of forms that nobody will send a second time any more."""
    with context.unit_of_work() as session:
        session.execute(
            delete(IdempotencyKey)
            .where(IdempotencyKey.created_at < now() - KEPT)
            .execution_options(synchronize_session=False)
        )


JOBS = (
    Job(FORGET_JOB, N_("Забыть отправленные формы"), forget_keys),
    Job(EVENT_JOB, N_("Реакция на событие документа"), deliver_event),
)
PERIODIC = (PeriodicJob(FORGET_JOB, timedelta(days=1)),)
