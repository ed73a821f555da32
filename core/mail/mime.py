"""A message of ours as bytes on the wire: RFC 5322, 2045, 2047, 2231."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from core.mail.addresses import Mailbox
from core.mail.headers import WirePolicy
from core.mail.models import MailMessage

_WIRE = WirePolicy(linesep=SMTP.linesep)


def assemble(
    message: MailMessage,
    *,
    sender: Mailbox,
    reply_to: Mailbox | None,
    references: Sequence[str],
    files: Mapping[str, bytes],
) -> EmailMessage:
    """Build the letter. ``files`` maps keys of attachments to their content.

    The same row gives the same letter each time, but for the boundaries between its parts.
    """
    letter = EmailMessage(policy=_WIRE)
    letter["From"] = sender.header
    letter["To"] = [Mailbox.parse(text).header for text in message.to]
    if message.cc:
        letter["Cc"] = [Mailbox.parse(text).header for text in message.cc]
    if reply_to is not None:
        letter["Reply-To"] = reply_to.header
    letter["Subject"] = message.subject
    letter["Date"] = message.created_at
    letter["Message-ID"] = message.message_id
    if message.in_reply_to:
        letter["In-Reply-To"] = message.in_reply_to
        letter["References"] = " ".join(references)
    if message.author_id is None:
        # RFC 3834: nobody has written it, so out-of-office programs must not answer.
        letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
        _add_pictures(letter, message.attachments, files)
    for attachment in message.attachments:
        if not attachment["content_id"]:
            main, _, sub = attachment["media_type"].partition("/")
            letter.add_attachment(
                files[attachment["key"]],
                maintype=main,
                subtype=sub,
                filename=_file_name(attachment["name"]),
            )
    return letter


def _add_pictures(
    letter: EmailMessage, attachments: Sequence[Mapping[str, Any]], files: Mapping[str, bytes]
) -> None:
    html = letter.get_body(("html",))
    assert isinstance(html, EmailMessage)
    for attachment in attachments:
        if attachment["content_id"]:
            main, _, sub = attachment["media_type"].partition("/")
            html.add_related(
                files[attachment["key"]],
                maintype=main,
                subtype=sub,
                cid=f"<{attachment['content_id']}>",
                filename=_file_name(attachment["name"]),
                disposition="inline",
            )


def _file_name(name: str) -> str:
    """A name without what a header or a folder of the receiver could stumble over."""
    safe = "".join(" " if not char.isprintable() or char in '/\\"' else char for char in name)
    return " ".join(safe.split()) or "file"
