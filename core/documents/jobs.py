"""Reactions that follow a commit, and the daily seal of the history."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.accounts.policy import unrestricted
from core.accounts.service import actor_by_id
from core.documents import history
from core.documents.models import Document
from core.documents.service import EVENT_JOB, type_of
from core.extending.registry import registry_of
from core.kernel.declarations import Job, PeriodicJob
from core.kernel.events import DocumentEvent
from core.kernel.text import N_

SEAL_JOB = "core.documents.seal"


def deliver_event(context: Any, payload: Mapping[str, Any]) -> None:
    """Call one ``after_commit`` subscriber, in a unit of work of its own."""
    with context.unit_of_work() as session:
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
        registry_of(session).subscriptions[name][payload["position"]].handler(event, session)


def seal_history(context: Any, payload: Mapping[str, Any]) -> None:
    """Keep today's heads of all chains."""
    with context.unit_of_work() as session:
        history.seal(session)


JOBS = (
    Job(EVENT_JOB, N_("Реакция на событие документа"), deliver_event),
    Job(SEAL_JOB, N_("Ежедневное заверение истории"), seal_history),
)
PERIODIC = (PeriodicJob(SEAL_JOB, timedelta(days=1)),)
