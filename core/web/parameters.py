"""Whole numbers of addresses, queries and forms: never more than a column can be asked for."""

import re
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

# technical: a signed number of eight bytes, which keys are on both databases, holds any of these.
MAX_DIGITS = 18
NOBODY = 10**MAX_DIGITS
"""What a longer number stands for: a key that no row has. «Nothing chosen» would be a lie."""
_WHOLE = re.compile(r"-?\d+")


def whole_number(text: str) -> int:
    """A key, a version, a place in a list. Raises ValueError where the text is something else.

    Numbers that databases do not take (and Python does not read, from 4300 digits on) become
    ``NOBODY``, so that they are looked for and not found as any other.
    """
    typed = text.strip()
    if not _WHOLE.fullmatch(typed):
        raise ValueError(text)
    if len(typed.lstrip("-")) > MAX_DIGITS:
        return -NOBODY if typed.startswith("-") else NOBODY
    return int(typed)


class Key(IntegerConverter):
    """``<int:…>`` of every route: a longer number is the address of no page."""

    regex = rf"\d{{1,{MAX_DIGITS}}}"


class _Parameters(ImmutableMultiDict[str, Any]):
    """Fields of a query or a form; ``get(…, type=int)`` reads them by ``whole_number``."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:
        return super().get(key, default, whole_number if type is int else type)


class AppRequest(Request):
    """A request whose numbers can be given to the database as they are."""

    parameter_storage_class = _Parameters


def init_app(app: Flask) -> None:
    """Attach: before any route is registered."""
    app.url_map.converters["int"] = Key
    app.request_class = AppRequest
