"""From messages of the domain to the reader's language; toasts."""

import json
from typing import Any, Literal

from flask import Response, flash
from flask_babel import gettext, ngettext
from flask_htmx import HTMX

from core.kernel.text import Message

htmx = HTMX()
ToastKind = Literal["success", "info", "danger"]


def render(message: Message) -> str:
    """The message in the language of the current request."""
    return message.render(gettext, ngettext)


def toast(text: str, kind: htmx = HTMX()
ToastKind = "success") -> None:
    """Say something on the next page that is drawn."""
    flash(text, kind)


def toast_header(response: Response, text: str, kind: htmx = HTMX()
ToastKind = "success") -> Response:
    """Say something now, beside a fragment that htmx swaps in."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": kind}})
    return response


def is_htmx() -> bool:
    """Whether a fragment is wanted. A boosted link or form wants the whole page."""
    return bool(htmx) and not htmx.boosted


def translate(text: Any) -> str:
    """A declared text (``N_``) or a ``Message`` in the reader's language."""
    return render(text) if isinstance(text, Message) else gettext(str(text))
