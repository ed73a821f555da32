"""The skeleton of a text: which token and which line belong to which section and clause.

A mark ``{#k3f9ab}`` carries the permanent identity of a clause. Marks are taken off before the
text is read, so the skeleton never depends on them: putting them back changes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from plugins.training.text.engine import agree, markdown
from plugins.training.text.units import UnitOf, no_unit

_MARK = re.compile(r"[ \t]*\{#([a-z0-9]{6})\}")
_TAIL = re.compile(r"[ \t]*\\?$")


@dataclass
class Head:
    """A section or a clause as it stands in the text.

    ``start`` and ``end`` are the tokens that it takes, the opening and the last one included;
    ``lines`` are the lines, the last excluded. ``line`` is the one that carries the mark; None
    where the clause does not begin with text, then there is nothing to carry it.
    """

    level: int
    number: str
    start: int
    end: int
    lines: tuple[int, int]
    line: int | None
    uid: str = ""
    parent: "Head | None" = None
    children: int = 0


@dataclass
class Outline:
    """A text read once: ``lines`` without marks, all tokens, heads in the order of the text."""

    lines: list[str]
    tokens: Sequence[Token]
    heads: list[Head] = field(default_factory=list)

    def owners(self) -> list[Head | None]:
        """For each token the innermost head that it belongs to; None in the preamble."""
        owners: list[Head | None] = [None] * len(self.tokens)
        for head in self.heads:
            owners[head.start : head.end + 1] = [head] * (head.end + 1 - head.start)
        return owners

    def own_lines(self) -> list[list[str]]:
        """For each head its lines without those of the clauses nested in it."""
        owners: list[int | None] = [None] * len(self.lines)
        for position, head in enumerate(self.heads):
            first, last = head.lines
            owners[first:last] = [position] * (last - first)
        own: list[list[str]] = [[] for _head in self.heads]
        for line, owner in zip(self.lines, owners, strict=True):
            if owner is not None:
                own[owner].append(line)
        return own


def outline(source: str, unit_of: UnitOf = no_unit) -> Outline:
    """Read a text. A mark that stands a second time counts for its first place only. With
    ``unit_of`` the words of the tokens agree with the values that they follow."""
    lines, marks = _unmarked(source)
    found = Outline(lines, markdown().parse("\n".join(lines)))
    if unit_of is not no_unit:
        for token in found.tokens:
            agree(token.children or (), unit_of)
    _find_heads(found)
    used: set[str] = set()
    for head in found.heads:
        uid = marks.get(head.line, "") if head.line is not None else ""
        if uid and uid not in used:
            head.uid = uid
            used.add(uid)
    return found


def without_marks(source: str) -> str:
    """The text as its author sees it."""
    return "\n".join(_unmarked(source)[0])


def marked(found: Outline) -> str:
    """The text with the mark of each head that has one at the end of its line."""
    lines = list(found.lines)
    for head in found.heads:
        if head.line is not None and head.uid:
            lines[head.line] = _with_mark(lines[head.line], head)
    return "\n".join(lines)


def _with_mark(line: str, head: Head) -> str:
    tail = _TAIL.search(line)
    assert tail is not None
    # Two spaces or a backslash at the end break the line: they must stay the last.
    return f"{line[: tail.start()]} {{#{head.uid}}}{tail.group()}"


def _unmarked(source: str) -> tuple[list[str], dict[int, str]]:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks: dict[int, str] = {}
    for index, line in enumerate(lines):
        found = _MARK.search(line)
        if found is not None:
            marks[index] = found[1]
            lines[index] = _MARK.sub("", line)
    return lines, marks


def _find_heads(found: Outline) -> None:
    """Walk the tokens once. Only lists that stand straight in a section, and ordered lists
    straight in their items, are clauses: a numbered list inside a bullet is not."""
    section: Head | None = None
    sections = 0
    open_heads: list[Head | None] = []
    for index, token in enumerate(found.tokens):
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0:
            _close(section, index - 1, _start(token), found)
            sections += 1
            section = _section(found, index, token, sections)
        elif token.type == "list_item_open":
            parent = _parent(found, token, section, open_heads)
            open_heads.append(_clause(found, index, token, parent) if parent else None)
        elif token.type == "list_item_close":
            head = open_heads.pop()
            if head is not None:
                head.end = index
    _close(section, len(found.tokens) - 1, len(found.lines), found)


def _start(token: Token) -> int:
    assert token.map is not None
    return token.map[0]


def _section(found: Outline, index: int, token: Token, number: int) -> Head:
    line = _start(token)
    head = Head(1, str(number), index, index, (line, line + 1), line)
    found.heads.append(head)
    return head


def _close(section: Head | None, last: int, line: int, found: Outline) -> None:
    if section is not None:
        section.end = last
        section.lines = (section.lines[0], line)


def _parent(
    found: Outline, token: Token, section: Head | None, open_heads: list[Head | None]
) -> Head | None:
    """What the item of a list is a clause of; None where it is no clause."""
    if token.markup not in (".", ")"):
        return None
    if token.level == 1:
        return section
    if not open_heads or open_heads[-1] is None:
        return None
    # The item's list must stand straight in the item above: two levels of tokens between them.
    above = open_heads[-1]
    return above if token.level - found.tokens[above.start].level == 2 else None


def _clause(found: Outline, index: int, token: Token, parent: Head) -> Head:
    parent.children += 1
    assert token.map is not None
    first = found.tokens[index + 1]
    line = _start(first) if first.type == "paragraph_open" else None
    head = Head(
        parent.level + 1,
        f"{parent.number}.{parent.children}",
        index,
        index,
        (token.map[0], token.map[1]),
        line,
        parent=parent,
    )
    found.heads.append(head)
    return head
