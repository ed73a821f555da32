"""All that a plugin's correspondence may import from the core."""

from core.mail.letters import (
    RenderedLetter,
    brand_of,
    greeting_of,
    render_letter,
    sender_of,
)
from core.mail.models import MailMessage, MailThread
from core.mail.service import MailAttachment, compose, open_thread

__all__ = [
    "MailAttachment",
    "MailMessage",
    "MailThread",
    "RenderedLetter",
    "brand_of",
    "compose",
    "greeting_of",
    "open_thread",
    "render_letter",
    "sender_of",
]
