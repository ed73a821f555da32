"""Both versions of a document that two people have changed at once, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.documents import history
from core.documents.models import Document
from core.web.identity import current_actor
from core.web.messages import said_name

# technical: what stands on a screen beside the other version; the whole unfolds.
LONG = 240
AROUND = 60

WordedLines = Sequence[tuple[int | None, str]]
"""Lines of a document in order: key of a saved one, and the line in words."""


@dataclass(frozen=True)
class ClashRow:
    """One thing in both versions."""

    title: str
    mine: str
    theirs: str

    @property
    def mine_cut(self) -> str:
        """Of a long text, the part that differs, with a little around it."""
        return _cut(self.mine, self.theirs)

    @property
    def theirs_cut(self) -> str:
        """Of a long text, the part that differs, with a little around it."""
        return _cut(self.theirs, self.mine)


@dataclass(frozen=True)
class Clash:
    """What ``components/clash.html`` draws. ``who`` saved the other version; ``rows`` differ.

    ``own``: it was the same person, in another window.
    """

    who: str
    at: datetime
    rows: Sequence[ClashRow]
    own: bool


def document_clash(
    session: Session,
    document: Document,
    header: Mapping[str, tuple[str, str]],
    mine: WordedLines,
    theirs: WordedLines,
) -> Clash:
    """What differs between what a person has typed and what somebody saved meanwhile.

    ``header``: title of a field → (mine, theirs). Lines stand in the order of mine, each beside
    its other self; those that only the other version has come last.
    """
    last = history.entries(session, document)[-1]
    rows = [ClashRow(title, *pair) for title, pair in header.items()]
    rows += _lines_side_by_side(mine, theirs)
    return Clash(
        said_name(last.actor_name, last.actor_id),
        last.at,
        [row for row in rows if row.mine != row.theirs],
        last.actor_id is not None and last.actor_id == current_actor().user_id,
    )


def _same(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )


def _cut(text: str, other: str) -> str:
    """The text without what is the same at its beginning and end; short ones stay whole."""
    if len(text) <= LONG:
        return text
    start = _same(text, other)
    left, right = text[start:], other[start:]
    same_end = _same(left[::-1], right[::-1])
    first = max(0, start - AROUND)
    last = min(len(text) - same_end + AROUND, first + LONG)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _lines_side_by_side(mine: WordedLines, theirs: WordedLines) -> list[ClashRow]:
    rest = {key: (number, words) for number, (key, words) in enumerate(theirs, start=1)}
    rows: list[ClashRow] = []
    for number, (key, words) in enumerate(mine, start=1):
        _number, other = rest.pop(key, (0, "")) if key is not None else (0, "")
        rows.append(ClashRow(_("Строка %(number)s", number=number), words, other))
    for number, words in rest.values():
        rows.append(ClashRow(_("Строка %(number)s сохранённой версии", number=number), "", words))
    return rows
