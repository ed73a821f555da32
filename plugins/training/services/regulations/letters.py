"""Letters of a discussion and of an approval: one to each person, at once, in his language."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    DocumentEvent,
    JobContext,
    Message,
    Subscription,
    User,
    enqueue,
    now,
)
from plugins.training.audience import Audience, touched_roles
from plugins.training.models import Assignment, RegulationVersion
from plugins.training.services import mailing
from plugins.training.services.regulations.given import TYPE

LETTER_JOB = "training.regulation_letter"
OPENED = "opened"
CHANGED = "changed"
WAIVED = "waived"
APPROVED = "approved"
SUBJECTS: Mapping[str, str] = {
    OPENED: N_("Обсуждается: %(title)s"),
    CHANGED: N_("Текст изменён, скажите ещё раз: %(title)s"),
    WAIVED: N_("Утвердить хотят без вашей роли: %(title)s"),
    APPROVED: N_("Новая редакция, прочитайте и подпишите: %(title)s"),
}
_STATES: Mapping[str, tuple[str, ...]] = {
    OPENED: ("discussion",),
    CHANGED: ("discussion",),
    WAIVED: ("discussion",),
    APPROVED: ("approved", "in_force"),
}
"""States of the version in which the letter still says the truth."""
# technical: what has waited longer (the post stood still) is no news; reminders take over.
_FRESH = timedelta(days=2)


def tell(
    session: Session,
    version: RegulationVersion,
    what: str,
    actor: Actor,
    *,
    people: Sequence[int] = (),
    role: str = "",
    clauses: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Put the letters into the outbox; they are written when the transaction has ended.

    ``people`` are who is asked again, ``clauses`` the numbers of what has changed; ``role`` is the
    one that is not waited for, ``reason`` why.
    """
    document = version.document
    enqueue(
        session,
        LETTER_JOB,
        {
            "document_id": document.id,
            "what": what,
            "at": now().isoformat(),
            "people": list(people),
            "role": role,
            "clauses": list(clauses),
            "reason": reason,
        },
        actor=actor,
        unique_key=f"{LETTER_JOB}:{document.id}:{what}:{role}:{document.version}",
    )


def on_discussion(event: DocumentEvent, session: Session) -> None:
    """Everybody whom the version touches is called to speak."""
    version = session.get_one(RegulationVersion, event.document.id)
    tell(session, version, OPENED, event.actor)


def on_approval(event: DocumentEvent, session: Session) -> None:
    """Everybody who has to sign the version learns of it."""
    version = session.get_one(RegulationVersion, event.document.id)
    tell(session, version, APPROVED, event.actor)


SUBSCRIPTIONS = (
    Subscription(f"{TYPE}:discuss", on_discussion),
    Subscription(f"{TYPE}:approve", on_approval),
)


def deliver(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Write one letter to each whom it concerns, but for who has caused it."""
    what = payload["what"]
    with context.unit_of_work() as session:
        version = session.get_one(RegulationVersion, payload["document_id"])
        stale = now() - datetime.fromisoformat(payload["at"]) > _FRESH
        if stale or version.document.state not in _STATES[what]:
            return
        readers = [
            one for one in _readers(session, version, payload) if one.id != context.author_id
        ]
        for reader in readers:
            _write(session, context, version, reader, payload)
    without = [reader.login for reader in readers if not reader.email]
    if without:
        context.log(f"без адреса почты: {', '.join(without)}")


def _readers(
    session: Session, version: RegulationVersion, payload: Mapping[str, Any]
) -> Sequence[User]:
    """Each person once, by name."""
    what = payload["what"]
    if what == APPROVED:
        return session.scalars(
            select(User)
            .join(Assignment, Assignment.user_id == User.id)
            .where(
                Assignment.document_id == version.document_id,
                Assignment.signed_at.is_(None),
                Assignment.withdrawn_at.is_(None),
            )
            .order_by(User.full_name, User.id)
        ).all()
    touched = touched_roles(session, Audience.of(version))
    found = {
        user.id: user
        for role, people in touched.items()
        if what != WAIVED or role == payload["role"]
        for user in people
        if what != CHANGED or user.id in payload["people"]
    }
    return sorted(found.values(), key=lambda user: (user.full_name, user.id))


def _write(
    session: Session,
    context: JobContext,
    version: RegulationVersion,
    reader: User,
    payload: Mapping[str, Any],
) -> None:
    what, regulation, starts = payload["what"], version.regulation, version.effective_from
    page = f"/training/regulations/versions/{version.document_id}"
    # A thread of its own each: nobody reads in its references who else was written to.
    mailing.write(
        session,
        context.actor,
        "regulation",
        reader,
        Message(SUBJECTS[what], title=regulation.title),
        what=what,
        title=f"{regulation.code} «{regulation.title}»",
        edition=str(version.edition),
        starts=f"{starts.astimezone(DEFAULT_ZONE):%d.%m.%Y}" if starts else "",
        summary=version.summary,
        clauses=", ".join(payload["clauses"]),
        reason=payload["reason"],
        url=context.settings.base_url + ("/training/reading/" if what == APPROVED else page),
    )
