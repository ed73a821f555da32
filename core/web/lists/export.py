"""XLSX of exactly what a list shows: its rows, its columns, in their order."""

import re
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from babel.numbers import get_currency_symbol
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.kernel.errors import DomainError
from core.kernel.text import N_, Message
from core.web.lists.cells import money_unit, sheet_value
from core.web.lists.definition import Column, Kind, Row
from core.web.lists.query import ListQuery, note_key
from core.web.messages import translate

MAX_ROWS = 50_000
MAX_TITLE = 31
IN_MEMORY = 4 * 1024 * 1024
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_WIDTHS = {
    Kind.NUMBER: 14,
    Kind.MONEY: 18,
    Kind.PERCENT: 10,
    Kind.DATE: 12,
    Kind.DATETIME: 17,
    Kind.AGO: 17,
    Kind.STATE: 20,
    Kind.PERSON: 28,
    Kind.FLAG: 8,
}
_TEXT_WIDTH = 32
_FORMATS = {
    Kind.NUMBER: "#,##0.######",
    Kind.PERCENT: "0.##%",
    Kind.DATE: "DD.MM.YYYY",
    Kind.DATETIME: "DD.MM.YYYY HH:MM",
    Kind.AGO: "DD.MM.YYYY HH:MM",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


class TooMany(DomainError):
    """More rows than a spreadsheet is good for."""

    def __init__(self) -> None:
        limit = f"{MAX_ROWS:,}".replace(",", "\u00a0")
        super().__init__(
            Message(
                N_(
                    "В файл выгружается не больше %(limit)s строк, а здесь их больше. "
                    "Сузьте отбор, например периодом, и выгрузите по частям."
                ),
                limit=limit,
            )
        )


def workbook(query: ListQuery, title: str) -> IO[bytes]:
    """The file, ready to be read from its beginning. Raises TooMany.

    Rows are read in batches and written one by one: memory does not grow with their number.
    """
    if query.totals(MAX_ROWS + 1).count > MAX_ROWS:
        raise TooMany()
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_FORBIDDEN_IN_TITLE.sub(" ", title)[:MAX_TITLE])
    columns = list(query.columns)
    heads = [head for column in columns for head in _heads(column)]
    for index, (_text, kind) in enumerate(heads, start=1):
        width = _WIDTHS.get(kind, _TEXT_WIDTH)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, text, kind) for text, kind in heads])
    written = 1
    for row in query.walk():
        sheet.append([one for column in columns for one in _cells(sheet, column, row)])
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{written}"
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes
    book.save(file)
    file.seek(0)
    return file


def _heads(column: Column) -> Iterator[tuple[str, Kind]]:
    yield translate(column.title), column.kind
    if column.note is not None:
        # The quiet second line of a cell is a column of its own on a sheet.
        title = Message(N_("%(title)s: подробнее"), title=translate(column.title))
        yield translate(title), Kind.TEXT


def _head(sheet: Any, text: str, kind: Kind) -> Any:
    cell = _string(sheet, text)
    cell.font = Font(bold=True)
    if kind.is_numeric:
        cell.alignment = Alignment(horizontal="right")
    return cell


def _cells(sheet: Any, column: Column, row: Row) -> Iterator[Any]:
    value = sheet_value(column, row)
    if value is None:
        yield None
    elif isinstance(value, str):
        yield _string(sheet, value)
    else:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = (
            _money_format(row) if column.kind is Kind.MONEY else _FORMATS[column.kind]
        )
        yield cell
    if column.note is not None:
        note = row[note_key(column.key)]
        yield None if note in (None, "") else _string(sheet, str(note))


def _money_format(row: Row) -> str:
    symbol = get_currency_symbol(money_unit(row), locale="ru").replace('"', "")
    return f'#,##0.00\u00a0"{symbol}"'


def _string(sheet: Any, text: str) -> Any:
    """A text that stays a text: neither a formula nor an error value, whatever it begins with."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        # Excel keeps it a text even after the cell has been edited.
        cell.quotePrefix = True
    return cell
