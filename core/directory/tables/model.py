"""The shape into which every file is brought, and the limits that no file may pass."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

CellValue: TypeAlias = str | Decimal | date | None
"""What a cell holds: text as shown (never blank), a number, a date (or datetime), or nothing."""


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How much one file may hold. Bytes are of the file and of its unpacked contents."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 200 * 1024 * 1024
    parts: int = 2_000
    rows: int = 100_000
    columns: int = 200
    cells: int = 1_000_000


LIMITS = TableLimits()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: `letter` as Excel shows it, `title` from the header, "" if none."""

    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row under its number in Excel; `cells` stand one to one with the columns of the sheet.

    `level` is the depth of the row in Excel's outline («группировка строк»), 0 is the outermost.
    """

    number: int
    cells: tuple[CellValue, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the file.

    `banner` is the text that stands above the header (name of the company, «цены с НДС»),
    `header_row` the number of the header's first row, None when the table has no header: its
    columns then have empty titles and every row is data.
    """

    name: str
    banner: tuple[str, ...]
    header_row: int | None
    header: tuple[Column, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, all bounds included, rows and columns from one."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet before its header is found: rows that hold something, and the merged ranges."""

    name: str
    rows: tuple[SheetRow, ...]
    merges: tuple[Merge, ...] = ()


@dataclass(slots=True)
class Meter:
    """Counts what has been read of one file and refuses the file that passes a limit."""

    limits: TableLimits
    rows: int = field(default=0, init=False)
    cells: int = field(default=0, init=False)

    def add(self, cells: tuple[CellValue, ...]) -> None:
        """Count one row. DomainError when the file turns out too large or too wide."""
        self.rows += 1
        self.cells += len(cells)
        if self.rows > self.limits.rows:
            raise DomainError(
                Message(
                    N_("В файле больше %(limit)s строк. Разделите его на несколько файлов."),
                    limit=self.limits.rows,
                )
            )
        if self.cells > self.limits.cells:
            raise DomainError(
                Message(
                    N_(
                        "В файле больше %(limit)s ячеек. Оставьте только нужные столбцы "
                        "или разделите файл на несколько."
                    ),
                    limit=self.limits.cells,
                )
            )
        if len(cells) > self.limits.columns:
            raise DomainError(
                Message(
                    N_("На листе больше %(limit)s столбцов. Оставьте только нужные."),
                    limit=self.limits.columns,
                )
            )


def cell_text(value: CellValue) -> str:
    """The cell as a line of text, the way Russian Excel shows it; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return value


def tidy(text: str) -> str | None:
    """Text of a cell without stray blanks and line breaks; None when nothing is left."""
    return " ".join(text.replace("\0", " ").split()) or None


def trimmed(cells: list[CellValue]) -> tuple[CellValue, ...]:
    """The row without the empty cells at its end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return tuple(cells[:end])


def column_letter(number: int) -> str:
    """The name of the column in Excel: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
