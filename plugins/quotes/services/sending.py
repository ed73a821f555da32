"""Sending an offer: asked for by a person, carried out by a job, registered with exact bytes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    Forbidden,
    InvalidIdentifier,
    JobContext,
    Message,
    N_,
    Organisation,
    Refusal,
    Refused,
    ValidationFailed,
    add_working_days,
    attachments,
    enqueue,
    fire,
    history,
    lock,
    norm,
    now,
    parse_email,
    recorded,
    sees,
    today,
    unrestricted,
)
from core.sdk.mail import MailAttachment, compose, open_thread
from plugins.quotes import paper
from plugins.quotes.correspondence import offer_letter, reminder_letter
from plugins.quotes.models import Offer, Sending
from plugins.quotes.norms import RECEIPT_REMINDER_DAYS
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services import links

DELIVER_JOB = "quotes.deliver"
EMAIL, MANUAL = "email", "manual"
SENDABLE = frozenset({"approved", "sent", "received"})


def ask_email(
    session: Session,
    actor: Actor,
    document_id: int,
    *,
    to: str,
    subject: str,
    text: str,
    version: int | None = None,
) -> Sending:
    """Have the offer sent by e-mail: the job makes the PDF and the letter.

    Raises ValidationFailed (``to``, ``subject``), Refused where it may not be sent now.
    """
    errors: dict[str, list[Message]] = {}
    try:
        to = parse_email(to)
    except InvalidIdentifier as error:
        errors["to"] = [error.message]
    if not subject.strip():
        errors["subject"] = [Message(N_("Напишите тему письма"))]
    if errors:
        raise ValidationFailed(errors)
    document = _sendable(session, actor, document_id, version)
    return _ask(session, actor, document, EMAIL, to, subject.strip(), text.strip())


def ask_manual(
    session: Session,
    actor: Actor,
    document_id: int,
    *,
    recipient: str,
    note: str,
    version: int | None = None,
) -> Sending:
    """Record that the offer went by messenger or on paper; the job keeps the exact PDF."""
    if not recipient.strip():
        raise ValidationFailed({"recipient": [Message(N_("Напишите, кому и как отправлено"))]})
    document = _sendable(session, actor, document_id, version)
    return _ask(session, actor, document, MANUAL, recipient.strip()[:254], "", note.strip())


def _sendable(session: Session, actor: Actor, document_id: int, version: int | None) -> Document:
    document = lock(session, document_id, version)
    if not sees(document, actor, QuotePermission.OFFER_SEND):
        raise Forbidden()
    if document.state not in SENDABLE:
        raise Refused([Refusal(Message(N_("Отправляют утверждённое предложение")))])
    waiting = session.scalars(
        select(Sending).where(
            Sending.document_id == document_id,
            Sending.attachment_id.is_(None),
            Sending.failure == "",
        )
    ).first()
    if waiting is not None:
        raise Refused([Refusal(Message(N_("Предложение уже отправляется: подождите минуту")))])
    return document


def _ask(
    session: Session,
    actor: Actor,
    document: Document,
    channel: str,
    recipient: str,
    subject: str,
    text: str,
) -> Sending:
    sending = Sending(
        document_id=document.id,
        at=now(),
        author_id=actor.user_id,
        channel=channel,
        recipient=recipient,
        subject=subject,
        text=text,
    )
    session.add(sending)
    session.flush()
    enqueue(session, DELIVER_JOB, {"sending_id": sending.id}, actor=actor)
    return sending


def deliver(context: JobContext, payload: Mapping[str, Any]) -> None:
    """The job: PDF, link, letter, registration of the sending and the move, in one transaction.

    A second run finds the sending registered and does nothing.
    """
    try:
        with context.unit_of_work() as session:
            _deliver(session, context, payload["sending_id"])
    except Exception as error:
        if context.last_attempt:
            with context.unit_of_work() as session:
                sending = session.get_one(Sending, payload["sending_id"])
                sending.failure = str(error)[:500]
        raise


def _deliver(session: Session, context: JobContext, sending_id: int) -> None:
    sending = session.get_one(Sending, sending_id)
    if sending.attachment_id is not None:
        return
    document = lock(session, sending.document_id)
    offer = session.get_one(Offer, document.id)
    organisation = session.get_one(Organisation, document.organisation_id)
    logo = context.storage.get(organisation.logo_key) if organisation.logo_key else None
    token = links.issue(session, offer, sending.id)
    url = f"{context.settings.base_url}/offer/{token}"
    content = paper.pdf_of(session, offer, timestamp=sending.at, public_url=url, logo=logo)
    attachment = attachments.add(
        session,
        context.storage,
        document,
        context.actor,
        paper.file_name(offer),
        content,
        purpose="sent",
    )
    session.flush()
    sending.attachment_id = attachment.id
    if sending.channel == EMAIL:
        letter = offer_letter(
            session, offer, sending.subject, sending.text, url, attachment.name
        )
        thread = open_thread(
            session,
            subject=sending.subject,
            document_id=document.id,
            partner_id=document.partner_id,
        )
        message = compose(
            session,
            thread=thread,
            to=[sending.recipient],
            subject=sending.subject,
            text=letter.text,
            html=letter.html,
            attachments=[MailAttachment(attachment.name, attachment.sha256, "application/pdf")],
            actor=context.actor,
        )
        sending.message_id = message.id
    _register(session, context.actor, document, sending, attachment.sha256)


def _register(
    session: Session, actor: Actor, document: Document, sending: Sending, sha256: str
) -> None:
    details = {
        "channel": sending.channel,
        "to": sending.recipient,
        "subject": sending.subject,
        "sha256": sha256,
    }
    if document.state == "approved":
        fire(session, document.id, "send", actor, data=details)
    history.record(session, document, "mail", actor, details)


def remind(context: JobContext, payload: Mapping[str, Any]) -> None:
    """The periodic job: one reminder to each customer who has not confirmed the receipt in time.

    Each offer in a transaction of its own, so that one bad address stops nobody else's letter.
    """
    with context.unit_of_work() as session:
        days = int(norm(session, RECEIPT_REMINDER_DAYS).value)
        # Working days are counted per offer below; calendar days only narrow the search.
        before = now() - timedelta(days=days)
        waiting = session.scalars(
            unrestricted(
                select(Offer.document_id)
                .join(Document, Document.id == Offer.document_id)
                .where(
                    Document.state == "sent",
                    Document.state_at <= before,
                    Offer.reminded_at.is_(None),
                    Offer.valid_until >= today(),
                )
                .order_by(Offer.document_id)
            )
        ).all()
    for number, document_id in enumerate(waiting, start=1):
        if context.cancelled:
            return
        with context.unit_of_work() as session:
            _remind(session, context, document_id)
        context.progress(number, len(waiting))


def _remind(session: Session, context: JobContext, document_id: int) -> None:
    document = lock(session, document_id)
    offer = session.get_one(Offer, document_id)
    if document.state != "sent" or offer.reminded_at is not None:
        return
    last = next((one for one in offer.sendings if one.message_id is not None), None)
    if last is None:
        return
    with recorded(session) as readings:
        days = int(norm(session, RECEIPT_REMINDER_DAYS).value)
    if add_working_days(last.at.date(), days) > today():
        return
    url = f"{context.settings.base_url}/offer/{links.issue(session, offer, last.id)}"
    letter = reminder_letter(session, offer, last.subject, last.at, url)
    thread = open_thread(
        session, subject=last.subject, document_id=document.id, partner_id=document.partner_id
    )
    compose(
        session,
        thread=thread,
        to=[last.recipient],
        subject=last.subject,
        text=letter.text,
        html=letter.html,
        actor=context.actor,
    )
    offer.reminded_at = now()
    history.record(
        session,
        document,
        "reminded",
        context.actor,
        {"to": last.recipient, "norms": [reading.to_dict() for reading in readings]},
    )
