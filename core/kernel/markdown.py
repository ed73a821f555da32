"""Markdown of people who write for others: help pages, courses, regulations. HTML in it stays text.

The policy of the pages forbids style attributes, so the alignment of a table's column is a class.
A picture must be of this very site; a link may lead anywhere the reader of Markdown allows (no
``javascript:``), in which case it does not tell where it was followed from.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

_TOP = "top"
_ALIGNMENTS = {
    "text-align:left": "align-start",
    "text-align:center": "align-center",
    "text-align:right": "align-end",
}


class PageRenderer(RendererHTML):
    """HTML as the pages allow it: links, pictures and the cells of tables. How its headings and
    tables look, a kind of text says in a subclass: a method by the type of the token."""

    def th_open(self, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
        """A cell of the heading says to readers of the screen that it heads a column."""
        return _cell(tokens[index], ' scope="col"')

    def td_open(self, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
        """A cell, aligned by a class."""
        return _cell(tokens[index], "")

    def link_open(self, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
        """A link to outside does not tell where it was followed from."""
        address = str(tokens[index].attrGet("href") or "")
        outside = "" if address.startswith(("/", "#")) else ' rel="noopener noreferrer"'
        return f'<a href="{escape(address)}"{outside}>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture of this site; of any other, its words."""
        address = str(tokens[idx].attrGet("src") or "")
        words = escape(tokens[idx].content)
        if not address.startswith("/") or address.startswith("//"):
            return str(words)
        return f'<img src="{escape(address)}" alt="{words}" loading="lazy">'


class _Renderer(PageRenderer):
    """Help pages and courses: headings below that of their page, wide tables in a frame."""

    def heading_open(
        self, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
    ) -> str:
        return f"<{_level(tokens[index], env)}>"

    def heading_close(
        self, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
    ) -> str:
        return f"</{_level(tokens[index], env)}>\n"

    def table_open(self, *_rest: Any) -> str:
        return '<div class="table-scroll"><table class="table">\n'

    def table_close(self, *_rest: Any) -> str:
        return "</table></div>\n"


def _level(token: Token, env: EnvType) -> str:
    """«#» and «##» are the topmost headings of a text alike: its page has the first one."""
    return f"h{min(6, max(2, int(token.tag[1:])) + env[_TOP] - 2)}"


def _cell(token: Token, scope: str) -> str:
    alignment = _ALIGNMENTS.get(str(token.attrGet("style") or ""))
    look = f' class="{alignment}"' if alignment else ""
    return f"<{token.tag}{look}{scope}>"


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    # A line of dashes is a rule, never a heading.
    return reader.enable(["table", "strikethrough"]).disable(["lheading", "html_block"])


def marked_up(source: str, top: int = 2) -> Markup:
    """Safe HTML of a Markdown text; ``top`` is the level of its topmost headings, 2 to 6."""
    drawn = _reader().render(source, {_TOP: top})
    return Markup(drawn)  # noqa: S704 - the reader lets no HTML through


def parsed(source: str) -> list[Token]:
    """The tokens of a Markdown text, for whoever sets it otherwise than in HTML."""
    return _reader().parse(source)


def words_of(source: str) -> str:
    """The bare words of a Markdown text, for a search."""
    found: list[str] = []
    for token in parsed(source):
        if token.children:
            found += [child.content for child in token.children if child.content]
            found.append("\n")
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
    return " ".join(found)
