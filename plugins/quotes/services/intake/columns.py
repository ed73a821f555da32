"""What the columns of a customer's table hold: a first guess by titles and contents."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.sdk import N_, Message, parse_quantity
from core.sdk.intake import CellValue, NotANumber, Sheet, cell_text, find_unit

# technical: how columns are guessed; a person sees the guess and corrects it.
_SAMPLE_ROWS = 100
_SHOWN = 3
_HALF, _MOST, _NEARLY_ALL = 0.5, 0.6, 0.8


class SheetField(StrEnum):
    """What a column may hold."""

    NAME = "name"
    SKU = "sku"
    QUANTITY = "quantity"
    UNIT = "unit"
    NOTE = "note"
    WANTED = "wanted"

    @property
    def label(self) -> Message:
        """The name of the field on screens."""
        return _LABELS[self]

    @property
    def repeatable(self) -> bool:
        """May several columns hold it? Their texts are then joined."""
        return self in (SheetField.NAME, SheetField.NOTE)


_LABELS = {
    SheetField.NAME: Message(N_("Наименование")),
    SheetField.SKU: Message(N_("Артикул")),
    SheetField.QUANTITY: Message(N_("Количество")),
    SheetField.UNIT: Message(N_("Единица")),
    SheetField.NOTE: Message(N_("Описание")),
    SheetField.WANTED: Message(N_("Желаемая дата")),
}


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column with what it seems to hold; ``field`` None: it is not taken."""

    letter: str
    title: str
    samples: tuple[str, ...]
    field: SheetField | None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# The first pattern found in the title decides; None is a column that is never taken.
_TITLES: tuple[tuple[re.Pattern[str], SheetField | None], ...] = (
    (_words(r"^(?:№|#|n|no\.?)\s*(?:п\.?\s*/?\s*п\.?)?$|п/п"), None),
    (_words(r"цен|сумм|стоим|итог|ндс|остат|налич|price|amount"), None),
    (_words(r"кол[-\s.]?во|колич|к-во|кол\b|потреб|qty|quant|заказ"), SheetField.QUANTITY),
    (_words(r"\bед\b|ед\.|единиц|изм\b|изм\.|\bunit\b"), SheetField.UNIT),
    (_words(r"артик|\bарт\b|\bsku\b|^код|каталож"), SheetField.SKU),
    (_words(r"наимен|номенкл|товар|назван|издел|продук|материал|позици|\bname\b"), SheetField.NAME),
    (_words(r"дата|срок|поставить\s+до|\bдо\b"), SheetField.WANTED),
    (_words(r"примеч|коммент|описан|характер|гост|марка|размер|исполн|технич"), SheetField.NOTE),
)


@dataclass(frozen=True, slots=True)
class _Contents:
    """Shares, from 0 to 1, of the filled cells of a column that look like this or that."""

    numbers: float
    units: float
    dates: float
    length: float


def guess_columns(sheet: Sheet) -> list[ColumnGuess]:
    """What each column of the sheet seems to hold. Titles count before contents."""
    columns = [_filled(sheet, index) for index in range(len(sheet.header))]
    fields = [_by_title(column.title) for column in sheet.header]
    refused = {index for index, column in enumerate(sheet.header) if _is_refused(column.title)}
    _keep_first(fields)
    contents = [_contents(cells) for cells in columns]
    free = [
        index
        for index, field in enumerate(fields)
        if field is None and index not in refused and columns[index]
    ]
    looks: tuple[tuple[SheetField, Callable[[_Contents], float]], ...] = (
        (SheetField.UNIT, lambda one: one.units if one.units > _MOST else 0),
        (SheetField.WANTED, lambda one: one.dates if one.dates > _NEARLY_ALL else 0),
        (SheetField.QUANTITY, lambda one: one.numbers if one.numbers > _MOST else 0),
        (SheetField.NAME, lambda one: one.length if one.numbers < _HALF else 0),
    )
    for field, score in looks:
        if field in fields:
            continue
        # Of equal columns the last: a running number stands before the quantity.
        best = max(free, key=lambda index: (score(contents[index]), index), default=None)
        if best is not None and score(contents[best]) > 0:
            fields[best] = field
            free.remove(best)
    return [
        ColumnGuess(
            column.letter,
            column.title,
            tuple(cell_text(cell) for cell in columns[index][:_SHOWN]),
            fields[index],
        )
        for index, column in enumerate(sheet.header)
    ]


def _by_title(title: str) -> SheetField | None:
    for pattern, field in _TITLES:
        if pattern.search(title):
            return field
    return None


def _is_refused(title: str) -> bool:
    """Whether the title itself says that the column is of no use here."""
    return next((field is None for pattern, field in _TITLES if pattern.search(title)), False)


def _keep_first(fields: list[SheetField | None]) -> None:
    """Of several columns with a field that only one may hold, the first keeps it."""
    seen: set[SheetField] = set()
    for index, field in enumerate(fields):
        if field is None or field.repeatable:
            continue
        if field in seen:
            fields[index] = None
        seen.add(field)


def _filled(sheet: Sheet, index: int) -> list[CellValue]:
    rows = sheet.rows[:_SAMPLE_ROWS]
    cells = [row.cells[index] for row in rows if index < len(row.cells)]
    return [cell for cell in cells if cell is not None]


def _contents(cells: Sequence[CellValue]) -> _Contents:
    total = len(cells) or 1
    texts = [cell_text(cell) for cell in cells]
    return _Contents(
        numbers=sum(_is_number(cell) for cell in cells) / total,
        units=sum(isinstance(cell, str) and find_unit(cell) is not None for cell in cells) / total,
        dates=sum(isinstance(cell, date) for cell in cells) / total,
        length=sum(len(text) for text in texts) / total,
    )


def _is_number(cell: CellValue) -> bool:
    if isinstance(cell, Decimal):
        return True
    if not isinstance(cell, str):
        return False
    try:
        parse_quantity(cell)
    except NotANumber:
        return False
    return True
