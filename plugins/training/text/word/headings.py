"""Headings of any office program: the uppermost ones are sections."""

import re

from bs4 import BeautifulSoup, Tag

from plugins.training.text.word.cleaning import MARKER, style_of

_HEADING = re.compile("^h[1-6]$")
_TITLE_CLASSES = ("MsoTitle", "MsoSubtitle")
_TYPED_SECTION = re.compile(r"^\s*(?:\d+|[IVX]+)\.?\s+(?=\S)")
_SECTION, _DEEPEST = 2, 4
_OUTLINE = re.compile(r"mso-outline-level:\s*([1-3])")


def settle_headings(body: BeautifulSoup) -> None:
    """Number headings from ``h2`` on and free them of what a heading does not need."""
    _find_unstyled(body)
    headings = [tag for tag in body.find_all(_HEADING) if tag.get_text(strip=True)]
    levels = [int(tag.name[1]) for tag in headings]
    if len(levels) > 1 and levels.count(1) == 1 and levels[0] == 1:
        # A single uppermost heading over others is the document's own title.
        _to_bold(headings.pop(0))
        levels.pop(0)
    uppermost = min(levels, default=_SECTION)
    for tag, level in zip(headings, levels, strict=True):
        tag.name = f"h{min(_SECTION + level - uppermost, _DEEPEST)}"
        _strip(tag)
    for tag in body.find_all(class_=_TITLE_CLASSES):
        _to_bold(tag)
    for tag in body.find_all(_HEADING):
        if not tag.get_text(strip=True):
            tag.decompose()


def _find_unstyled(body: BeautifulSoup) -> None:
    """Paragraphs that Word's outline calls headings, and bold ones that begin with «1. »."""
    for tag in body.find_all("p"):
        outline = _OUTLINE.search(style_of(tag))
        if outline is not None:
            tag.name = f"h{outline[1]}"
        elif tag.find_parent(["li", "td", "th"]) is None and _is_typed_section(tag):
            tag.name = "h1"


def _is_typed_section(tag: Tag) -> bool:
    text = tag.get_text()
    numbered = _TYPED_SECTION.match(text) is not None or tag.select_one(f"[{MARKER}]") is not None
    return numbered and bool(text.strip()) and text.strip() == _bold_text(tag).strip()


def _bold_text(tag: Tag) -> str:
    return "".join(
        str(text) for text in tag.find_all(string=True) if text.find_parent(["b", "strong"])
    )


def _to_bold(tag: Tag) -> None:
    text = tag.get_text(" ", strip=True)
    tag.clear()
    tag.name = "p"
    tag.attrs = {}
    bold = Tag(name="b")
    bold.string = text
    tag.append(bold)


def _strip(tag: Tag) -> None:
    """The program numbers sections itself; the whole heading is bold anyway."""
    for inner in tag.select(f"[{MARKER}]"):
        inner.decompose()
    for inner in tag.find_all(["b", "strong", "p", "br"]):
        inner.unwrap() if inner.name != "br" else inner.replace_with(" ")
    tag.attrs = {}
    first = next(iter(tag.find_all(string=lambda text: bool(text and text.strip()))), None)
    if first is not None:
        first.replace_with(_TYPED_SECTION.sub("", str(first)))
