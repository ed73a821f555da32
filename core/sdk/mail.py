"""All that a plugin's correspondence may import from the core."""

from core.mail.letters import RenderedLetter, render_letter
from core.mail.models import MailMessage, MailThread
from core.mail.service import MailAttachment, compose, open_thread

__all__ = [
    "MailAttachment",
    "MailMessage",
    "MailThread",
    "RenderedLetter",
    "compose",
    "open_thread",
    "render_letter",
]
