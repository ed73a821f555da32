"""What the columns of a price list mean, as the program guesses it."""

import json
from decimal import Decimal

import pytest
from price_sheets import (
    csv_sheet,
    fields,
    parsed,
    prices,
    ugly,
)

from core.directory.price_file import (
    MappedColumn,
    PriceField,
    PriceMapping,
    guess_columns,
    parse_rows,
)
from core.directory.price_file.guess import break_quantity
from core.kernel.errors import ValidationFailed
from core.kernel.money import VatMode


def test_columns_are_guessed_by_their_titles() -> None:
    assert fields(ugly("text_numbers.xlsx")) == {
        "Код товара": "sku",
        "Номенклатура": "name",
        "Ед.": "unit",
        "Цена (руб.)": "price",
        "НДС": "vat",
        "Вес, кг": "weight",
    }


def test_columns_without_titles_are_guessed_by_contents_and_less_surely() -> None:
    guess = guess_columns(ugly("no_header_utf8.csv"))
    assert [column.field for column in guess.columns] == [
        PriceField.SKU,
        PriceField.NAME,
        PriceField.UNIT,
        PriceField.PRICE,
    ]
    assert all(column.confidence <= 0.5 for column in guess.columns)


def test_prices_by_quantity_take_their_thresholds_from_the_titles() -> None:
    sheet = ugly("merged_header.xlsx")
    mapping = guess_columns(sheet).mapping()
    thresholds = [column.min_quantity for column in mapping.of(PriceField.PRICE)]
    assert thresholds == [Decimal(0), Decimal(100), Decimal(1000)]


@pytest.mark.parametrize(
    ("title", "quantity"),
    [
        ("от 100 шт", 100),
        ("Цена от 1 000 шт.", 1000),
        ("свыше 500", 501),
        ("≥ 50 шт", 50),
        ("до 10 шт", 0),
        ("100-499 шт", 100),
        ("1000+", 1000),
        ("Цена при заказе, шт / 250", 250),
        ("Цена, руб. / от 1 шт", 0),
        ("от 50 000 руб.", None),
        ("Цена от 100 тыс. руб", None),
        ("Цена", None),
        ("Цена на 2026 г.", None),
        ("Цена / 100", None),
    ],
)
def test_a_threshold_is_read_from_a_title(title: str, quantity: int | None) -> None:
    assert break_quantity(title) == quantity


def test_retail_price_is_preferred_to_cost_and_wholesale() -> None:
    assert fields(ugly("formulas.xlsx"))["Цена розн. с НДС"] == "price"
    assert fields(ugly("tabs_utf16.txt"))["Цена розн."] == "price"


def test_the_tax_mode_and_the_currency_are_read_from_titles_and_banner() -> None:
    assert guess_columns(ugly("merged_header.xlsx")).vat_mode is VatMode.INCLUDED
    assert guess_columns(ugly("per_thousand.xlsx")).vat_mode is VatMode.EXCLUDED
    assert guess_columns(ugly("text_numbers.xlsx")).vat_mode is None
    assert guess_columns(ugly("breaks_in_rows.csv")).currency == "USD"
    euro = csv_sheet("Цены указаны в евро;;\nКод;Название;Цена\n1;Болт;2\n")
    assert guess_columns(euro).currency == "EUR"


def test_prices_and_weights_for_a_thousand_are_brought_to_one() -> None:
    row = parsed("per_thousand.xlsx").rows[0]
    assert prices(row) == [("0", "0.4125")]
    assert row.weight == Decimal("0.00152")


def test_a_name_split_between_two_columns_is_joined() -> None:
    assert parsed("per_thousand.xlsx").rows[1].name == "Саморез гипсокартон-дерево 3,5х35"


def test_a_mapping_survives_json() -> None:
    mapping = guess_columns(ugly("merged_header.xlsx")).mapping()
    stored = json.loads(json.dumps(mapping.to_json()))
    assert PriceMapping.from_json(stored["currency"], stored["columns"]) == mapping


@pytest.mark.parametrize(
    ("columns", "place", "reason"),
    [
        ([("C", PriceField.PRICE)], "", "наименование или артикул"),
        ([("A", PriceField.NAME), ("Z", PriceField.PRICE)], "Z", "нет столбца Z"),
        ([("A", PriceField.SKU), ("B", PriceField.SKU)], "B", "уже выбрано"),
        (
            [("A", PriceField.NAME), ("B", PriceField.PRICE), ("C", PriceField.PRICE)],
            "C",
            "Уже есть цена от количества 0",
        ),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_at_its_column(
    columns: list[tuple[str, PriceField]], place: str, reason: str
) -> None:
    sheet = csv_sheet("Код;Название;Цена\n1;Болт;2\n")
    mapping = PriceMapping(tuple(MappedColumn(*column) for column in columns))
    with pytest.raises(ValidationFailed) as refused:
        parse_rows(sheet, mapping)
    assert reason in str(refused.value.errors[place][0])


@pytest.mark.parametrize("number", ["0", "-1", "NaN", "1e20"])
def test_a_divisor_must_be_a_sane_number(number: str) -> None:
    column = MappedColumn("C", PriceField.PRICE, divisor=Decimal(number))
    mapping = PriceMapping((MappedColumn("B", PriceField.NAME), column))
    with pytest.raises(ValidationFailed, match="Делитель"):
        parse_rows(csv_sheet("Код;Название;Цена\n1;Болт;2\n"), mapping)


def test_of_two_prices_the_one_not_taken_is_named() -> None:
    guess = guess_columns(
        csv_sheet("Артикул;Наименование;Цена розница, руб.;Цена опт, руб.\nА-1;Болт;12,5;10\n")
    )
    taken = [column.title for column in guess.columns if column.field is PriceField.PRICE]
    assert taken == ["Цена розница, руб."]
    assert guess.other_prices == ("Цена опт, руб.",)


def test_an_old_price_is_no_second_candidate() -> None:
    guess = guess_columns(csv_sheet("Артикул;Наименование;Цена;Старая цена\nА-1;Болт;12,5;10\n"))
    assert guess.other_prices == ()


@pytest.mark.parametrize("title", ["Кол. от", "от, шт", "Количество от", "Мин. кол-во"])
def test_a_column_of_thresholds_is_recognised_however_it_is_called(title: str) -> None:
    sheet = csv_sheet(f"Артикул;Наименование;Цена;{title}\nА-1;Болт;12,5;1\nА-1;Болт;10;100\n")
    assert fields(sheet)[title] == "min_quantity"


def test_the_word_group_is_no_part_of_the_name_of_a_group() -> None:
    sheet = csv_sheet("Артикул;Наименование;Цена\n;Группа Кабели;\nА-1;ВВГ 3х2,5;100\n")
    table = parse_rows(sheet, guess_columns(sheet).mapping())
    assert [row.group for row in table.rows] == [("Кабели",)]
