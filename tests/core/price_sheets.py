"""Columns of price lists guessed, their rows read or refused with a reason."""

from pathlib import Path

from hypothesis import strategies as st

from core.directory.price_file import (
    PriceRow,
    PriceTable,
    guess_columns,
    parse_rows,
)
from core.directory.tables import Sheet, read_tables

UGLY = Path(__file__).parents[1] / "fixtures" / "ugly" / "prices"


def ugly(name: str) -> Sheet:
    (sheet,) = read_tables((UGLY / name).read_bytes(), name)
    return sheet


def parsed(name: str) -> PriceTable:
    sheet = ugly(name)
    return parse_rows(sheet, guess_columns(sheet).mapping())


def csv_sheet(text: str) -> Sheet:
    (sheet,) = read_tables(text.encode(), "прайс.csv")
    return sheet


def csv_table(text: str) -> PriceTable:
    sheet = csv_sheet(text)
    return parse_rows(sheet, guess_columns(sheet).mapping())


def fields(sheet: Sheet) -> dict[str, str]:
    guess = guess_columns(sheet)
    return {column.title: column.field.value for column in guess.columns if column.field}


def by_number(table: PriceTable) -> dict[int, PriceRow]:
    return {row.number: row for row in table.rows}


def reasons(table: PriceTable) -> dict[int, str]:
    return {bad.number: str(bad.reason) for bad in table.bad}


def prices(row: PriceRow) -> list[tuple[str, str]]:
    return [(format(item.min_quantity, "f"), format(item.price, "f")) for item in row.prices]


ODD_CELLS = (
    "|-|шт|12,50|1,234|20%|по запросу|Итого|=A1|#N/A|от 100 шт|руб.|1E+12|БОЛТЫ|²|٣|NaN|1/0"
    "|10 000 000 000 000 000|0,5 кг"
)


CELL = st.one_of(
    st.sampled_from(ODD_CELLS.split("|")),
    st.text(max_size=12),
)


HEADERS = st.sampled_from(
    ("Артикул", "Название", "Группа", "Ед.", "Цена", "от 100 шт", "Валюта", "НДС", "Вес, г")
)
