"""Rows of a price list under a confirmed mapping: good ones as values, bad ones with the reason.

Everything that stands in the file is accounted for: a row becomes a `PriceRow`, or one or more
`BadRow`s, or a `RowNote` that says why it was passed over (subtotal, heading, repeated row).
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from core.directory.price_file.columns import MappedColumn, PriceField, PriceMapping, letters_of
from core.directory.price_file.table import (
    BadRow,
    PriceBreak,
    PriceRow,
    PriceTable,
    RowNote,
    TableBuilder,
)
from core.directory.price_file.values import (
    DESCRIPTION_LENGTH,
    GROUP_LENGTH,
    NAME_LENGTH,
    Price,
    decimal_marks,
    is_absent,
    read_currency,
    read_price,
    read_quantity,
    read_sku,
    read_text,
    read_unit,
    read_vat,
    read_weight,
    too_long,
)
from core.directory.tables import CellValue, Sheet, SheetRow, cell_text
from core.kernel.errors import DomainError
from core.kernel.money import VatRate
from core.kernel.text import N_, Message

__all__ = ["BadRow", "PriceBreak", "PriceRow", "PriceTable", "RowNote", "parse_rows"]

_Value = TypeVar("_Value")

_SUBTOTAL = re.compile(
    r"(?:итого|всего|под[ыи]тог|промежуточный\s+итог|общий\s+итог|sub-?total|total"
    r"|в\s+том\s+числе|в\s*т\.?\s*ч\b|сумма\s+ндс)(?!\w)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_SECTION_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,4}){0,4}\.?")
_WHERE_HEADINGS_STAND = frozenset(
    {None, PriceField.NAME, PriceField.SKU, PriceField.GROUP, PriceField.DESCRIPTION}
)
_SHOWN_VALUE = 80


def parse_rows(sheet: Sheet, mapping: PriceMapping) -> PriceTable:
    """Read every row of `sheet` under `mapping`.

    Raises ValidationFailed when the mapping does not fit the sheet; bad rows never raise.
    """
    mapping.check(sheet)
    reader = _RowReader(sheet, mapping)
    table = TableBuilder(merges_quantities=bool(mapping.of(PriceField.MIN_QUANTITY)))
    for row in sheet.rows:
        if reader.is_subtotal(row):
            table.note(row.number, Message(N_("Строка с итогом пропущена.")))
        elif heading := reader.heading(row):
            table.add_heading(row.number, heading, row.level)
        elif any(value is not None for value in row.cells):
            table.begin_position()
            reader.read(row, table)
    return table.build()


class _RowReader:
    """Reads the rows of one sheet under one mapping."""

    def __init__(self, sheet: Sheet, mapping: PriceMapping) -> None:
        self._mapping = mapping
        self._index = letters_of(sheet)
        self._fields = {column.letter: column.field for column in mapping.columns}
        self._letters = [column.letter for column in sheet.header]
        # Without prices or article numbers a lone name is as good a position as any other.
        self._knows_headings = len(mapping.columns) > 1 and bool(
            mapping.of(PriceField.PRICE) or mapping.of(PriceField.SKU)
        )
        self._marks = {
            column.letter: decimal_marks(
                row.cells[self._index[column.letter]] for row in sheet.rows
            )
            for column in mapping.columns
        }

    def is_subtotal(self, row: SheetRow) -> bool:
        """Does the row begin with «Итого» or the like, and hold no article number?"""
        words = [value for value in row.cells if isinstance(value, str) and _LETTER.search(value)]
        if not words or not _SUBTOTAL.match(words[0]):
            return False
        codes = [self._value(row, column) for column in self._mapping.of(PriceField.SKU)]
        return all(is_absent(code) or code == words[0] for code in codes)

    def heading(self, row: SheetRow) -> str | None:
        """The title of a section: a text that stands alone, or after the number of the section."""
        if not self._knows_headings:
            return None
        filled = [index for index, value in enumerate(row.cells) if value is not None]
        if not 0 < len(filled) <= 2:
            return None
        if len(filled) == 2 and not _SECTION_NUMBER.fullmatch(cell_text(row.cells[filled[0]])):
            return None
        text = row.cells[filled[-1]]
        if not isinstance(text, str) or not _LETTER.search(text) or text[0] in "=#":
            return None
        field = self._fields.get(self._letters[filled[-1]])
        if field not in _WHERE_HEADINGS_STAND or len(text) > GROUP_LENGTH:
            return None
        # A lone code is a position that lacks everything else, not a title.
        is_code = " " not in text and any(map(str.isdigit, text))
        return None if field is PriceField.SKU and is_code else text

    def read(self, row: SheetRow, table: TableBuilder) -> None:
        """Put the position of this row into `table`, or everything that is wrong with it."""
        bad: list[BadRow] = []
        sku = self._first(row, PriceField.SKU, read_sku, "", bad)
        name = self._joined(row, PriceField.NAME, " ", NAME_LENGTH, bad)
        groups = [
            self._attempt(row, column, lambda value: read_text(value, GROUP_LENGTH), "", bad)
            for column in self._mapping.of(PriceField.GROUP)
        ]
        unit = self._first(row, PriceField.UNIT, _unit_code, None, bad)
        vat: VatRate | None = self._first(row, PriceField.VAT, read_vat, None, bad)
        description = self._joined(row, PriceField.DESCRIPTION, "; ", DESCRIPTION_LENGTH, bad)
        prices, currency = self._prices(row, bad)
        if not bad and not name and (not sku or self._mapping.of(PriceField.NAME)):
            bad.append(BadRow(row.number, "", sku, Message(N_("Не указано наименование."))))
        if bad:
            table.bad.extend(bad)
            return
        table.add(
            PriceRow(
                number=row.number,
                sku=sku,
                name=name,
                group=tuple(filter(None, groups)) or table.headings,
                unit=unit,
                prices=prices,
                currency=currency,
                vat=vat,
                weight=self._weight(row, table),
                description=description,
            )
        )

    def _prices(self, row: SheetRow, bad: list[BadRow]) -> tuple[tuple[PriceBreak, ...], str]:
        quantity = Decimal(0)
        for column in self._mapping.of(PriceField.MIN_QUANTITY):
            marks = self._marks[column.letter]
            quantity = self._attempt(
                row, column, lambda value, marks=marks: read_quantity(value, marks), quantity, bad
            )
        found: list[PriceBreak] = []
        currencies: dict[str, MappedColumn] = {}
        columns = self._mapping.of(PriceField.PRICE)
        failures = len(bad)
        for column in columns:
            if is_absent(self._value(row, column)):
                continue
            price = self._price(row, column, bad)
            if price is not None:
                found.append(PriceBreak(column.min_quantity or quantity, price.amount))
                if price.currency:
                    currencies.setdefault(price.currency, column)
        if columns and not found and len(bad) == failures:
            shown = cell_text(self._value(row, columns[0]))
            reason = Message(N_("Не указана цена."))
            bad.append(BadRow(row.number, columns[0].letter, shown, reason))
        for column in self._mapping.of(PriceField.CURRENCY):
            if not is_absent(self._value(row, column)):
                code = self._attempt(row, column, read_currency, "", bad)
                if code:
                    currencies.setdefault(code, column)
        if len(currencies) > 1:
            codes = ", ".join(currencies)
            reason = Message(N_("В строке названы разные валюты: %(codes)s."), codes=codes)
            bad.append(BadRow(row.number, [*currencies.values()][-1].letter, codes, reason))
        prices = tuple(sorted(found, key=lambda item: item.min_quantity))
        return prices, next(iter(currencies), self._mapping.currency)

    def _price(self, row: SheetRow, column: MappedColumn, bad: list[BadRow]) -> Price | None:
        marks = self._marks[column.letter]
        return self._attempt(
            row, column, lambda value: read_price(value, marks, column.divisor), None, bad
        )

    def _weight(self, row: SheetRow, table: TableBuilder) -> Decimal | None:
        """The weight, if it can be read: a slip in it is no reason to lose a price."""
        for column in self._mapping.of(PriceField.WEIGHT):
            value = self._value(row, column)
            try:
                return read_weight(value, column.divisor)
            except DomainError:
                table.note(
                    row.number,
                    Message(
                        N_("Вес «%(text)s» не распознан, позиция загружена без веса."),
                        text=_shown(value),
                    ),
                )
        return None

    def _joined(
        self, row: SheetRow, field: PriceField, glue: str, length: int, bad: list[BadRow]
    ) -> str:
        """The texts of all columns of the field as one."""
        columns = self._mapping.of(field)
        texts = [
            self._attempt(row, column, lambda value: read_text(value, length), "", bad)
            for column in columns
        ]
        text = glue.join(filter(None, texts))
        if len(text) > length:
            bad.append(BadRow(row.number, columns[0].letter, _shown(text), too_long(length)))
        return text

    def _first(
        self,
        row: SheetRow,
        field: PriceField,
        read: Callable[[CellValue], _Value],
        default: _Value,
        bad: list[BadRow],
    ) -> _Value:
        """The value of the only column of the field; `default` if there is none or it is empty."""
        for column in self._mapping.of(field):
            if self._value(row, column) is not None:
                return self._attempt(row, column, read, default, bad)
        return default

    def _attempt(
        self,
        row: SheetRow,
        column: MappedColumn,
        read: Callable[[CellValue], _Value],
        default: _Value,
        bad: list[BadRow],
    ) -> _Value:
        """`read` the cell; on failure note the reason and go on, so that one row tells all."""
        value = self._value(row, column)
        try:
            return read(value)
        except DomainError as error:
            bad.append(BadRow(row.number, column.letter, _shown(value), error.message))
            return default

    def _value(self, row: SheetRow, column: MappedColumn) -> CellValue:
        return row.cells[self._index[column.letter]]


def _unit_code(value: CellValue) -> str | None:
    return None if is_absent(value) else read_unit(value).code


def _shown(value: CellValue) -> str:
    text = cell_text(value)
    return text if len(text) <= _SHOWN_VALUE else text[:_SHOWN_VALUE] + "…"
