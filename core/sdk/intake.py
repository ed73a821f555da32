"""All that a plugin may import from the core for reading what people send: files, units, words."""

from core.directory.okei import UNITS, OkeiUnit, find_unit, unit_by_code
from core.directory.partners import sort_name
from core.directory.tables import CellValue, Column, Sheet, SheetRow, cell_text, read_tables
from core.kernel.identifiers import InvalidIdentifier, parse_email, parse_inn, parse_phone
from core.kernel.parsing import NotADate, NotANumber, parse_date, parse_decimal, parse_quantity
from core.kernel.stems import normalise_sku, tokens, trigrams

__all__ = [
    "UNITS",
    "CellValue",
    "Column",
    "InvalidIdentifier",
    "NotADate",
    "NotANumber",
    "OkeiUnit",
    "Sheet",
    "SheetRow",
    "cell_text",
    "find_unit",
    "normalise_sku",
    "parse_date",
    "parse_decimal",
    "parse_email",
    "parse_inn",
    "parse_phone",
    "parse_quantity",
    "read_tables",
    "sort_name",
    "tokens",
    "trigrams",
    "unit_by_code",
]
