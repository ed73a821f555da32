"""Clipboard HTML without what is not text: what is left means the same in every office program."""

import re

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PreformattedString

MARKER = "data-list-marker"
"""On the span that holds «1.» or «·» drawn by Word itself."""

_FRAGMENT = re.compile(r"<!--StartFragment-->(.*)<!--EndFragment-->", re.DOTALL)
_MARKERS = re.compile(
    r"<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>", re.DOTALL
)
_CONDITIONALS = re.compile(r"<!--\[if [^\]]*\]>.*?<!\[endif\]-->|<!\[(?:if|endif)[^>]*>", re.DOTALL)
_UNWANTED = (
    "head",
    "meta",
    "link",
    "title",
    "style",
    "script",
    "xml",
    "img",
    "del",
    "svg",
    "button",
)
_WORD_COMMENT = re.compile(r"mso-(?:comment|element:comment|footnote)", re.IGNORECASE)
# Not «mso-bidi-font-weight», which is about Arabic.
_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![-\w])font-style:\s*italic", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_DEEPEST = 100
"""Elements within one another: Word's tables in tables in text stay below thirty."""
_BREAKS = re.compile(r"[ \t\r\n]+")


def clean(html: str) -> BeautifulSoup | None:
    """The body alone, with bold and italic told by tags and list markers told by ``MARKER``.

    None where elements are nested deeper than any document has them.
    """
    fragment = _FRAGMENT.search(html)
    html = fragment[1] if fragment else html
    html = _MARKERS.sub(rf"<span {MARKER}>\1</span>", html)
    html = _closed(_INVISIBLE.sub("", _CONDITIONALS.sub("", html)))
    body = BeautifulSoup(html, "html.parser")
    if _is_too_deep(body):
        return None
    for text in body.find_all(string=lambda text: isinstance(text, PreformattedString)):
        if isinstance(text, Comment | PreformattedString):
            text.extract()
    for tag in body.find_all(_UNWANTED):
        tag.decompose()
    for tag in body.find_all(True):
        if not tag.decomposed:
            _settle(tag)
    for text in body.find_all(string=True):
        # Word breaks the lines of its source wherever it likes.
        text.replace_with(_BREAKS.sub(" ", str(text)))
    return body


def _closed(html: str) -> str:
    """Without the comment that nothing ends: for a browser it goes on to the end, for the parser
    it is text."""
    last_end = html.rfind("-->")
    begun = html.find("<!--", last_end + 3 if last_end >= 0 else 0)
    return html[:begun] if begun >= 0 else html


def _is_too_deep(body: BeautifulSoup) -> bool:
    level: list[Tag] = [body]
    for _depth in range(_DEEPEST):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    return bool(level)


def style_of(tag: Tag) -> str:
    """The style attribute; empty where there is none."""
    return str(tag.get("style") or "")


def _settle(tag: Tag) -> None:
    style = style_of(tag)
    if _WORD_COMMENT.search(style):
        tag.decompose()
    elif "mso-list:ignore" in style.lower().replace(" ", ""):
        tag.attrs = {MARKER: ""}
    elif ":" in tag.name or tag.name in ("ins", "font", "u"):
        tag.unwrap()
    elif tag.name in ("b", "strong") and _NOT_BOLD.search(style):
        # Google Docs wraps all that is copied in one <b> that is not bold.
        tag.unwrap()
    elif tag.name == "span":
        _tell_weight(tag, style)
    elif tag.name == "a" and not str(tag.get("href") or "").startswith(("http", "mailto:")):
        tag.unwrap()


def _tell_weight(span: Tag, style: str) -> None:
    in_heading = span.find_parent(re.compile("^h[1-6]$")) is not None
    if _BOLD.search(style) and not in_heading:
        span.name = "b"
    elif _ITALIC.search(style):
        span.name = "i"
    elif MARKER not in span.attrs:
        span.unwrap()
