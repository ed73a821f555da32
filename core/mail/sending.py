"""The job that sends a composed letter."""

from collections.abc import Mapping
from typing import Any

from core.config import ConfigError, Settings
from core.jobs.context import GiveUp, JobContext, TryLater
from core.kernel.clock import now
from core.mail import sink
from core.mail.addresses import Mailbox
from core.mail.mime import assemble
from core.mail.models import MailMessage, MailState
from core.mail.service import references
from core.mail.smtp import Rejected, SmtpServer, Unavailable
from core.storage import BlobDamaged, BlobMissing


def send(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Send the letter unless it has been sent.

    A worker that dies between the server's «taken» and our writing it down makes a second
    sending of the same Message-ID: mail knows no transaction that would span both.
    """
    with context.unit_of_work() as session:
        message = session.get_one(MailMessage, payload["message"])
        earlier = references(session, message)
    if message.state == MailState.SENT:
        return
    try:
        refused = _deliver(context, message, earlier)
    except (Rejected, BlobMissing, BlobDamaged) as error:
        words = str(error) if isinstance(error, Rejected) else f"{type(error).__name__}: {error}"
        _note(context, message.id, MailState.FAILED, words)
        raise GiveUp(words) from error
    except Unavailable as error:
        state = MailState.FAILED if context.last_attempt else MailState.QUEUED
        _note(context, message.id, state, str(error))
        raise TryLater(str(error)) from error
    words = "; ".join(f"{who}: {why}" for who, why in refused.items())
    _note(context, message.id, MailState.SENT, words)


def _deliver(context: JobContext, message: MailMessage, earlier: list[str]) -> Mapping[str, str]:
    server = _server(context.settings)
    author = Mailbox(message.sender_name, message.sender_email)
    # What may not stand in From still gets the answers.
    sender = Mailbox(author.name, server.sender or author.email or server.fallback)
    if not sender.email:
        raise Rejected("не указан адрес отправителя: допишите from=… в REGLAMENT_MAIL_URL")
    letter = assemble(
        message,
        sender=sender,
        reply_to=author if author.email not in {"", sender.email} else None,
        references=earlier,
        files={one["key"]: context.storage.get(one["key"]) for one in message.attachments},
    )
    recipients = [Mailbox.parse(text).email for text in [*message.to, *message.cc]]
    return server.deliver(letter, sender.email, recipients)


def check_mail(settings: Settings) -> None:
    """Whether letters could go out under these settings. Raises ConfigError."""
    if settings.is_demo_mail:
        return
    server = SmtpServer.from_url(settings.mail_url)
    if settings.seal_mail and not (server.sender or server.fallback):
        # The program has no address of its own, as an author has.
        raise ConfigError(
            "REGLAMENT_SEAL_MAIL: печать пишет сама программа, допишите from=… в REGLAMENT_MAIL_URL"
        )


def _server(settings: Settings) -> SmtpServer:
    if settings.is_demo_mail:
        return sink.server(settings.data_dir)
    try:
        return SmtpServer.from_url(settings.mail_url)
    except ConfigError as error:
        # For an administrator to put right, while the letter waits.
        raise Unavailable(str(error)) from error


def _note(context: JobContext, message_id: int, state: MailState, error: str) -> None:
    with context.unit_of_work() as session:
        message = session.get_one(MailMessage, message_id)
        message.state = state
        message.error = error
        if state is MailState.SENT:
            message.sent_at = now()
