"""Lists: Word draws them as paragraphs, others nest them each in its own way."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from plugins.training.text.word.cleaning import MARKER, style_of

_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d)", re.IGNORECASE)
_TYPED = re.compile(r"^\s*(\d+(?:\.\d+)*)(?:[.)]\s*|\s+)(?=\S)")
_TYPED_BULLET = re.compile(r"^\s*[•·▪◦●–—-]\s+(?=\S)")
_COUNTED = re.compile(r"^\(?(?:[\w]{1,4}|[\d.]+)[.)]\)?$")
_DEEPEST = 3


@dataclass
class _Item:
    """A paragraph that is an item of a list."""

    tag: Tag
    level: int
    ordered: bool


def build_lists(body: BeautifulSoup) -> None:
    """Every list as ``ol`` and ``ul`` properly nested."""
    _unroll_online_lists(body)
    for nested in body.find_all(["ol", "ul"]):
        _move_into_item_above(nested)
    for item in body.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            # A paragraph alone would set the items apart by empty lines.
            paragraphs[0].unwrap()
    parents: list[Tag] = []
    for paragraph in body.find_all("p"):
        if paragraph.parent is not None and paragraph.parent not in parents:
            parents.append(paragraph.parent)
    for parent in parents:
        if parent.name not in ("li", "td", "th"):
            _build_among(parent)


def _unroll_online_lists(body: BeautifulSoup) -> None:
    """Word in the browser gives each item a list of its own and says the level beside it."""
    for item in body.find_all("li", attrs={"data-aria-level": True}):
        holder = item.parent
        if holder is None or holder.name not in ("ol", "ul"):
            continue
        paragraph = Tag(name="p", attrs={"data-level": str(item["data-aria-level"])})
        paragraph["data-kind"] = holder.name
        for child in list(item.children):
            paragraph.append(child)
        for inner in paragraph.find_all("p"):
            inner.unwrap()
        outer = holder
        while outer.parent is not None and outer.parent.name == "div" and _is_alone(outer):
            outer = outer.parent
        outer.insert_before(paragraph)
        item.decompose()
        if holder.find("li") is None:
            outer.decompose()


def _is_alone(tag: Tag) -> bool:
    assert tag.parent is not None
    return len(tag.parent.find_all(True, recursive=False)) == 1


def _move_into_item_above(nested: Tag) -> None:
    """``<ol><li>…</li><ol>…</ol></ol>``: the inner list belongs to the item before it."""
    if nested.parent is None or nested.parent.name not in ("ol", "ul"):
        return
    above = nested.find_previous_sibling("li")
    if isinstance(above, Tag):
        above.append(nested.extract())
    else:
        nested.unwrap()


def _build_among(parent: Tag) -> None:
    """Paragraphs between two headings are one run: their levels are counted from its uppermost."""
    run: list[_Item | Tag] = []
    for child in [child for child in parent.children if isinstance(child, Tag)]:
        item = _item_of(child)
        if item is not None:
            run.append(item)
        elif child.name == "p":
            run.append(child)
        else:
            _build_run(run)
            run = []
    _build_run(run)


def _item_of(tag: Tag) -> _Item | None:
    if tag.name != "p":
        return None
    if tag.get("data-level"):
        return _Item(tag, int(str(tag["data-level"])), tag["data-kind"] == "ol")
    level = _LEVEL.search(style_of(tag))
    marker = _cut_drawn_marker(tag)
    if level is not None or marker:
        if not marker:
            marker = _cut_typed_marker(tag)
        return _Item(
            tag, int(level[1]) if level else 1, bool(_COUNTED.match(marker)) and marker != "o"
        )
    return _typed_item(tag)


def _cut_drawn_marker(tag: Tag) -> str:
    markers = tag.select(f"[{MARKER}]")
    drawn = markers[0].get_text().strip() if markers else ""
    for marker in markers:
        # One may stand inside another, and is gone with it.
        if not marker.decomposed:
            marker.decompose()
    return drawn


def _cut_typed_marker(tag: Tag) -> str:
    """A browser may have taken the style off the marker and left it among the words."""
    first = _first_text(tag)
    found = re.match(r"^\s*(\S{1,8})\s+", str(first)) if first is not None else None
    if first is None or found is None or not (_COUNTED.match(found[1]) or len(found[1]) == 1):
        return ""
    first.replace_with(str(first)[found.end() :])
    return found[1]


def _typed_item(tag: Tag) -> _Item | None:
    """«3.2. Менеджер …» with the number typed by hand."""
    text = tag.get_text()
    typed = _TYPED.match(text)
    bullet = _TYPED_BULLET.match(text)
    first = _first_text(tag)
    if first is None or (typed is None and bullet is None):
        return None
    if bullet is not None:
        found, level = _TYPED_BULLET.match(str(first)), _DEEPEST + 1
    else:
        found, level = _TYPED.match(str(first)), str(typed[1] if typed else "").count(".") + 1
        if level == 1 and not re.match(r"^\s*\d+[.)]\s", text):
            return None
    if found is None:
        return None
    first.replace_with(str(first)[found.end() :])
    return _Item(tag, level, bullet is None)


def _first_text(tag: Tag) -> PageElement | None:
    return next((text for text in tag.find_all(string=True) if str(text).strip()), None)


def _build_run(run: list["_Item | Tag"]) -> None:
    items = [one for one in run if isinstance(one, _Item)]
    if not items:
        return
    uppermost = min(one.level for one in items)
    above: list[tuple[int, Tag, Tag]] = []
    for position, one in enumerate(run):
        if isinstance(one, Tag):
            follower = _next_item(run, position)
            if above and follower is not None and follower.level > uppermost:
                # Words between an item and its own nested items are words of the item.
                above[0][2].append(one.extract())
            elif one.get_text(strip=True):
                above = []
            continue
        level = one.level - uppermost
        while above and above[-1][0] > level:
            above.pop()
        kind = "ol" if one.ordered else "ul"
        if above and above[-1][0] == level and above[-1][1].name != kind:
            above.pop()
        place = one.tag
        if above and above[-1][0] == level:
            holder = above.pop()[1]
        else:
            holder = Tag(name=kind)
            if above:
                above[-1][2].append(holder)
            else:
                place.insert_before(holder)
        item = one.tag.extract()
        item.name = "li"
        item.attrs = {}
        holder.append(item)
        above.append((level, holder, item))


def _next_item(run: list["_Item | Tag"], position: int) -> _Item | None:
    return next((one for one in run[position + 1 :] if isinstance(one, _Item)), None)
