"""From messages of the domain to the reader's language; toasts."""

import json
from typing import Any, Literal

from flask import flash
from flask_babel import get_translations, gettext
from flask_htmx import HTMX
from werkzeug.wrappers import Response

from core.kernel.text import Message
from core.web.money_words import money

htmx = HTMX()
ToastKind = Literal["success", "info", "danger"]


def render(message: Message) -> str:
    """The message in the language of the current request."""
    # flask-babel's own ngettext would put the parameters in; the message does that itself.
    return message.render(gettext, get_translations().ungettext, money)


def toast(text: str, kind: ToastKind = "success") -> None:
    """Say something on the next page that is drawn."""
    flash(text, kind)


def toast_header(response: Response, text: str, kind: ToastKind = "success") -> Response:
    """Say something now, beside a fragment that htmx swaps in."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": kind}})
    return response


def is_htmx() -> bool:
    """Whether a fragment is wanted. A boosted link or form wants the whole page."""
    return bool(htmx) and not htmx.boosted


def said_name(name: str, user_id: int | None) -> str:
    """Who did something, as a history keeps it: names of people are their own, those that the
    program gives itself and others are marked texts."""
    return name if user_id is not None else gettext(name)


def translate(text: Any) -> str:
    """A declared text (``N_``) or a ``Message`` in the reader's language."""
    return render(text) if isinstance(text, Message) else gettext(str(text))
