"""Telling the person responsible for an offer what its customer has said."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Document, JobContext, Message, enqueue, now, unrestricted
from core.sdk.mail import compose, open_thread
from plugins.quotes.correspondence import answer_letter
from plugins.quotes.models import CustomerAnswer

LETTER_JOB = "quotes.answer_letter"
RECEIVED, ACCEPTED, REJECTED, CHANGE = "received", "accepted", "rejected", "change"
TITLES: Mapping[str, str] = {
    RECEIVED: N_("Клиент подтвердил получение"),
    ACCEPTED: N_("Клиент принял предложение"),
    REJECTED: N_("Клиент отказался"),
    CHANGE: N_("Клиент просит изменить"),
}
# technical: what has waited longer (the post stood still) is no news; the home page still says it.
_FRESH = timedelta(days=2)


def note(
    session: Session,
    document: Document,
    kind: str,
    actor: Actor,
    *,
    how: str,
    words: str = "",
    quantities: Mapping[str, str] | None = None,
) -> CustomerAnswer:
    """Keep an answer, and tell of it whoever is responsible, unless he wrote it down himself."""
    his_own = actor.user_id is not None and actor.user_id == document.responsible_id
    if his_own:
        saw(session, document.id)
    answer = CustomerAnswer(
        document_id=document.id,
        kind=kind,
        at=now(),
        how=how,
        who=actor.name,
        words=words,
        quantities=dict(quantities or {}),
        seen_at=now() if his_own else None,
    )
    session.add(answer)
    session.flush()
    # What the program itself brings in, a history laid up again, is no news for the post.
    if not his_own and not actor.is_system and document.responsible_id is not None:
        enqueue(
            session,
            LETTER_JOB,
            {"answer_id": answer.id},
            actor=Actor.system(),
            unique_key=f"{LETTER_JOB}:{answer.id}",
        )
    return answer


def deliver(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Write the letter, unless its reader has seen the answer meanwhile or has no address."""
    with context.unit_of_work() as session:
        answer = session.get_one(CustomerAnswer, payload["answer_id"])
        document = session.scalars(
            unrestricted(select(Document).where(Document.id == answer.document_id))
        ).one()
        reader = document.responsible
        if answer.seen_at is not None or answer.at < now() - _FRESH:
            return
        if reader is None or not reader.email or reader.disabled_at is not None:
            return
        url = f"{context.settings.base_url}/quotes/offers/{document.id}"
        subject = Message(
            N_("%(number)s: %(what)s"), number=document.number or "", what=_told(answer)
        )
        letter = answer_letter(session, answer, reader, subject, url)
        compose(
            session,
            thread=open_thread(session, subject=letter.subject),
            to=[reader.email],
            text=letter.text,
            html=letter.html,
            actor=Actor.system(),
        )


def _told(answer: CustomerAnswer) -> Message:
    return Message(TITLES[answer.kind])


def saw(session: Session, document_id: int) -> None:
    """Nothing of what the customer said is news to the person responsible any longer."""
    session.execute(
        update(CustomerAnswer)
        .where(CustomerAnswer.document_id == document_id, CustomerAnswer.seen_at.is_(None))
        .values(seen_at=now())
    )


def has_news(session: Session, document_id: int) -> bool:
    """Whether the person responsible has not seen something that the customer said."""
    found = session.scalars(
        select(CustomerAnswer.id)
        .where(CustomerAnswer.document_id == document_id, CustomerAnswer.seen_at.is_(None))
        .limit(1)
    )
    return found.first() is not None
