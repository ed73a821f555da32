"""Which rows are the header: people put banners above it, split it in two lines and repeat it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from core.directory.tables.model import (
    CellValue,
    Column,
    Merge,
    RawSheet,
    Sheet,
    SheetRow,
    cell_text,
    column_letter,
)

_SEARCH_ROWS = 60
_HEADER_LINES = 3
_TITLE_LENGTH = 80
_TITLE_WORDS = re.compile(
    r"\b(?:артикул|арт\b|код|наимен|назван|номенкл|товар|продук|позици|материал|описан|характер"
    r"|ед\b|ед\.|единиц|изм\b|кол-?во|кол\b|колич|цен[аы]|стоим|прайс|сумм|ндс|валют|вес\b|масс"
    r"|групп|категор|раздел|бренд|марка|произв|примеч|коммент|остат|налич|упак|размер|гост|шт\b"
    r"|штрих|инн\b|кпп\b|контраг|клиент|организ|компан|телефон|тел\b|почт|контакт|адрес|дата"
    r"|срок|руб|опт|розн|рознич|скидк|мин\b|миним|кратн|партия|город|должн|фио\b|имя|поставщ"
    r"|sku|name|item|code|price|qty|quantity|unit|descr|group|category|vat|weight|phone|e-?mail)"
    r"|№|\bот\s+\d",
    re.IGNORECASE,
)
_LOWER_LINE = re.compile(
    r"(?:с|без|вкл|включая|за|на|до|от|в\s*т|руб|шт|ед|изм|опт|розн|кг|тыс|мелк|крупн|диле|vip"
    r"|usd|eur|rub|[(₽$€<>≥])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?\s*(?:%|руб\.?|р\.?|₽|\$|€)?")


def with_header(raw: RawSheet) -> Sheet:
    """The sheet with its header found, merged cells resolved and unused columns dropped."""
    lines = _header_lines(raw)
    width = max((len(row.cells) for row in raw.rows), default=0)
    if lines:
        first, last = lines[0], lines[-1]
        titles = _titles([raw.rows[index] for index in lines], raw.merges, width)
        above, below = raw.rows[:first], raw.rows[last + 1 :]
        header_row = raw.rows[first].number
    else:
        titles, above, below, header_row = [""] * width, (), raw.rows, None
    header_texts = [_texts(raw.rows[index]) for index in lines]
    body = [
        row
        for position, row in enumerate(below)
        if not (lines and _repeats_header(row, header_texts))
        and not (lines and position == 0 and _numbers_columns(row))
    ]
    filled = list(_filled_down(body, raw.merges, width))
    used = [
        index
        for index in range(width)
        if titles[index] or any(row.cells[index] is not None for row in filled)
    ]
    return Sheet(
        name=raw.name,
        banner=tuple(" ".join(filter(None, _texts(row))) for row in above),
        header_row=header_row,
        header=tuple(Column(column_letter(index + 1), titles[index]) for index in used),
        rows=tuple(
            SheetRow(row.number, tuple(row.cells[index] for index in used), row.level)
            for row in filled
        ),
    )


def _header_lines(raw: RawSheet) -> list[int]:
    """Positions in `raw.rows` of the lines of the header, one to three, or none."""
    rows = raw.rows[:_SEARCH_ROWS]
    found = _by_words(rows)
    if found is None:
        found = _by_shape(rows)
    if found is None:
        return []
    lines = [found]
    while lines[0] > 0 and len(lines) < _HEADER_LINES:
        if not _is_second_line(rows[lines[0] - 1], rows[lines[0]], raw.merges):
            break
        lines.insert(0, lines[0] - 1)
    while lines[-1] + 1 < len(rows) and len(lines) < _HEADER_LINES:
        if not _is_second_line(rows[lines[-1]], rows[lines[-1] + 1], raw.merges):
            break
        lines.append(lines[-1] + 1)
    return lines


def _by_words(rows: Sequence[SheetRow]) -> int | None:
    """The row with the most words usual in headers; among equals the uppermost."""
    best, best_score = None, 1
    for position, row in enumerate(rows):
        filled = [text for text in _texts(row) if text]
        numbers = sum(_is_number(text) for text in filled)
        hits = sum(
            len(text) <= _TITLE_LENGTH and bool(_TITLE_WORDS.search(text)) for text in filled
        )
        if len(filled) > 1 and numbers <= len(filled) / 2 and hits - numbers > best_score:
            best, best_score = position, hits - numbers
    return best


def _by_shape(rows: Sequence[SheetRow]) -> int | None:
    """The first row of several words, if numbers or dates follow below at least one of them."""
    for position, row in enumerate(rows):
        texts = _texts(row)
        filled = [index for index, text in enumerate(texts) if text]
        if len(filled) < 2:
            continue
        if any(_is_number(text) or any(map(str.isdigit, text)) for text in texts):
            return None
        following = rows[position + 1 : position + 21]
        return position if any(_is_data(row, filled) for row in following) else None
    return None


def _is_second_line(upper: SheetRow, lower: SheetRow, merges: Iterable[Merge]) -> bool:
    """Does `lower` continue the header begun by `upper` («Цена» over «розница», «опт»)?"""
    tied = _are_tied(merges, upper, lower)
    if lower.number - upper.number > 1 and not tied:
        return False
    above, below = _texts(upper), _texts(lower)
    here = [index for index, text in enumerate(below) if text]
    if sum(map(bool, above)) < 2 or not here or any(len(below[i]) > _TITLE_LENGTH for i in here):
        return False
    groups = _groups(upper, merges)
    grouped = 0
    for index in here:
        group = groups.get(index)
        if group is not None and sum(bool(below[i]) for i in group if i < len(below)) > 1:
            grouped += 1
        elif isinstance(lower.cells[index], Decimal) or _is_number(below[index]):
            return False
        elif index < len(above) and above[index]:
            # One title broken into two cells: «Цена» and «руб. с НДС» beneath it.
            if not tied and not _LOWER_LINE.match(below[index]):
                return False
        elif not tied and not _TITLE_WORDS.search(below[index]):
            return False
    return grouped > 0 or len(here) < sum(map(bool, above))


def _are_tied(merges: Iterable[Merge], upper: SheetRow, lower: SheetRow) -> bool:
    """Is a title merged over both rows? Then the lower one is a line of the header too."""
    return any(merge.top <= upper.number and merge.bottom >= lower.number for merge in merges)


def _groups(row: SheetRow, merges: Iterable[Merge]) -> dict[int, range]:
    """Columns that stand under one title of several: merged, or with blanks to the right of it."""
    width = len(row.cells)
    groups: dict[int, range] = {}
    filled = [index for index, cell in enumerate(row.cells) if cell is not None]
    for index, following in zip(filled, [*filled[1:], width + 20], strict=True):
        if following - index > 1:
            groups.update(dict.fromkeys(range(index, following), range(index, following)))
    for merge in merges:
        if merge.top <= row.number <= merge.bottom and merge.right > merge.left:
            columns = range(merge.left - 1, min(merge.right, width + 20))
            groups.update(dict.fromkeys(columns, columns))
    return groups


def _titles(lines: Sequence[SheetRow], merges: Sequence[Merge], width: int) -> list[str]:
    """One title for each column, the lines of the header joined: «Цена, руб. / от 100 шт»."""
    parts: list[list[str]] = [[] for _ in range(width)]
    for position, line in enumerate(lines):
        texts = _texts(line)
        groups = _groups(line, merges) if position + 1 < len(lines) else {}
        lower = _texts(lines[position + 1]) if groups else []
        for index in range(width):
            text = texts[index] if index < len(texts) else ""
            group = groups.get(index)
            if not text and group is not None and index < len(lower) and lower[index]:
                text = texts[group.start] if group.start < len(texts) else ""
            if text and text not in parts[index]:
                parts[index].append(text)
    return [" / ".join(found) for found in parts]


def _repeats_header(row: SheetRow, header: Iterable[Sequence[str]]) -> bool:
    """Is it the header again, as at the top of each printed page?"""
    texts = [text.casefold() for text in _texts(row)]
    return sum(map(bool, texts)) > 1 and any(
        texts == [text.casefold() for text in line] for line in header
    )


def _numbers_columns(row: SheetRow) -> bool:
    """Is it the line «1 | 2 | 3 | 4» that forms carry under the header?"""
    texts = [text for text in _texts(row) if text]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _filled_down(
    rows: Iterable[SheetRow], merges: Iterable[Merge], width: int
) -> Iterable[SheetRow]:
    """Rows of full width; a value merged over several rows is given to each of them.

    A value merged over several columns stays in the first: a section heading drawn across the
    whole table must remain one cell.
    """
    starting: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge.bottom > merge.top:
            starting.setdefault(merge.top, []).append(merge)
    active: dict[int, tuple[int, CellValue]] = {}  # column → (last row, value)
    for row in rows:
        cells = [*row.cells, *[None] * (width - len(row.cells))]
        for index, (bottom, value) in list(active.items()):
            if row.number > bottom:
                del active[index]
            elif cells[index] is None:
                cells[index] = value
        for merge in starting.get(row.number, ()):
            if merge.left <= width and cells[merge.left - 1] is not None:
                active[merge.left - 1] = (merge.bottom, cells[merge.left - 1])
        yield SheetRow(row.number, tuple(cells), row.level)


def _texts(row: SheetRow) -> list[str]:
    return [cell_text(cell) for cell in row.cells]


def _is_data(row: SheetRow, columns: Iterable[int]) -> bool:
    """Does the row hold a number or a date in one of the columns?"""
    cells = [row.cells[index] for index in columns if index < len(row.cells)]
    return any(isinstance(cell, date) or _is_number(cell_text(cell)) for cell in cells)


def _is_title(text: str) -> bool:
    return len(text) <= _TITLE_LENGTH and _TITLE_WORDS.search(text) is not None


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
