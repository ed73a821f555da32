"""Walking a sorted list page by page by the last row seen, never by an offset.

Rows are ordered by the column and then by the key in the same direction, so a page begins with
one comparison of pairs, ``(value, key) > (last value, last key)``, which both databases answer
from an index. Empty values come last in either direction. SQLite and PostgreSQL disagree on where
NULLs stand, hence rows with a value and rows without are two ranges, walked one after the other.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    String,
    func,
    literal,
    tuple_,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

MAX_TEXT = 400
"""Longer texts are ordered by so many first characters: an address has its limits."""
MAX_INTEGER = 2**63 - 1
MAX_NUMBER = Decimal(10) ** 12


@dataclass(frozen=True)
class Cursor:
    """The last row seen: under which order, its value in that order, its key."""

    sort: str
    value: Any
    key: int


@dataclass(frozen=True)
class Segment:
    """One range of the walk: a condition, and the expressions to order it by."""

    condition: ColumnElement[bool]
    order: tuple[ColumnElement[Any], ...]


def orderable(expression: Any) -> Any:
    """The expression by which rows are really ordered and whose values go into cursors."""
    kind = expression.type
    if isinstance(kind, String) and (kind.length is None or kind.length > MAX_TEXT):
        return func.substr(expression, 1, MAX_TEXT, type_=String(MAX_TEXT))
    return expression


def segments(
    expression: Any, key: Any, *, descending: bool, cursor: Cursor | None
) -> Iterator[Segment]:
    """The ranges of rows behind the cursor, in order: those with a value, those without."""
    order = (expression.desc(), key.desc()) if descending else (expression.asc(), key.asc())
    if cursor is None:
        yield Segment(expression.is_not(None), order)
    elif cursor.value is not None:
        here = tuple_(expression, key)
        last = tuple_(literal(cursor.value, expression.type), literal(cursor.key, key.type))
        behind = here < last if descending else here > last
        yield Segment(expression.is_not(None) & behind, order)
    empty = expression.is_(None)
    if cursor is not None and cursor.value is None:
        empty = empty & (key < cursor.key if descending else key > cursor.key)
    yield Segment(empty, order[1:])


def encode(cursor: Cursor) -> str:
    """The cursor as one word of the address."""
    value = cursor.value
    if isinstance(value, Decimal | datetime | date):
        value = value.isoformat() if isinstance(value, date) else str(value)
    packed = json.dumps([cursor.sort, value, cursor.key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).rstrip(b"=").decode()


def decode(text: str, sort: str, kind: TypeEngine[Any]) -> Cursor | None:
    """The cursor of an address for a list sorted so, by an expression of that SQL type.

    None for anything that was not made by ``encode`` for the same order: a broken link, a link
    whose order was changed by hand. What is returned the database will accept.
    """
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        made_for, value, key = json.loads(packed)
        if made_for != sort or type(key) is not int or abs(key) > MAX_INTEGER:
            return None
        return Cursor(sort, value if value is None else _restore(value, kind), key)
    except (binascii.Error, ValueError, TypeError, RecursionError, InvalidOperation):
        return None


def _restore(value: Any, kind: TypeEngine[Any]) -> Any:
    """The value as the type wants it; ValueError or TypeError where it does not fit."""
    scaled = isinstance(kind, TypeDecorator)
    stored = kind.impl if isinstance(kind, TypeDecorator) else kind
    if isinstance(stored, String):
        return _checked(
            value, isinstance(value, str) and len(value) <= MAX_TEXT and "\0" not in value
        )
    if isinstance(stored, DateTime):
        moment = datetime.fromisoformat(value)
        return _checked(moment, not scaled or moment.tzinfo is not None)
    if isinstance(stored, Date):
        return date.fromisoformat(value)
    if isinstance(stored, Boolean):
        return _checked(value, isinstance(value, bool))
    if isinstance(stored, Numeric) or (scaled and isinstance(value, str)):
        number = Decimal(value)
        return _checked(number, number.is_finite() and abs(number) <= MAX_NUMBER)
    if isinstance(stored, Integer):
        return _checked(value, type(value) is int and abs(value) <= MAX_INTEGER)
    raise ValueError(f"a list cannot be sorted by {kind!r}")


def _checked(value: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError("a value of another kind")
    return value
