"""CSV and its kin: which letters, which delimiter, which quotes.

Excel in Russia writes «CSV (разделители - запятые)» as cp1251 with semicolons, «Текст Юникод»
as UTF-16 with tabs; old accounting programs write cp866; everything newer writes UTF-8.
"""

import codecs
import csv
from collections import Counter
from io import StringIO
from pathlib import PurePath

from charset_normalizer import from_bytes

from core.directory.tables.model import Meter, RawSheet, SheetRow, tidy, trimmed
from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16, so it is asked about first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC_CODE_PAGES = ("cp1251", "cp866", "koi8-r")
_SAMPLE_BYTES = 200_000
_SAMPLE_ROWS = 60
_FREQUENT = frozenset("оеаинтсрвлОЕАИНТСРВЛ")
_LOWER = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
_UPPER = frozenset("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ")
_DELIMITERS = (";", "\t", "|", ",")


def read_csv(data: bytes, filename: str, meter: Meter) -> RawSheet:
    """The only sheet of a text table, named after the file. Rows are numbered as Excel does it.

    Raises DomainError when the bytes are not text or pass the limits of `meter`.
    """
    text = decode(data)
    declared, text = _declared_delimiter(text)
    delimiter, width = _sniff(text, (declared,) if declared else _DELIMITERS)
    try:
        rows = _parse_quoted(text, delimiter, width, meter)
        if rows is None:
            rows = _parse_unquoted(text, delimiter, Meter(meter.limits))
    except csv.Error as error:
        raise DomainError(
            Message(
                N_("Не удалось разобрать файл как таблицу CSV. Сохраните его в Excel как XLSX.")
            )
        ) from error
    return RawSheet(PurePath(filename).stem or "CSV", tuple(rows))


def decode(data: bytes) -> str:
    """The text of `data`. DomainError when the bytes are no text in any likely encoding."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(data[len(bom) :].decode(encoding, errors="replace"))
    if wide := _wide_encoding(data):
        return _checked(data.decode(wide, errors="replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        # One broken character in a long UTF-8 file does not make it a file in cp1251.
        if error.start > 1_000 and any(byte > 0x7F for byte in data[: error.start]):
            return _checked(data.decode("utf-8", errors="replace"))
    sample = data[:_SAMPLE_BYTES]
    scores = {
        encoding: _looks_russian(sample.decode(encoding, errors="replace"))
        for encoding in _CYRILLIC_CODE_PAGES
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] <= 0:
        guess = from_bytes(sample).best()
        best = guess.encoding if guess is not None else best
    return _checked(data.decode(best, errors="replace"))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Latin or Cyrillic text is 0 or 4."""
    sample = data[: min(len(data), 4_000) & ~1]
    if len(sample) < 4:
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if sum(byte in (0, 4) for byte in high) > 0.9 * len(high):
            return encoding
    return None


def _looks_russian(text: str) -> int:
    """How much the text looks Russian: frequent letters speak for, odd case and symbols against."""
    score = 0
    previous = " "
    for char in text:
        if char in _LOWER:
            score += 2 if char in _FREQUENT else 1
        elif char in _UPPER:
            score += -3 if previous in _LOWER else 2 if char in _FREQUENT else 1
        elif char > "\x7f" and char not in "\xa0«»№–—°±²³×Ø":
            score -= 2
        previous = char
    return score


def _checked(text: str) -> str:
    control = sum(char < " " and char not in "\t\r\n\0" for char in text[:20_000])
    if control > 20 or "\0\0\0\0" in text[:20_000]:
        raise DomainError(Message(N_("Это не таблица и не текст. Нужен файл XLSX или CSV.")))
    return text


def _declared_delimiter(text: str) -> tuple[str | None, str]:
    """Excel's own first line «sep=;», which it obeys and does not show."""
    head, found, rest = text.partition("\n")
    head = head.strip().strip('"')
    if found and head.lower().startswith("sep=") and len(head) == 5:
        return head[4], rest
    return None, text


def _sniff(text: str, delimiters: tuple[str, ...]) -> tuple[str, int]:
    """The delimiter by which most rows of the beginning fall into equally many cells, and how many.

    The comma must win clearly: in Russian files it also stands inside numbers and names.
    """
    sample = text[:_SAMPLE_BYTES]
    best, best_width, best_score = delimiters[0], 1, 0.0
    for delimiter in delimiters:
        widths: Counter[int] = Counter()
        try:
            for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    widths[len(row)] += 1
                if widths.total() >= _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = count / widths.total() + min(width, 10) / 100
        if score > (max(best_score + 0.2, 0.6) if delimiter == "," else best_score):
            best, best_width, best_score = delimiter, width, score
    return best, best_width


def _parse_quoted(text: str, delimiter: str, width: int, meter: Meter) -> list[SheetRow] | None:
    """Rows that hold something; None when a quote was opened by mistake.

    Such a quote (труба "1/2;шт) swallows the following rows in silence: then one cell holds line
    breaks and about as many delimiters as those rows had.
    """
    rows: list[SheetRow] = []
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    for number, record in enumerate(records, start=1):
        for cell in record:
            breaks = cell.count("\n")
            if breaks and cell.count(delimiter) >= breaks * (width - 1):
                return None
        _keep(rows, number, record, meter)
    return rows


def _parse_unquoted(text: str, delimiter: str, meter: Meter) -> list[SheetRow]:
    """Rows of a file in which a quote is an ordinary character, except around a whole cell."""
    rows: list[SheetRow] = []
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    for number, record in enumerate(records, start=1):
        _keep(rows, number, [_unquoted(cell) for cell in record], meter)
    return rows


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    return cell


def _keep(rows: list[SheetRow], number: int, record: list[str], meter: Meter) -> None:
    cells = trimmed([tidy(cell) for cell in record])
    if cells:
        meter.add(cells)
        rows.append(SheetRow(number, cells))
