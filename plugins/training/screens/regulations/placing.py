"""Putting what is said of a clause right under its own words."""

import re
from collections.abc import Callable

from markupsafe import Markup

_MARKS = re.compile(
    r'(?P<open><(?:li class="clause"|section class="text-section")[^>]*>)'
    r'|(?P<nested><ol class="clauses"[^>]*>)'
    r"|(?P<close></div></li>|</section>)"
)
_IDENTITY = re.compile(r' id="c-([a-z2-7]+)"')


def placed(html: Markup, block: Callable[[str], Markup]) -> Markup:
    """The rendered text with ``block(uid)`` after the own words of each section and clause: before
    the clauses nested in it.

    The text's own HTML is escaped by the renderer, so that these marks are the renderer's.
    """
    source = str(html)
    pieces: list[str] = []
    waiting: list[str] = []
    """Those whose end is still ahead; empty where the block already stands."""
    last = 0

    def settle(position: int) -> None:
        nonlocal last
        if waiting and waiting[-1]:
            pieces.append(source[last:position])
            pieces.append(str(block(waiting[-1])))
            waiting[-1] = ""
            last = position

    for mark in _MARKS.finditer(source):
        if mark["open"]:
            named = _IDENTITY.search(mark["open"])
            waiting.append(named[1] if named else "")
            continue
        settle(mark.start())
        if mark["close"] and waiting:
            waiting.pop()
    pieces.append(source[last:])
    return Markup("".join(pieces))  # noqa: S704 - the pieces are markup already
