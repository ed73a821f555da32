"""Markdown for printed forms: the blocks that ``markup.typ`` sets.

A text of the house (help, courses) is set from the same source that its screen shows. A link keeps
its words only: paper leads nowhere.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from markdown_it.token import Token

from core.kernel.markdown import parsed
from core.printing.render import Json

Block: TypeAlias = dict[str, Json]
_MARKS = {"strong": "bold", "em": "italic", "s": "struck"}


def blocks(source: str) -> list[Block]:
    """The text as ``set-blocks`` of ``markup.typ`` takes it.

    Kinds: heading (level, spans), paragraph (spans), list (ordered, items of blocks), quote
    (blocks), code (text), table (head and rows of cells of spans), rule. A span has its text and
    the marks that are on: bold, italic, struck, code.
    """
    return list(_blocks(_Reader(parsed(source)), ""))


class _Reader:
    """Tokens one after another."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._rest = list(reversed(tokens))

    def next(self) -> Token | None:
        """The next token; None at the end."""
        return self._rest.pop() if self._rest else None


def _blocks(reader: _Reader, until: str) -> Iterator[Block]:
    while (token := reader.next()) is not None and token.type != until:
        found = _block(token, reader)
        if found is not None:
            yield found


def _block(token: Token, reader: _Reader) -> Block | None:
    if token.type == "heading_open":
        return {"kind": "heading", "level": int(token.tag[1:]), "spans": _inline(reader)}
    if token.type == "paragraph_open":
        return {"kind": "paragraph", "spans": _inline(reader)}
    if token.type in {"bullet_list_open", "ordered_list_open"}:
        ordered = token.type == "ordered_list_open"
        items = list(_items(reader, token.type.replace("_open", "_close")))
        return {"kind": "list", "ordered": ordered, "items": items}
    if token.type == "blockquote_open":
        return {"kind": "quote", "blocks": list(_blocks(reader, "blockquote_close"))}
    if token.type in {"fence", "code_block"}:
        return {"kind": "code", "text": token.content.rstrip("\n")}
    if token.type == "table_open":
        return {"kind": "table", "rows": list(_rows(reader))}
    if token.type == "hr":
        return {"kind": "rule"}
    return None


def _items(reader: _Reader, until: str) -> Iterator[list[Block]]:
    while (token := reader.next()) is not None and token.type != until:
        if token.type == "list_item_open":
            yield list(_blocks(reader, "list_item_close"))


def _rows(reader: _Reader) -> Iterator[list[Json]]:
    row: list[Json] = []
    while (token := reader.next()) is not None and token.type != "table_close":
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(_spans(token))
        elif token.type == "tr_close":
            yield row


def _inline(reader: _Reader) -> list[Block]:
    token = reader.next()
    return _spans(token) if token is not None and token.type == "inline" else []


def _spans(token: Token) -> list[Block]:
    on: set[str] = set()
    found: list[Block] = []
    for child in token.children or ():
        mark = _MARKS.get(child.tag)
        if mark is not None:
            (on.add if child.nesting > 0 else on.discard)(mark)
        elif child.type in {"softbreak", "hardbreak"}:
            found.append({"text": " " if child.type == "softbreak" else "\n"})
        elif child.content:
            marks = {*on, *({"code"} if child.type == "code_inline" else ())}
            found.append({"text": child.content, **dict.fromkeys(sorted(marks), True)})
    return found
