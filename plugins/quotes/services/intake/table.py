"""Rows of a customer's table as lines of a request."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.sdk import N_, Message, ValidationFailed, parse_date, parse_quantity
from core.sdk.intake import CellValue, NotADate, NotANumber, Sheet, SheetRow, cell_text, find_unit
from plugins.quotes.services.intake.columns import SheetField
from plugins.quotes.services.intake.found import FoundLine, Skipped

_TOTAL = re.compile(r"(?:итого|всего|total)\b", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([\d\s.,\u00a0\u202f]*\d)\s*([^\W\d].*)")
_MAX_SHOWN = 120  # technical: letters of a line that a report shows


@dataclass(frozen=True, slots=True)
class TableReading:
    """Lines in the order of the rows, and the rows that are no lines."""

    lines: tuple[FoundLine, ...]
    skipped: tuple[Skipped, ...]


def check_mapping(sheet: Sheet, fields: Mapping[str, SheetField]) -> None:
    """Raise ValidationFailed, its fields being letters of columns, where rows cannot be read so."""
    errors: dict[str, list[Message]] = {}
    used = list(fields.values())
    for letter, field in fields.items():
        if not field.repeatable and used.count(field) > 1:
            errors[letter] = [
                Message(N_("Поле «%(field)s» выбрано у двух столбцов"), field=field.label)
            ]
    unknown = set(fields) - {column.letter for column in sheet.header}
    if unknown:
        errors[""] = [Message(N_("Лист изменился: выберите столбцы заново"))]
    elif SheetField.NAME not in used and SheetField.SKU not in used:
        errors[""] = [Message(N_("Укажите, в каком столбце наименование или артикул"))]
    if errors:
        raise ValidationFailed(errors)


def from_sheet(sheet: Sheet, fields: Mapping[str, SheetField]) -> TableReading:
    """Read all rows; ``fields`` says by the column's letter what it holds.

    A row without a name, a total, and a row that has a name alone while others have quantities
    (a heading of a section) are skipped, each with the reason.
    """
    places = {column.letter: index for index, column in enumerate(sheet.header)}
    columns = [(places[letter], field) for letter, field in fields.items() if letter in places]
    columns.sort()
    counted = any(field is SheetField.QUANTITY for _, field in columns)
    lines: list[FoundLine] = []
    skipped: list[Skipped] = []
    for row in sheet.rows:
        found = _read(row, columns)
        reason = _why_not(found, counted=counted)
        if reason is None:
            lines.append(found)
            continue
        shown = " · ".join(text for cell in row.cells if (text := cell_text(cell)))
        skipped.append(Skipped(row.number, shown[:_MAX_SHOWN], reason))
    return TableReading(tuple(lines), tuple(skipped))


def _why_not(found: FoundLine, *, counted: bool) -> Message | None:
    if not found.text:
        return Message(N_("нет наименования"))
    if _TOTAL.match(found.text):
        return Message(N_("итоговая строка"))
    if counted and found.quantity is None and not found.quantity_text:
        return Message(N_("нет количества: похоже на заголовок раздела"))
    return None


def _read(row: SheetRow, columns: Iterable[tuple[int, SheetField]]) -> FoundLine:
    cells: dict[SheetField, list[CellValue]] = {}
    for index, field in columns:
        value = row.cells[index] if index < len(row.cells) else None
        if value is not None:
            cells.setdefault(field, []).append(value)
    names = [*cells.get(SheetField.SKU, ()), *cells.get(SheetField.NAME, ())]
    quantity, quantity_text, unit = _quantity(_one(cells, SheetField.QUANTITY))
    wanted = _one(cells, SheetField.WANTED)
    wanted_on = _day(wanted)
    notes = [cell_text(cell) for cell in cells.get(SheetField.NOTE, ())]
    if wanted_on is None and wanted is not None:
        # «Срочно», «2 квартал»: no date, yet not to be lost.
        notes.append(cell_text(wanted))
    return FoundLine(
        text=" ".join(cell_text(cell) for cell in names),
        quantity=quantity,
        quantity_text=quantity_text,
        unit=cell_text(_one(cells, SheetField.UNIT)) or unit,
        description="; ".join(notes),
        wanted_on=wanted_on,
    )


def _one(cells: Mapping[SheetField, list[CellValue]], field: SheetField) -> CellValue:
    values = cells.get(field)
    return values[0] if values else None


def _quantity(cell: CellValue) -> tuple[Decimal | None, str, str]:
    """The number, what stands there instead of one, and a unit written in the same cell."""
    if isinstance(cell, Decimal):
        return cell, "", ""
    text = cell_text(cell)
    if not text:
        return None, "", ""
    try:
        return parse_quantity(text), "", ""
    except NotANumber:
        pass
    together = _WITH_UNIT.fullmatch(text)
    if together and find_unit(together[2]) is not None:
        try:
            return parse_quantity(together[1]), "", together[2]
        except NotANumber:
            pass
    return None, text, ""


def _day(cell: CellValue) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return parse_date(cell_text(cell)) if cell is not None else None
    except NotADate:
        return None
