"""A table as an XLSX file."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# technical: limits of the file format, and widths of its columns
_MAX_TITLE = 31
_WIDE, _NARROW = 48, 16


def write(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> BytesIO:
    """The file, ready to be read. Numbers stay numbers, and texts stay texts."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title[:_MAX_TITLE])
    for place in range(1, len(heads) + 1):
        width = _WIDE if place == 1 else _NARROW
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, head) for head in heads])
    for row in rows:
        sheet.append([_text(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _head(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    # Customers' words may begin with «=»: they must not become a formula.
    cell.data_type = "s"
    return cell
