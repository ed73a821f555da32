"""Tables: Markdown knows neither spans nor paragraphs in a cell."""

from bs4 import BeautifulSoup, Tag

_MOST = 60
"""Columns that spans may make, and rows that one may take: more is a slip, not a table."""


def settle_tables(body: BeautifulSoup) -> None:
    """Rows of equal length with one paragraph a cell."""
    for table in body.find_all("table"):
        if table.find_parent("table") is not None:
            table.unwrap()
            continue
        for name in ("colgroup", "caption"):
            for tag in table.find_all(name):
                tag.decompose()
        for cell in table.find_all(["td", "th"]):
            _flatten(cell)
        first = table.find("tr")
        for bold in first.find_all(["b", "strong"]) if first is not None else ():
            bold.unwrap()  # the head of a table is bold anyway
        _repeat_spanned(table)


def _flatten(cell: Tag) -> None:
    blocks = cell.find_all(["p", "div", "li", "br"])
    for block in blocks:
        if block.name == "br":
            block.replace_with(" ")
        else:
            block.append(" ")
            block.unwrap()
    for holder in cell.find_all(["ul", "ol"]):
        holder.unwrap()
    for text in cell.find_all(string=True):
        if "|" in text:
            text.replace_with(str(text).replace("|", "/"))


def _repeat_spanned(table: Tag) -> None:
    """What spans several rows or columns is said in each: every row can then be read alone."""
    pending: dict[int, tuple[int, str]] = {}
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        texts: list[Tag] = []
        for cell in cells:
            _fill(texts, pending)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for _column in range(max(1, min(across, _MOST - len(texts)))):
                if down > 1 and len(texts) < _MOST:
                    pending[len(texts)] = (down - 1, cell.get_text(" ", strip=True))
                texts.append(cell if _column == 0 else _copy(cell))
            del cell["colspan"], cell["rowspan"]
        _fill(texts, pending)
        for cell in texts:
            row.append(cell.extract())


def _fill(texts: list[Tag], pending: dict[int, tuple[int, str]]) -> None:
    while len(texts) in pending:
        column = len(texts)
        left, text = pending.pop(column)
        if left > 1:
            pending[column] = (left - 1, text)
        cell = Tag(name="td")
        cell.string = text
        texts.append(cell)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(int(value), _MOST) if value.isdigit() and int(value) else 1


def _copy(cell: Tag) -> Tag:
    copy = Tag(name=cell.name)
    copy.string = cell.get_text(" ", strip=True)
    return copy
