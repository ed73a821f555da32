"""What reading does when a regulation is approved or comes into force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DocumentEvent, Subscription
from plugins.training.models import Assignment, EntryKind, RegulationVersion
from plugins.training.services.reading import journal
from plugins.training.services.reading.assigning import assign_audience, replace
from plugins.training.services.regulations import TYPE


def on_approval(event: DocumentEvent, session: Session) -> None:
    """Witness the text and whatever else was approved; give it to whom it touches."""
    version = session.get_one(RegulationVersion, event.document.id)
    journal.append(
        session,
        EntryKind.APPROVED,
        event.actor,
        {
            **journal.approval_facts(version),
            "regulation": version.regulation.code,
            "title": version.regulation.title,
        },
    )
    assign_audience(session, version, event.actor)


def on_force(event: DocumentEvent, session: Session) -> None:
    """Witness that a version has come into force."""
    version = session.get_one(RegulationVersion, event.document.id)
    journal.append(
        session,
        EntryKind.IN_FORCE,
        event.actor,
        {
            "document": version.document_id,
            "regulation": version.regulation.code,
            "edition": version.edition,
            "effective_from": version.effective_from,
        },
    )


def on_replacement(event: DocumentEvent, session: Session) -> None:
    """A version that was replaced is not to be signed any more."""
    waiting = session.scalars(
        select(Assignment)
        .where(
            Assignment.document_id == event.document.id,
            Assignment.signed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
        )
        .order_by(Assignment.id)
    )
    for assignment in waiting.all():
        replace(session, event.actor, assignment)


SUBSCRIPTIONS = (
    Subscription(f"{TYPE}:approve", on_approval),
    Subscription(f"{TYPE}:enforce", on_force),
    Subscription(f"{TYPE}:supersede", on_replacement),
)
