"""Rows of a price list: read, refused with a reason, or noted."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from price_sheets import (
    CELL,
    HEADERS,
    by_number,
    csv_sheet,
    csv_table,
    parsed,
    prices,
    reasons,
    ugly,
)

from core.directory.okei import UNITS, find_unit, unit_by_code
from core.directory.price_file import (
    MappedColumn,
    PriceField,
    PriceMapping,
    guess_columns,
    parse_rows,
)
from core.directory.tables import read_tables
from core.kernel.money import NO_VAT


def test_sections_become_groups_and_subtotals_are_passed_over() -> None:
    table = parsed("merged_header.xlsx")
    assert [(row.number, row.group) for row in table.rows] == [
        (8, ("БОЛТЫ", "Болты DIN 933")),
        (9, ("БОЛТЫ", "Болты DIN 933")),
        (13, ("ГАЙКИ", "Гайки DIN 934")),
        (14, ("ГАЙКИ", "Гайки DIN 934")),
    ]
    assert table.bad == ()
    assert [note.number for note in table.notes] == [10, 16, 18]


def test_an_empty_step_of_the_scale_is_no_price() -> None:
    rows = by_number(parsed("merged_header.xlsx"))
    assert prices(rows[8]) == [("0", "12.5"), ("100", "11.9"), ("1000", "10.75")]
    assert prices(rows[13]) == [("0", "3.2"), ("100", "2.95")]
    assert prices(rows[14]) == [("0", "5.4")]


def test_the_outline_of_excel_tells_the_depth_of_groups() -> None:
    assert [row.group for row in parsed("outline.xlsx").rows] == [
        ("Электрика", "Щиты"),
        ("Электрика", "Щиты"),
        ("Электрика", "Лотки"),
        ("Сантехника",),
    ]


def test_a_single_title_replaces_the_lowest_level_of_groups() -> None:
    table = csv_table(
        "Код;Название;Цена\nКрепёж;;\nБолты;;\n1;Болт М8;2\nГайки;;\n2;Гайка М8;1\n"
        "ЭЛЕКТРИКА;;\n3;Автомат;5\n"
    )
    assert [row.group for row in table.rows] == [
        ("Крепёж", "Болты"),
        ("Крепёж", "Гайки"),
        ("ЭЛЕКТРИКА",),
    ]


def test_numbers_typed_as_text_are_numbers() -> None:
    rows = by_number(parsed("text_numbers.xlsx"))
    assert [prices(rows[number]) for number in (3, 4, 6, 10)] == [
        [("0", "1234.5")],
        [("0", "98.4")],
        [("0", "2100")],
        [("0", "12.5")],
    ]
    assert [rows[number].sku for number in (3, 4)] == ["00107", "00108"]


def test_every_bad_row_says_what_is_wrong() -> None:
    assert reasons(parsed("text_numbers.xlsx")) == {
        5: "Вместо цены указано «договорная». Без числа позиция не загружается.",
        8: "Та же позиция уже есть в строке 3 с ценой 1234,5 RUB, здесь 1300 RUB.",
        9: "Единица измерения «бух-та» не распознана. Примеры: шт, упак, кг, м, компл.",
        11: "Цена равна нулю.",
        12: "Не указано наименование.",
        15: "Вместо цены указано «п/запросу». Без числа позиция не загружается.",
    }


def test_a_bad_cell_is_named_by_its_column_and_value() -> None:
    bad = {row.number: row for row in parsed("text_numbers.xlsx").bad}
    assert (bad[9].column, bad[9].value) == ("D", "бух-та")


def test_one_row_tells_all_that_is_wrong_with_it() -> None:
    table = csv_table("Код;Название;Ед.;Цена\n1;Болт;шт;2\n2;Гайка;ведёрко;дорого\n")
    assert [bad.column for bad in table.bad] == ["C", "D"]


def test_the_same_position_twice_is_loaded_once_with_a_note() -> None:
    table = parsed("semicolons_cp1251.csv")
    assert [row.sku for row in table.rows] == ["ЛП-36", "ЛП-18", "ЛП-20"]
    assert str(table.notes[0].message) == ("Повторяет строку 5 с той же ценой, загружена один раз.")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("k 1;Болт М8;шт;3", "с ценой 2 RUB, здесь 3 RUB"),
        ("К-1;Болт М10;шт;2", "уже есть в строке 2 с наименованием «Болт М8»"),
        ("К-1;Болт М8;кг;2", "с другой единицей измерения"),
        ("К-1;Болт М8;шт;2 $", "с ценой 2 RUB, здесь 2 USD"),
    ],
)
def test_an_article_number_met_again_with_other_data_is_a_bad_row(row: str, reason: str) -> None:
    table = csv_table(f"Код;Название;Ед.;Цена\nК-1;Болт М8;шт;2\n{row}\n")
    assert [item.number for item in table.rows] == [2]
    assert reason in reasons(table)[3]


def test_quantity_breaks_in_rows_make_one_position() -> None:
    table = parsed("breaks_in_rows.csv")
    assert prices(table.rows[0]) == [("1", "0.05"), ("1000", "0.04")]
    assert "здесь 0,045 USD" in reasons(table)[4]
    assert "с другой единицей измерения" in reasons(table)[6]


def test_dollars_known_only_from_the_cell_format_are_dollars() -> None:
    table = parsed("currency_formats.xlsx")
    assert {row.currency for row in table.rows} == {"USD"}
    assert [row.sku for row in table.rows] == ["T-01", "T-02", "Б-0042"]


def test_an_article_number_turned_into_a_date_is_a_bad_row() -> None:
    assert reasons(parsed("currency_formats.xlsx"))[4].startswith(
        "Excel превратил артикул в дату «10.12.2026»"
    )


def test_formulas_without_result_and_with_error_are_bad_rows() -> None:
    table = parsed("formulas.xlsx")
    assert [prices(row) for row in table.rows] == [[("0", "180")], [("0", "186.66")]]
    assert "результат в файле не сохранён" in reasons(table)[4]
    assert reasons(table)[5] == "В ячейке ошибка формулы «#DIV/0!»."


def test_units_and_vat_are_understood_as_people_write_them() -> None:
    rows = by_number(parsed("text_numbers.xlsx"))
    assert [rows[number].unit for number in (3, 6, 10, 13)] == ["006", "own.coil", "796", "778"]
    assert rows[4].vat is not None
    assert rows[4].vat.percent == 20
    assert rows[6].vat == NO_VAT


def test_weights_in_grams_are_kilograms_and_an_odd_weight_loses_no_price() -> None:
    sheet = ugly("text_numbers.xlsx")
    rows = by_number(parse_rows(sheet, guess_columns(sheet).mapping()))
    assert (rows[6].weight, rows[10].weight) == (Decimal("3.4"), Decimal("0.15"))
    table = csv_table("Код;Название;Цена;Вес, г\n1;Болт;2;тяжёлый\n2;Гайка;3;150\n")
    assert [row.weight for row in table.rows] == [None, Decimal("0.15")]
    assert "загружена без веса" in str(table.notes[0].message)


def test_a_comma_before_three_digits_is_settled_by_the_rest_of_the_column() -> None:
    settled = csv_table("Код;Название;Цена\n1;Болт;1,234\n2;Гайка;0,5\n")
    assert prices(settled.rows[0]) == [("0", "1.234")]
    unclear = csv_table("Код;Название;Цена\n1;Болт;1,234\n2;Гайка;5\n")
    assert "читается двояко" in reasons(unclear)[2]


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("1 234,50", "1234.5", "RUB"),
        ("12,50 руб./шт", "12.5", "RUB"),
        ("5 руб. 20 коп.", "5.2", "RUB"),
        ("$12.50", "12.5", "USD"),
        ("12,5 долл.", "12.5", "USD"),
        ("3,10 евро за шт.", "3.1", "EUR"),
        ("990*", "990", "RUB"),
    ],
)
def test_a_price_is_read_with_what_stands_around_it(cell: str, amount: str, currency: str) -> None:
    (row,) = csv_table(f"Код;Название;Цена\nК-1;Болт;{cell}\n").rows
    assert (prices(row), row.currency) == ([("0", amount)], currency)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("по запросу", "Вместо цены указано"),
        ("звоните", "Вместо цены указано"),
        ("-", "Не указана цена"),
        ("", "Не указана цена"),
        ("-5", "отрицательная"),
        ("0,0000001", "равна нулю"),
        ("9999999999999", "слишком велика"),
        ("от 5 до 7", "Не похоже на число"),
        ("5 $ / 4 €", "две валюты"),
        ("=A1*2", "формула"),
        ("#ССЫЛКА!", "ошибка формулы"),
    ],
)
def test_what_is_no_price_is_a_bad_row(cell: str, reason: str) -> None:
    table = csv_table(f"Код;Название;Цена\nК-1;Болт;5\nК-2;Гайка;{cell}\n")
    assert [row.number for row in table.rows] == [2]
    assert reason in reasons(table)[3]


def test_article_numbers_cut_by_excel_are_refused() -> None:
    table = csv_table("Код;Название;Цена\n4,60705E+12;Болт;5\nК-2;Гайка;1\n")
    assert "сократил длинный код" in reasons(table)[2]


def test_prices_may_be_absent_where_no_column_of_them_is_mapped() -> None:
    sheet = csv_sheet("Название;Ед.\nБолт;шт\nГайка;\n")
    table = parse_rows(
        sheet,
        PriceMapping((MappedColumn("A", PriceField.NAME), MappedColumn("B", PriceField.UNIT))),
    )
    assert [(row.name, row.unit, row.prices) for row in table.rows] == [
        ("Болт", "796", ()),
        ("Гайка", None, ()),
    ]


def test_a_person_may_correct_the_guess() -> None:
    sheet = ugly("tabs_utf16.txt")
    guess = guess_columns(sheet)
    wholesale = [
        replace(column, field=PriceField.PRICE)
        if column.title == "Цена опт."
        else replace(column, field=None)
        if column.title == "Цена розн."
        else column
        for column in guess.columns
    ]
    table = parse_rows(sheet, replace(guess, columns=tuple(wholesale)).mapping())
    assert [prices(row) for row in table.rows] == [[("0", "41.2")], [("0", "63.1")]]
    assert reasons(table) == {5: "Не указана цена."}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("шт.", "796"),
        ("Штук", "796"),
        ("уп", "778"),
        ("упак.", "778"),
        ("кг", "166"),
        ("м", "006"),
        ("м.п.", "018"),
        ("пог. м", "018"),
        ("м²", "055"),
        ("куб. м", "113"),
        ("компл", "839"),
        ("к-т", "839"),
        ("тыс. шт.", "798"),
        ("796", "796"),
    ],
)
def test_usual_spellings_name_the_unit(text: str, code: str) -> None:
    unit = find_unit(text)
    assert unit is not None
    assert unit.code == code


def test_units_unknown_to_the_classifier_carry_no_code_of_it() -> None:
    coil = find_unit("бухты")
    assert coil is not None
    assert coil.okei_code is None
    assert unit_by_code("796") is not None
    assert len({unit.code for unit in UNITS}) == len({unit.short for unit in UNITS}) == len(UNITS)
    assert find_unit("попугай") is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(HEADERS, min_size=2, max_size=8),
    st.lists(st.lists(CELL, max_size=8), min_size=1, max_size=8),
)
def test_every_row_is_read_refused_or_noted(header: list[str], lines: list[list[str]]) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""').replace("\n", " ").replace("\r", " ") + '"'

    text = "\n".join(";".join(map(cell, line)) for line in [header, *lines])
    (sheet,) = read_tables((text + "\n1;2\n").encode(), "x.csv")
    mapping = guess_columns(sheet).mapping()
    if not mapping.of(PriceField.NAME) and not mapping.of(PriceField.SKU):
        return
    table = parse_rows(sheet, mapping)
    numbers = {part.number for part in (*table.rows, *table.bad, *table.notes)}
    silent = {row.number for row in sheet.rows} - numbers
    for row in table.rows:
        assert row.name or row.sku
        assert all(item.price > 0 for item in row.prices)
        assert [item.min_quantity for item in row.prices] == sorted(
            {item.min_quantity for item in row.prices}
        )
    # A row without a trace is a heading above positions, or another step of one position.
    assert all(
        len(list(filter(None, row.cells))) <= 2 or mapping.of(PriceField.MIN_QUANTITY)
        for row in sheet.rows
        if row.number in silent
    )
