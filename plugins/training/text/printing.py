"""The text as blocks that a printed form sets: data alone, in the order of the text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from plugins.training.text.engine import BROKEN_NORM, NORM
from plugins.training.text.outline import Head, outline
from plugins.training.text.parsing import NormMark
from plugins.training.text.units import UnitOf, no_unit

Block: TypeAlias = dict[str, Any]
Run: TypeAlias = dict[str, Any]
SayNorm = Callable[[NormMark], str]
"""The value of a norm in words: the caller knows its unit and the language."""

_ALIGNMENTS = {"text-align:center": "center", "text-align:right": "right"}


@dataclass(frozen=True)
class _Look:
    """How the words being read look."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str = ""


def blocks(source: str, show_norm: SayNorm, unit_of: UnitOf = no_unit) -> list[Block]:
    """Blocks by ``kind``:

    ``section`` (number, runs), ``heading`` (runs), ``paragraph`` (runs), ``clause`` (number,
    level, blocks), ``list`` (ordered, items: blocks of each), ``table`` (align, head, rows: runs
    of each cell), ``quote`` (blocks), ``code`` (text), ``rule``.

    A run is {"text", "bold", "italic", "strike", "code", "norm", "link"}; a line break is the run
    whose text is ``\\n``. The words after a value agree with it where ``unit_of`` knows what it
    counts.
    """
    found = outline(source, unit_of)
    heads = {id(found.tokens[head.start]): head for head in found.heads}
    tree = SyntaxTreeNode(list(found.tokens))
    return _Setter(heads, show_norm).blocks(tree.children, None)


class _Setter:
    def __init__(self, heads: dict[int, Head], show_norm: SayNorm) -> None:
        self._heads = heads
        self._show_norm = show_norm

    def blocks(self, nodes: Sequence[SyntaxTreeNode], owner: Head | None) -> list[Block]:
        result: list[Block] = []
        for node in nodes:
            head = self._head(node)
            owner = head or owner
            result += self._block(node, head, owner)
        return result

    def _head(self, node: SyntaxTreeNode) -> Head | None:
        return self._heads.get(id(_opening(node)))

    def _block(self, node: SyntaxTreeNode, head: Head | None, owner: Head | None) -> list[Block]:
        if node.type == "heading" and head is not None:
            runs = self._runs_of(node, owner)
            return [{"kind": "section", "number": f"{head.number}.", "runs": runs}]
        if node.type in ("heading", "paragraph"):
            return [{"kind": node.type, "runs": self._runs_of(node, owner)}]
        if node.type in ("ordered_list", "bullet_list"):
            return self._list(node, owner)
        if node.type == "table":
            return [self._table(node, owner)]
        if node.type == "blockquote":
            return [{"kind": "quote", "blocks": self.blocks(node.children, owner)}]
        if node.type == "fence":
            return [{"kind": "code", "text": node.content.rstrip("\n")}]
        return [{"kind": "rule"}] if node.type == "hr" else []

    def _list(self, node: SyntaxTreeNode, owner: Head | None) -> list[Block]:
        """A list of clauses is so many clauses; any other is one block."""
        if self._head(node.children[0]) is not None:
            return [self._clause(item) for item in node.children]
        items = [self.blocks(item.children, owner) for item in node.children]
        return [{"kind": "list", "ordered": node.type == "ordered_list", "items": items}]

    def _clause(self, item: SyntaxTreeNode) -> Block:
        head = self._head(item)
        assert head is not None
        return {
            "kind": "clause",
            "number": head.number,
            "level": head.level,
            "blocks": self.blocks(item.children, head),
        }

    def _table(self, node: SyntaxTreeNode, owner: Head | None) -> Block:
        rows = [row for part in node.children for row in part.children]
        cells = [[self._runs_of(cell, owner) for cell in row.children] for row in rows]
        align = [
            _ALIGNMENTS.get(str(cell.attrs.get("style", "")), "left") for cell in rows[0].children
        ]
        return {"kind": "table", "align": align, "head": cells[0], "rows": cells[1:]}

    def _runs_of(self, node: SyntaxTreeNode, owner: Head | None) -> list[Run]:
        runs: list[Run] = []
        for inline in node.children:
            for child in inline.children:
                runs += self._runs(child, owner, _Look())
        return runs

    def _runs(self, node: SyntaxTreeNode, owner: Head | None, look: _Look) -> list[Run]:
        if node.type == NORM and node.token is not None:
            mark = NormMark.of(node.token, owner)
            return [_run(self._show_norm(mark), look, norm=True)]
        if node.type in ("text", BROKEN_NORM, "image"):
            return [_run(node.content, look)]
        if node.type == "code_inline":
            return [_run(node.content, look, code=True)]
        if node.type in ("softbreak", "hardbreak"):
            return [_run(" " if node.type == "softbreak" else "\n", look)]
        if node.type == "strong":
            look = replace(look, bold=True)
        elif node.type == "em":
            look = replace(look, italic=True)
        elif node.type == "s":
            look = replace(look, strike=True)
        elif node.type == "link":
            look = replace(look, link=str(node.attrs.get("href", "")))
        return [run for child in node.children for run in self._runs(child, owner, look)]


def _opening(node: SyntaxTreeNode) -> Token | None:
    return node.nester_tokens.opening if node.nester_tokens else node.token


def _run(text: str, look: _Look, *, norm: bool = False, code: bool = False) -> Run:
    # Only the web and mail can be reached from paper; an address within the program is words.
    link = look.link if look.link.startswith(("http", "mailto:")) else ""
    return {
        "text": text,
        "bold": look.bold,
        "italic": look.italic,
        "strike": look.strike,
        "code": code,
        "norm": norm,
        "link": link,
    }
