"""The text as a reader sees it: safe HTML with numbers beside sections and clauses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from core.sdk import PageRenderer
from plugins.training.text.engine import BROKEN_NORM, NORM, markdown
from plugins.training.text.glossary import Glossary, Meaning, ShowTerm
from plugins.training.text.outline import Head, Outline, outline
from plugins.training.text.parsing import NormMark
from plugins.training.text.units import UnitOf, no_unit

ShowNorm = Callable[[NormMark], Markup]
"""How a norm looks: the caller knows its unit, its explanation and the language."""
PREAMBLE = "preamble"
"""What stands before the first section, where there are sections, by this name in their place."""
TERM = "term"
"""The type of the tokens that stand for words that are defined somewhere."""


@dataclass(frozen=True)
class Terms:
    """What is defined, and how it looks where it is named."""

    glossary: Glossary
    show: ShowTerm


def render(
    source: str, show_norm: ShowNorm, terms: Terms | None = None, unit_of: UnitOf = no_unit
) -> Markup:
    """Each section in ``<section data-section="uid" id="c-uid">``, what stands before the first
    one in a ``<div>`` with a ``data-section`` of its own, each clause in ``<li id="c-uid">``;
    sections and clauses with their number as text. HTML in the source stays text; a link may lead
    to the web or to mail only; a picture must be of this very site.

    What ``terms`` define is explained where each section and each clause first names it, save in
    headings, links and code, and save where it is defined itself. The words after a value agree
    with it where ``unit_of`` knows what it counts.
    """
    found = outline(source, unit_of)
    renderer = _Renderer(found, show_norm, terms)
    # The options are those of the reader: nothing of it is configured per text.
    return Markup(renderer.render(found.tokens, markdown().options, {}))  # noqa: S704


class _Renderer(PageRenderer):
    """Draws the tokens of one text; knows where its sections and clauses begin and end."""

    def __init__(self, found: Outline, show_norm: ShowNorm, terms: Terms | None) -> None:
        super().__init__()
        self._show_norm = show_norm
        self._terms = terms
        self._explained: set[tuple[str, tuple[Meaning, ...]]] = set()
        self._starts: Mapping[int, Head] = {head.start: head for head in found.heads}
        self._first_section = min((head.start for head in found.heads), default=0)
        self._section_ends = {head.end for head in found.heads if head.level == 1}
        self._clause_ends = {head.end for head in found.heads if head.level > 1}
        self._clause_lists = _lists_of_clauses(found)
        self._owners = found.owners()
        self._owner: Head | None = None
        self.rules[NORM] = self._norm
        self.rules[BROKEN_NORM] = self._broken_norm
        self.rules[TERM] = self._term

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        pieces: list[str] = []
        if self._first_section > 0:
            pieces.append(
                f'<div class="text-preamble" data-section="{PREAMBLE}" id="c-{PREAMBLE}">\n'
            )
        for index, token in enumerate(tokens):
            if index == self._first_section > 0:
                pieces.append("</div>\n")
            self._owner = self._owners[index]
            pieces.append(self._opening(index, token, tokens, options, env))
            if index in self._clause_ends:
                pieces.append("</div></li>\n")
            if index in self._section_ends:
                pieces.append("</section>\n")
        return "".join(pieces)

    def _opening(
        self,
        index: int,
        token: Token,
        tokens: Sequence[Token],
        options: OptionsDict,
        env: EnvType,
    ) -> str:
        if token.type == "inline":
            children = token.children or []
            if self._terms is not None and tokens[index - 1].type != "heading_open":
                children = list(self._with_terms(children, self._terms.glossary))
            return self.renderInline(children, options, env)
        head = self._starts.get(index)
        if head is not None and head.level == 1:
            identity = f' data-section="{head.uid}" id="c-{head.uid}"' if head.uid else ""
            return f'<section class="text-section"{identity}><h2>{_number(head)}'
        if head is not None:
            identity = f' id="c-{head.uid}"' if head.uid else ""
            return f'<li class="clause"{identity}>{_number(head)}<div class="clause-body">'
        if index in self._clause_ends:
            return ""
        if index in self._clause_lists:
            # Without list marks some readers of the screen would not call it a list.
            return '<ol class="clauses" role="list">\n'
        if token.type in self.rules:
            return self.rules[token.type](tokens, index, options, env)
        return self.renderToken(tokens, index, options, env)

    def table_open(self, *_rest: Any) -> str:
        # A wide table is scrolled by the keyboard too.
        return '<div class="table-frame text-table" tabindex="0"><table class="table">\n'

    def table_close(self, *_rest: Any) -> str:
        return "</table></div>\n"

    def _norm(
        self, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
    ) -> str:
        return str(escape(self._show_norm(NormMark.of(tokens[index], self._owner))))

    def _broken_norm(
        self, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
    ) -> str:
        return f'<mark class="text-fault">{escape(tokens[index].content)}</mark>'

    def _with_terms(self, children: Sequence[Token], glossary: Glossary) -> Iterator[Token]:
        """The pieces of a paragraph with tokens of their own for what is to be explained. A phrase
        may go on in the next line of the source."""
        words, links = "", 0
        for child in children:
            links += child.nesting if child.type in ("link_open", "link_close") else 0
            if not links and child.type in ("text", "softbreak"):
                words += child.content or "\n" * (child.type == "softbreak")
                continue
            yield from self._told(words, glossary)
            words = ""
            yield child
        yield from self._told(words, glossary)

    def _told(self, words: str, glossary: Glossary) -> Iterator[Token]:
        number = self._owner.number if self._owner else ""
        last = 0
        for use in glossary.uses(words):
            place = (number, use.meanings)
            if place in self._explained or _defines(number, use.meanings):
                continue
            self._explained.add(place)
            yield Token("text", "", 0, content=words[last : use.start])
            meta = {"meanings": use.meanings}
            yield Token(TERM, "", 0, content=words[use.start : use.end], meta=meta)
            last = use.end
        yield Token("text", "", 0, content=words[last:])

    def _term(
        self, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
    ) -> str:
        assert self._terms is not None
        token = tokens[index]
        return str(escape(self._terms.show(token.content, token.meta["meanings"])))


def _defines(number: str, meanings: Sequence[Meaning]) -> bool:
    """Whether this is the clause that defines it."""
    return any(not one.source and one.term.clause_number == number for one in meanings)


def _number(head: Head) -> str:
    point = "." if head.level == 1 else ""
    return f'<span class="clause-number">{head.number}{point}</span> '


def _lists_of_clauses(found: Outline) -> set[int]:
    """The openings of the lists whose items are clauses."""
    lists: set[int] = set()
    for head in found.heads:
        if head.level > 1:
            above = found.tokens[head.start].level - 1
            lists.add(
                next(
                    index
                    for index in range(head.start - 1, -1, -1)
                    if found.tokens[index].level == above
                    and found.tokens[index].type == "ordered_list_open"
                )
            )
    return lists
