"""Composing letters: a row and a job in the caller's transaction; nothing leaves before it ends."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.jobs.service import enqueue
from core.kernel.clock import now
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.mail.addresses import Mailbox, NotAnAddress
from core.mail.models import MailMessage, MailState, MailThread

SEND_JOB = "core.mail.send"
SUBJECT_LENGTH = 250
OWN_DOMAIN = "reglament.invalid"
"""Right half of a Message-ID where the author has no address of his own."""


@dataclass(frozen=True)
class MailAttachment:
    """A file that goes with a letter: ``key`` is that of ``core.storage``.

    One with a ``content_id`` is a picture that the HTML shows as ``cid:…``, not a file to save.
    """

    name: str
    key: str
    media_type: str
    content_id: str = ""


def open_thread(
    session: Session,
    *,
    subject: str,
    document_id: int | None = None,
    partner_id: int | None = None,
) -> MailThread:
    """The conversation with the partner about the document; a new one where there is none yet.

    Raises ValidationFailed where the subject is empty or too long.
    """
    thread = None
    if document_id is not None:
        thread = session.scalars(
            select(MailThread)
            .where(MailThread.document_id == document_id, MailThread.partner_id == partner_id)
            .order_by(MailThread.id.desc())
            .limit(1)
        ).first()
    if thread is None:
        errors: dict[str, list[Message]] = {}
        line = _subject(subject, errors)
        if errors:
            raise ValidationFailed(errors)
        thread = MailThread(subject=line, document_id=document_id, partner_id=partner_id)
        session.add(thread)
        session.flush()
    return thread


def compose(
    session: Session,
    *,
    thread: MailThread,
    to: Sequence[str],
    text: str,
    actor: Actor,
    subject: str = "",
    html: str = "",
    cc: Sequence[str] = (),
    attachments: Iterable[MailAttachment] = (),
) -> MailMessage:
    """Write a letter and the job that will send it.

    Its Message-ID is given here, so that however often it is sent it is one message to the
    reader. It answers the thread's last one. ``subject``, left out, is that of the thread.
    Raises ValidationFailed on the fields ``to``, ``cc`` and ``subject``.
    """
    previous = session.scalars(
        select(MailMessage.message_id)
        .where(MailMessage.thread_id == thread.id)
        .order_by(MailMessage.id.desc())
        .limit(1)
    ).first()
    errors: dict[str, list[Message]] = {}
    recipients = _mailboxes("to", to, errors)
    copies = _mailboxes("cc", cc, errors)
    if not recipients and "to" not in errors:
        errors["to"] = [Message(N_("Укажите, кому отправить письмо"))]
    if subject:
        line = _subject(subject, errors)
    else:
        line = f"Re: {thread.subject}" if previous else thread.subject
    if errors:
        raise ValidationFailed(errors)
    author = session.get(User, actor.user_id) if actor.user_id is not None else None
    email = author.email if author is not None else ""
    message = MailMessage(
        thread=thread,
        message_id=f"<{uuid4().hex}@{email.rpartition('@')[2] or OWN_DOMAIN}>",
        in_reply_to=previous,
        author_id=actor.user_id,
        sender_name=actor.name,
        sender_email=email,
        to=[str(mailbox) for mailbox in recipients],
        cc=[str(mailbox) for mailbox in copies if mailbox not in recipients],
        subject=line,
        text=text,
        html=html,
        attachments=[asdict(attachment) for attachment in attachments],
        state=MailState.QUEUED,
        created_at=now(),
    )
    session.add(message)
    session.flush()
    enqueue(
        session,
        SEND_JOB,
        {"message": message.id},
        actor=actor,
        unique_key=f"{SEND_JOB}:{message.id}",
    )
    return message


def references(session: Session, message: MailMessage) -> list[str]:
    """Message-IDs of what was said in the thread before, oldest first: the first and the last 20.

    RFC 5322 wants them all; readers build their trees from the ends, and headers have limits.
    """
    earlier = list(
        session.scalars(
            select(MailMessage.message_id)
            .where(MailMessage.thread_id == message.thread_id, MailMessage.id < message.id)
            .order_by(MailMessage.id)
        )
    )
    return earlier if len(earlier) <= 21 else [earlier[0], *earlier[-20:]]


def _subject(text: str, errors: dict[str, list[Message]]) -> str:
    """One line, since a line break in a header would begin another header."""
    line = " ".join(text.split())
    if not line:
        errors["subject"] = [Message(N_("Укажите тему письма"))]
    elif len(line) > SUBJECT_LENGTH:
        errors["subject"] = [
            Message(N_("Тема длиннее %(limit)s знаков: сократите её"), limit=SUBJECT_LENGTH)
        ]
    return line


def _mailboxes(field: str, texts: Sequence[str], errors: dict[str, list[Message]]) -> list[Mailbox]:
    found: list[Mailbox] = []
    for text in texts:
        try:
            mailbox = Mailbox.parse(text)
        except NotAnAddress:
            errors.setdefault(field, []).append(
                Message(N_("«%(text)s» не похоже на адрес электронной почты"), text=text)
            )
            continue
        if mailbox.email not in {known.email for known in found}:
            found.append(mailbox)
    return found
