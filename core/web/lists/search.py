"""Text search in columns: every word somewhere, whatever the case, «ё» the same as «е»."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

MAX_QUERY = 200
MAX_WORDS = 8
_SAME = {"е": "ЕеЁё", "ё": "ЕеЁё"}


def tidy(text: str) -> str:
    """The text as it is searched for and kept in the address. NUL is refused by PostgreSQL."""
    return " ".join(text.replace("\0", " ").split())[:MAX_QUERY].rstrip()


def contains(expressions: Sequence[Any], text: str, dialect: str) -> ColumnElement[bool]:
    """Rows in which each word of ``text`` stands in at least one of the text ``expressions``.

    LIKE of SQLite knows no case but that of Latin letters, LOWER of PostgreSQL depends on the
    locale of its cluster. A pattern of character classes, «[Бб][Оо][Лл][Тт]», is the same on both:
    GLOB on SQLite, ~ on PostgreSQL.
    """
    words = [_classes(word, glob=dialect == "sqlite") for word in text.split()[:MAX_WORDS]]
    if dialect == "sqlite":
        return and_(*(or_(*(one.op("GLOB")(f"*{word}*") for one in expressions)) for word in words))
    return and_(*(or_(*(one.op("~")(word) for one in expressions)) for word in words))


def _classes(word: str, *, glob: bool) -> str:
    return "".join(_class(character, glob=glob) for character in word)


def _class(character: str, *, glob: bool) -> str:
    cases = _SAME.get(character.lower(), character.lower() + character.upper())
    if character.isalpha() and character.lower() != character.upper():
        return f"[{cases}]"
    if glob:
        return f"[{character}]" if character in "*?[" else character
    return "\\" + character if not character.isalnum() and character.isascii() else character
