"""Sending an offer: asked for by a person, carried out by a job, registered with exact bytes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    DomainError,
    Forbidden,
    GiveUp,
    InvalidIdentifier,
    JobContext,
    MailThread,
    Message,
    Organisation,
    Refusal,
    Refused,
    ValidationFailed,
    attachments,
    enqueue,
    fire,
    history,
    lock,
    now,
    parse_email,
    sees,
    today,
    unrestricted,
)
from core.sdk.mail import MailAttachment, compose, open_thread
from core.sdk.printing import PrintError
from plugins.quotes import paper
from plugins.quotes.correspondence import logo_of, offer_letter
from plugins.quotes.models import Offer, Sending
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services import links

DELIVER_JOB = "quotes.deliver"
EMAIL, MANUAL = "email", "manual"
SENDABLE = frozenset({"approved", "sent", "received"})
# technical: lengths of columns; an address has at most 254 signs (RFC 5321, erratum 1690).
SUBJECT_LENGTH = 300
RECIPIENT_LENGTH = 254


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

    Raises ValidationFailed (``to``, ``subject``), StaleVersion, Forbidden, Refused where it may
    not be sent now.
    """
    errors: dict[str, list[Message]] = {}
    try:
        to = parse_email(to)
    except InvalidIdentifier as error:
        errors["to"] = [error.message]
    subject = " ".join(subject.split())
    if not subject:
        errors["subject"] = [Message(N_("Напишите тему письма"))]
    elif len(subject) > SUBJECT_LENGTH:
        errors["subject"] = [Message(N_("Не длиннее %(limit)s знаков"), limit=SUBJECT_LENGTH)]
    if errors:
        raise ValidationFailed(errors)
    document = _sendable(session, actor, document_id, version)
    return _ask(session, actor, document, EMAIL, to, subject, text.strip())


def ask_manual(
    session: Session,
    actor: Actor,
    document_id: int,
    *,
    recipient: str,
    note: str,
    version: int | None = None,
) -> Sending:
    """Record that the offer went by messenger or on paper; the job keeps the exact PDF.

    Raises ValidationFailed (``recipient``), StaleVersion, Forbidden, Refused.
    """
    recipient = recipient.strip()
    if not recipient:
        raise ValidationFailed({"recipient": [Message(N_("Напишите, кому и как отправлено"))]})
    if len(recipient) > RECIPIENT_LENGTH:
        too_long = Message(N_("Не длиннее %(limit)s знаков"), limit=RECIPIENT_LENGTH)
        raise ValidationFailed({"recipient": [too_long]})
    document = _sendable(session, actor, document_id, version)
    return _ask(session, actor, document, MANUAL, recipient, "", note.strip())


def _sendable(session: Session, actor: Actor, document_id: int, version: int | None) -> Document:
    document = lock(session, document_id, version)
    if not sees(document, actor, QuotePermission.OFFER_SEND):
        raise Forbidden()
    refusal = _refusal(session, document)
    if refusal is not None:
        raise refusal
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


def _refusal(session: Session, document: Document) -> Refused | None:
    """Why the offer must not leave: asked when it is ordered and again when it is carried out."""
    if document.state not in SENDABLE:
        return Refused([Refusal(Message(N_("Отправляют утверждённое предложение")))])
    if session.get_one(Offer, document.id).valid_until < today():
        return Refused(
            [Refusal(Message(N_("Срок предложения уже прошёл: сделайте новую редакцию")))]
        )
    return None


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
    except (DomainError, PrintError) as error:
        # Another attempt would meet the same.
        _fail(context, payload["sending_id"], str(error))
        raise GiveUp(str(error)) from error
    except Exception as error:
        if context.last_attempt:
            _fail(context, payload["sending_id"], str(error))
        raise


def _fail(context: JobContext, sending_id: int, words: str) -> None:
    with context.unit_of_work() as session:
        session.get_one(Sending, sending_id).failure = words[:500] or "?"


def _deliver(session: Session, context: JobContext, sending_id: int) -> None:
    sending = session.get_one(Sending, sending_id)
    if sending.attachment_id is not None:
        return
    document = lock(session, sending.document_id)
    # Since it was asked for, the offer may have been taken back or replaced.
    refusal = _refusal(session, document)
    if refusal is not None:
        raise refusal
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
        file = MailAttachment(attachment.name, attachment.sha256, "application/pdf")
        _write_letter(session, context, offer, sending, url, file)
    register(session, context.actor, document, sending, attachment.sha256)


def _write_letter(
    session: Session,
    context: JobContext,
    offer: Offer,
    sending: Sending,
    url: str,
    file: MailAttachment,
) -> None:
    logo = logo_of(session, offer, context.storage)
    letter = offer_letter(session, offer, sending.subject, sending.text, url, file.name, logo)
    message = compose(
        session,
        thread=conversation(session, offer.document, sending.subject),
        to=[sending.recipient],
        subject=sending.subject,
        text=letter.text,
        html=letter.html,
        attachments=[file, logo] if logo else [file],
        actor=context.actor,
    )
    sending.message_id = message.id


def conversation(session: Session, document: Document, subject: str) -> MailThread:
    """The thread about the offer: a revision goes on in the thread of what it replaces."""
    first = session.scalars(
        unrestricted(
            select(Document.id)
            .where(
                Document.organisation_id == document.organisation_id,
                Document.type == document.type,
                Document.year == document.year,
                Document.sequence == document.sequence,
            )
            .order_by(Document.revision)
            .limit(1)
        )
    ).one()
    return open_thread(session, subject=subject, document_id=first, partner_id=document.partner_id)


def register(
    session: Session, actor: Actor, document: Document, sending: Sending, sha256: str
) -> None:
    """Write the sending into the history, and move an approved offer to sent."""
    details = {
        "channel": sending.channel,
        "to": sending.recipient,
        "subject": sending.subject,
        "sha256": sha256,
    }
    if document.state == "approved":
        fire(session, document.id, "send", actor, data=details)
    if sending.channel == EMAIL:
        history.record(session, document, "mail", actor, details)
        return
    words = {"text": N_("Отправка записана: %(to)s"), "params": {"to": sending.recipient}}
    history.record(session, document, "handed", actor, {**details, **words})
