"""Numbers and dates as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import DomainError
from core.kernel.parsing import (
    ANY_MARK,
    NotADate,
    NotANumber,
    parse_date,
    parse_decimal,
    parse_quantity,
)

NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{THIN SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", "1234.5"),
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        (f"1{NBSP}234,50", "1234.50"),
        (f"1{THIN}234{THIN}567,5", "1234567.5"),
        (f"1{NARROW}234", "1234"),
        ("1  234", "1234"),
        ("1'234.50", "1234.50"),
        ("1’234’567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("0,125", "0.125"),
        ("12345,678", "12345.678"),
        ("1 234,500", "1234.500"),
        ("1,2340", "1.2340"),
        (",5", "0.5"),
        ("007", "7"),
        ("+5", "5"),
        ("-5", "-5"),
        (f"{MINUS}1 234,5", "-1234.5"),
        ("– 5", "-5"),
        ("-0", "0"),
        ("\ufeff 12 \n", "12"),
    ],
)
def test_reads_a_number_in_any_usual_manner(text, number):
    assert str(parse_decimal(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 500 руб.", "12500"),
        ("12 500,00 руб", "12500.00"),
        ("99р.", "99"),
        ("99 р", "99"),
        ("1 500 рублей", "1500"),
        ("1 500 ₽", "1500"),
        ("₽ 1 500", "1500"),
        ("$ 1,234.50", "1234.50"),
        ("15 EUR", "15"),
        ("1 234-50", "1234.50"),
        ("1234=50", "1234.50"),
        ("1 234–50 руб.", "1234.50"),
        ("12 500 руб. 5 коп.", "12500.05"),
        ("12 рублей 50 копеек", "12.50"),
        ("3р 20к", "3.20"),
    ],
)
def test_reads_a_price_in_any_usual_manner(text, number):
    assert str(parse_decimal(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        "1 23",
        "12 34 567",
        "1234 567",
        "1.23.4",
        "1,23,456.5",
        "1.234.56,7",
        "1 234.567,8",
        "1'234 567",
        "1,2,3",
        "1.234,567.89",
        "5,",
        "5.",
        ".",
        "-",
        "--5",
        "1 234 , 5",
        "1\t234",
        "1\n234",
        "руб.",
        "1e5",
        "1,5E+12",
        "10%",
        "½",
        "10²",
        "١٢",
        "0x10",
        "nan",
        "Infinity",
        "1_000",
        "10-5",
        "10-20-30",
        "1,5-20",
        "договорная",
        "12 шт",
        "12,5 руб. 5 коп.",
        "1" * 65,
    ],
)
def test_broken_numbers_are_refused(text):
    with pytest.raises(NotANumber, match="Не похоже на число"):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["", "  ", f"{NBSP}\n"])
def test_emptiness_is_refused_with_its_own_words(text):
    with pytest.raises(NotANumber, match="Введите число"):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,500", "999.000"])
def test_what_reads_in_two_ways_is_refused_with_both_readings(text):
    whole, fraction = text.replace(",", ".").split(".")

    with pytest.raises(NotANumber, match="двояко") as refusal:
        parse_decimal(text)

    assert f"{whole} {fraction}" in str(refusal.value)
    assert f"{whole},{fraction}0" in str(refusal.value)


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(",."))
def test_both_readings_offered_for_an_ambiguous_number_can_be_typed(whole, fraction, mark):
    with pytest.raises(NotANumber) as refusal:
        parse_decimal(f"{whole}{mark}{fraction:03d}")
    params = refusal.value.message.params

    assert parse_decimal(f"{params['whole']} {params['fraction']}") == whole * 1000 + fraction
    assert parse_decimal(f"{params['whole']},{params['fraction']}0") == whole + Decimal(
        fraction
    ).scaleb(-3)


@pytest.mark.parametrize(
    ("text", "marks", "number"),
    [
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("1,234", ANY_MARK, "1.234"),
        ("1.234", ANY_MARK, "1.234"),
        ("1.234,5", ".", "1234.5"),
    ],
)
def test_whoever_knows_the_source_names_its_decimal_mark(text, marks, number):
    assert str(parse_decimal(text, decimal_marks=marks)) == number


def test_refusal_is_both_an_error_of_value_and_a_message_for_a_person():
    with pytest.raises(ValueError, match="«абв»") as refusal:
        parse_decimal("абв")

    assert isinstance(refusal.value, DomainError)
    assert refusal.value.message.params == {"text": "абв"}


def test_a_long_text_is_not_repeated_to_the_person_whole():
    with pytest.raises(NotANumber) as refusal:
        parse_decimal("ж" * 5000)

    assert len(str(refusal.value)) < 120


def grouped(number: Decimal, divider: str, mark: str) -> str:
    return f"{number:,f}".replace(",", " ").replace(".", mark).replace(" ", divider)


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from([(" ", ","), (NBSP, ","), (THIN, "."), (".", ","), (",", "."), ("'", ".")]),
)
def test_any_printed_sum_reads_back(number, manner):
    assert parse_decimal(grouped(number, *manner)) == number


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_any_quantity_as_forms_show_it_reads_back(number):
    shown = grouped(number.normalize(), NBSP, ",")

    assert parse_decimal(shown, decimal_marks=ANY_MARK) == number
    assert parse_quantity(shown) == number


@given(st.text(max_size=40))
def test_any_text_is_a_finite_number_or_a_refusal(text):
    for parse in (parse_decimal, parse_quantity):
        with suppress(NotANumber):
            assert parse(text).is_finite()


@pytest.mark.parametrize(
    ("text", "number"), [("1,234", "1.234"), ("1.5", "1.5"), ("12 000", "12000"), ("0", "0")]
)
def test_a_quantity_with_thousandths_is_not_ambiguous(text, number):
    assert str(parse_quantity(text)) == number


@pytest.mark.parametrize("text", ["10-20", "10=20", "5 руб.", "5р", "$5", "5 руб. 20 коп."])
def test_a_range_or_a_price_is_no_quantity(text):
    with pytest.raises(NotANumber):
        parse_quantity(text)


def test_a_quantity_is_not_negative():
    with pytest.raises(NotANumber, match="отрицательным"):
        parse_quantity("-1")


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "23.11.2026",
        " 23.11.26 ",
        "23/11/2026",
        "2026-11-23",
        "23 ноября 2026",
        f"23{NBSP}Ноября 2026{NBSP}г.",
        "23 ноября 2026 года",
        "23.11.2026 г.",
        "23.11.2026г",
        "23 ноя 2026",
        "23 нояб. 2026",
    ],
)
def test_reads_a_date_in_any_usual_manner(text):
    assert parse_date(text) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "year"), [("1.2.00", 2000), ("1.2.69", 2069), ("1.2.70", 1970), ("1.2.99", 1999)]
)
def test_two_digits_of_a_year_mean_the_century_nearest_to_business(text, year):
    assert parse_date(text) == date(year, 2, 1)


MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, start=1)))
def test_knows_every_month_by_name(number, name):
    assert parse_date(f"1 {name} 2026") == date(2026, number, 1)
    assert parse_date(f"1 {name[:3]} 2026") == date(2026, number, 1)


@pytest.mark.parametrize("text", ["31.02.2026", "2026-13-01", "30 февраля 2026", "00.01.2026"])
def test_a_day_that_does_not_exist_is_named_so(text):
    with pytest.raises(NotADate, match="Такого дня нет"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "завтра", "23.11", "11-23-2026", "23.11.026", "23 мартобря 2026", "23.11.2026 10:00"],
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(NotADate, match=r"23\.11\.2026"):
        parse_date(text)


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)))
def test_any_printed_date_reads_back(day):
    assert parse_date(f"{day:%d.%m.%Y}") == day
    assert parse_date(f"{day:%d.%m.%y}") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day} {MONTHS[day.month - 1]} {day.year} г.") == day


@given(st.text(alphabet="0123456789.-/ гмая", max_size=20))
def test_any_text_is_a_date_or_a_refusal(text):
    with suppress(NotADate):
        assert isinstance(parse_date(text), date)
