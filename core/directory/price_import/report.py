"""Rows that were not loaded, as a workbook that can be corrected and loaded again."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.directory.price_file import BadRow
from core.directory.tables import Sheet

REPORT_NAME = "Незагруженные строки.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="E9ECF1")
_WIDTHS = (9, 60)


def workbook(sheet: Sheet, bad: Sequence[BadRow]) -> bytes:
    """One line for each row of the file: its number, all that is wrong with it, its own cells.

    The cells stand under the file's own headings, so the corrected report is itself a price
    list. Texts that look like formulas stay texts.
    """
    reasons: dict[int, list[str]] = {}
    for row in bad:
        place = f"{row.column}: " if row.column else ""
        reasons.setdefault(row.number, []).append(f"{place}{row.reason}")
    book = Workbook(write_only=True)
    page = book.create_sheet("Не загружено")
    page.freeze_panes = "C2"
    for index, width in enumerate((*_WIDTHS, *(24 for _ in sheet.header)), start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    titles = ["№ строки", "Что исправить", *(one.title or one.letter for one in sheet.header)]
    page.append([_cell(page, title, head=True) for title in titles])
    cells = {row.number: row.cells for row in sheet.rows}
    for number in sorted(reasons):
        own = [_cell(page, value) for value in cells.get(number, ())]
        page.append([_cell(page, number), _cell(page, "; ".join(reasons[number])), *own])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(page: Any, value: Any, *, head: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font = Font(bold=True)
        cell.fill = _HEAD
    return cell
