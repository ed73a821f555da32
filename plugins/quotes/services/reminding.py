"""Reminding a customer that an offer waits for him."""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Document,
    JobContext,
    actor_by_id,
    add_working_days,
    history,
    lock,
    norm,
    now,
    recorded,
    registry_of,
    today,
    unrestricted,
)
from core.sdk.mail import compose
from plugins.quotes.correspondence import logo_of, reminder_letter
from plugins.quotes.models import CustomerAnswer, Offer
from plugins.quotes.norms import RECEIPT_REMINDER_DAYS
from plugins.quotes.services import links, sending


def waiting(session: Session) -> list[int]:
    """Offers that may need a reminder: sent, unconfirmed, not reminded of, still valid.

    The norm counts working days, offer by offer, and may differ from person to person: calendar
    days of the least that it can be only narrow the search.
    """
    days = int(registry_of(session).norms[RECEIPT_REMINDER_DAYS].minimum)
    return list(
        session.scalars(
            unrestricted(
                select(Offer.document_id)
                .join(Document, Document.id == Offer.document_id)
                .where(
                    Document.state == "sent",
                    Document.state_at <= now() - timedelta(days=days - 1),
                    Offer.reminded_at.is_(None),
                    # Whoever has asked for a change holds the offer in his hands.
                    ~exists().where(CustomerAnswer.document_id == Document.id),
                    Offer.valid_until >= today(),
                )
                .order_by(Offer.document_id)
            )
        )
    )


def remind(session: Session, context: JobContext, document_id: int) -> None:
    """Write the reminder where its day has come; the history keeps the norm that was read.

    It goes in the thread of the offer's own letter and in the name of whoever sent that, so that
    the answer reaches him. An offer that went by hand is left to the manager.
    """
    document = lock(session, document_id)
    offer = session.get_one(Offer, document_id)
    last = next((one for one in offer.sendings if one.message_id is not None), None)
    if document.state != "sent" or offer.reminded_at is not None or last is None:
        return
    with recorded(session) as readings:
        days = int(norm(session, RECEIPT_REMINDER_DAYS, employee=document.responsible_id).value)
    sent_on = last.at.astimezone(DEFAULT_ZONE).date()
    if add_working_days(sent_on, days) > today():
        return
    url = f"{context.settings.base_url}/offer/{links.issue(session, offer, last.id)}"
    logo = logo_of(session, offer, context.storage)
    letter = reminder_letter(session, offer, last.subject, sent_on, url, logo)
    compose(
        session,
        thread=sending.conversation(session, document, last.subject),
        to=[last.recipient],
        subject=last.subject,
        text=letter.text,
        html=letter.html,
        attachments=[logo] if logo else [],
        actor=actor_by_id(session, last.author_id),
    )
    offer.reminded_at = now()
    history.record(
        session,
        document,
        "reminded",
        context.actor,
        {
            "text": N_("Клиенту отправлено напоминание о получении: %(to)s"),
            "params": {"to": last.recipient},
            "norms": [reading.to_dict() for reading in readings],
        },
    )
