"""XLSX by openpyxl in its streaming mode, plus what that mode does not tell.

The streaming mode keeps memory flat but knows neither merged ranges nor formulas whose result
was never saved, so one more light pass over the XML of each sheet collects those two.
"""

import re
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from core.directory.tables.model import (
    CellValue,
    Merge,
    Meter,
    RawSheet,
    SheetRow,
    TableLimits,
    tidy,
    trimmed,
)
from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

EXCEL_LAST_ROW = 1_048_576
_PADDING = 20  # empty cells that a file may hold for each full one
_BANNER_ROWS = 200  # a merge that joins columns matters only in the header, which is near the top


def read_xlsx(data: bytes, meter: Meter) -> list[RawSheet]:
    """Visible worksheets in their order. DomainError in plain words when that cannot be done."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_archive(archive, meter.limits)
            package = _with_expected_names(archive, data)
        # openpyxl warns of every extension that it skips; none of them changes cell values. The
        # filter is narrow because filters are shared by threads.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="openpyxl")
            return _read_sheets(package, meter)
    except DomainError:
        raise
    except Exception as error:  # a broken file breaks openpyxl in ways that nobody can list
        raise DomainError(
            Message(
                N_(
                    "Не удалось прочитать книгу: файл повреждён или записан с ошибками. "
                    "Откройте его в Excel и сохраните заново как «Книга Excel (*.xlsx)»."
                )
            )
        ) from error


def _check_archive(archive: zipfile.ZipFile, limits: TableLimits) -> None:
    """Refuse what is not a workbook and what would not fit into memory, before unpacking it.

    The sizes in the directory of the archive can be trusted as a bound: zipfile never unpacks a
    member beyond its declared size.
    """
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise DomainError(
            Message(N_("Файл защищён паролем. Снимите пароль в Excel и загрузите снова."))
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes or len(members) > limits.parts:
        raise DomainError(
            Message(N_("После распаковки файл слишком велик. Уберите лишние листы и картинки."))
        )
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        raise DomainError(
            Message(
                N_(
                    "Это не книга XLSX. Таблицы ODS, XLSB и Numbers сохраните в их программе "
                    "как «Книга Excel (*.xlsx)»."
                )
            )
        )
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                _refuse_doctype(part)


def _refuse_doctype(part: IO[bytes]) -> None:
    """Office programs never write a document type; only an attack by XML entities needs one."""
    parser = expat.ParserCreate()
    root_seen = False

    def on_root(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal root_seen
        root_seen = True

    def on_doctype(*_declaration: object) -> None:
        raise DomainError(
            Message(N_("В файле есть недопустимые объявления XML, такой файл не принимается."))
        )

    parser.StartElementHandler = on_root
    parser.StartDoctypeDeclHandler = on_doctype
    while not root_seen and (chunk := part.read(4096)):
        parser.Parse(chunk, False)


def _with_expected_names(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """The same package with the one part renamed that 1С writes in another letter case."""
    if "xl/SharedStrings.xml" not in archive.namelist():
        return data
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for member in archive.infolist():
            name = member.filename.replace("xl/SharedStrings.xml", "xl/sharedStrings.xml")
            target.writestr(name, archive.read(member))
    return copy.getvalue()


def _read_sheets(package: bytes, meter: Meter) -> list[RawSheet]:
    reader = ExcelReader(BytesIO(package), read_only=True, data_only=True, keep_links=False)
    reader.read()
    paths = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    sheets: list[RawSheet] = []
    with reader.archive as archive:
        for worksheet in reader.wb.worksheets:
            if worksheet.sheet_state != "visible":
                continue
            with archive.open(paths[worksheet.title]) as part:
                notes = _sheet_notes(part, meter.limits)
            # Some programs write a wrong size of the sheet; without it all cells are read.
            worksheet.reset_dimensions()
            rows = _read_rows(worksheet, notes, meter)
            sheets.append(RawSheet(worksheet.title, tuple(rows), tuple(notes.merges)))
    return sheets


@dataclass(frozen=True, slots=True)
class _SheetNotes:
    """What the streaming mode leaves out: merged ranges that matter, formulas (row, column → text)
    without a saved result, and outline levels by row."""

    merges: list[Merge] = field(default_factory=list)
    unsaved_formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)


def _sheet_notes(part: IO[bytes], limits: TableLimits) -> _SheetNotes:
    notes = _SheetNotes()
    # Declarations of entities, the danger of foreign XML, have been refused by now.
    for _, element in ElementTree.iterparse(part):  # noqa: S314
        tag = element.tag.rpartition("}")[2]
        if tag == "row":
            for cell in element:
                _note_formula(cell, notes.unsaved_formulas)
            if level := element.get("outlineLevel"):
                notes.levels[int(element.get("r", 0))] = int(level)
            element.clear()
        elif tag == "mergeCell":
            left, top, right, bottom = range_boundaries(element.get("ref", ""))
            if left is None or top is None or right is None or bottom is None:
                continue  # a whole row or column: there is nothing to spread
            if bottom > top or top <= _BANNER_ROWS:
                notes.merges.append(Merge(top, left, bottom, right))
            if len(notes.merges) > limits.rows:
                raise DomainError(
                    Message(N_("На листе слишком много объединённых ячеек. Снимите объединение."))
                )
    return notes


def _note_formula(cell: ElementTree.Element, found: dict[tuple[int, int], str]) -> None:
    formula = value = None
    for child in cell:
        tag = child.tag.rpartition("}")[2]
        if tag == "f":
            formula = child
        elif tag == "v":
            value = child.text
    coordinate = cell.get("r")
    # A formula of text type may honestly have an empty result; a number may not.
    if formula is not None and not value and coordinate and cell.get("t", "n") == "n":
        found[coordinate_to_tuple(coordinate)] = "=" + (formula.text or "")


def _read_rows(worksheet: Any, notes: _SheetNotes, meter: Meter) -> list[SheetRow]:
    rows: list[SheetRow] = []
    width = meter.limits.columns + 1  # one more than allowed, so that the excess is noticed
    padding = 0
    # Without a bound on columns the gaps between rows cost nothing, but a lone cell at the far
    # right makes its row long.
    numbered = enumerate(worksheet.iter_rows(max_row=EXCEL_LAST_ROW), start=1)
    for number, row in numbered:
        padding += len(row)
        if padding > meter.limits.cells * _PADDING:
            raise DomainError(
                Message(N_("Строки листа слишком широки. Удалите пустые столбцы справа."))
            )
        cells = [None if cell.value is None else _value(cell) for cell in row[:width]]
        if notes.unsaved_formulas:
            for index, value in enumerate(cells, start=1):
                if value is None and (text := notes.unsaved_formulas.get((number, index))):
                    cells[index - 1] = text
        kept = trimmed(cells)
        if kept:
            meter.add(kept)
            rows.append(SheetRow(number, kept, notes.levels.get(number, 0)))
    return rows


def _value(cell: Any) -> CellValue:
    value = cell.value
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, int | float):
        # 15 digits is what Excel itself shows: 0.1 + 0.2 is stored as 0.30000000000000004.
        number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
        return _as_shown(number, cell.number_format)
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value
    if isinstance(value, date):
        return value
    return tidy(str(value))


def _as_shown(number: Decimal, number_format: str) -> CellValue:
    """The number, or text where the format of the cell adds a meaning: 12 → «12 $», «007», «20%».

    Without this a price in dollars would be read as one in rubles.
    """
    shape = _format_shape(number_format)
    if shape is None:
        return number
    prefix, zeros, percent, suffix = shape
    if percent:
        return _plain(number * 100) + "%"
    return tidy(f"{prefix}{_plain(number).zfill(zeros)} {suffix}")


def _plain(number: Decimal) -> str:
    """The number with a decimal comma and no needless zeros.

    Three decimals get a fourth: «1,234» could be read as a thousand later on.
    """
    whole, _, fraction = format(number, "f").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3:
        fraction += "0"
    return f"{whole},{fraction}" if fraction else whole


_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([$€₽£])|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?](?:[#0?.,\s]*[#0?])?")


@lru_cache(maxsize=512)
def _format_shape(number_format: str) -> tuple[str, int, bool, str] | None:
    """(prefix, leading zeros, percent, suffix) of an Excel format, None for a plain number."""
    literals: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        text = next((group for group in match.groups() if group), "")
        literals.append(text)
        return "\ufffc" * len(text)

    bare = _QUOTED.sub(set_aside, number_format).split(";", 1)[0]
    spot = _DIGITS.search(bare)
    if spot is None:
        return None
    if "%" in bare:
        return "", 0, True, ""
    words = "".join(literals)
    before = bare[: spot.start()].count("\ufffc")
    after = bare[spot.end() :].count("\ufffc")
    prefix, suffix = words[:before].strip(), words[before : before + after].strip()
    zeros = len(spot.group()) if set(spot.group()) == {"0"} else 0
    meaningful = any(char.isalpha() or char in "$€₽£" for char in prefix + suffix)
    if not meaningful and zeros < 2:
        return None
    return (prefix, zeros, False, suffix) if meaningful else ("", zeros, False, "")
