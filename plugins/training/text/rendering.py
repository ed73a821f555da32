"""The text as a reader sees it: safe HTML with numbers beside sections and clauses."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from core.sdk import PageRenderer
from plugins.training.text.engine import BROKEN_NORM, NORM, markdown
from plugins.training.text.outline import Head, Outline, outline
from plugins.training.text.parsing import NormMark

ShowNorm = Callable[[NormMark], Markup]
"""How a norm looks: the caller knows its unit, its explanation and the language."""


def render(source: str, show_norm: ShowNorm) -> Markup:
    """Each section in ``<section data-section="uid" id="c-uid">``, each clause in
    ``<li id="c-uid">``, both with their number as text. HTML in the source stays text; a link may
    lead to the web or to mail only; a picture must be of this very site."""
    found = outline(source)
    renderer = _Renderer(found, show_norm)
    # The options are those of the reader: nothing of it is configured per text.
    return Markup(renderer.render(found.tokens, markdown().options, {}))  # noqa: S704


class _Renderer(PageRenderer):
    """Draws the tokens of one text; knows where its sections and clauses begin and end."""

    def __init__(self, found: Outline, show_norm: ShowNorm) -> None:
        super().__init__()
        self._show_norm = show_norm
        self._starts: Mapping[int, Head] = {head.start: head for head in found.heads}
        self._section_ends = {head.end for head in found.heads if head.level == 1}
        self._clause_ends = {head.end for head in found.heads if head.level > 1}
        self._clause_lists = _lists_of_clauses(found)
        self._owners = found.owners()
        self._owner: Head | None = None
        self.rules[NORM] = self._norm
        self.rules[BROKEN_NORM] = self._broken_norm

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        pieces: list[str] = []
        for index, token in enumerate(tokens):
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
            return self.renderInline(token.children or [], options, env)
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
