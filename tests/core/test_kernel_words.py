"""Sums in words against the forms of printed documents and against num2words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from core.kernel.words import (
    CURRENCIES_IN_WORDS,
    LIMIT,
    amount_in_words,
    number_in_words_en,
    number_in_words_ru,
    plural_ru,
)

# Uniform numbers below 10^15 are nearly all long; the short ones and the round ones matter too.
whole_numbers = st.one_of(
    st.integers(0, 2_000),
    st.integers(0, LIMIT),
    st.builds(lambda head, zeros: head * 10**zeros, st.integers(0, 999), st.integers(0, 12)),
)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1234.56", "Одна тысяча двести тридцать четыре рубля 56 копеек"),
        ("0", "Ноль рублей 00 копеек"),
        ("0.01", "Ноль рублей 01 копейка"),
        ("1", "Один рубль 00 копеек"),
        ("2.02", "Два рубля 02 копейки"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("21.21", "Двадцать один рубль 21 копейка"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("2002", "Две тысячи два рубля 00 копеек"),
        ("1000001", "Один миллион один рубль 00 копеек"),
        ("22000000000.50", "Двадцать два миллиарда рублей 50 копеек"),
        ("-5.10", "Минус пять рублей 10 копеек"),
        ("1000000000000000", "Один квадриллион рублей 00 копеек"),
    ],
)
def test_rubles_as_printed_documents_write_them(amount, words):
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("currency", "russian", "english"),
    [
        (
            "RUB",
            "Двадцать два рубля 02 копейки",
            "Twenty-two rubles 02 kopecks",
        ),
        ("USD", "Двадцать два доллара США 02 цента", "Twenty-two US dollars 02 cents"),
        ("EUR", "Двадцать два евро 02 цента", "Twenty-two euros 02 cents"),
        ("CNY", "Двадцать два китайских юаня 02 фэня", "Twenty-two Chinese yuan 02 fen"),
        (
            "BYN",
            "Двадцать два белорусских рубля 02 копейки",
            "Twenty-two Belarusian rubles 02 kopecks",
        ),
        ("KZT", "Двадцать два тенге 02 тиына", "Twenty-two Kazakhstani tenge 02 tiyn"),
    ],
)
def test_every_currency_has_names_in_both_languages(currency, russian, english):
    amount = Decimal("22.02")

    assert amount_in_words(amount, currency) == russian
    assert amount_in_words(amount, currency, language="en") == english
    assert currency in CURRENCIES_IN_WORDS


def test_english_tells_one_from_many():
    assert amount_in_words(Decimal("1.01"), language="en") == "One ruble 01 kopeck"
    assert amount_in_words(Decimal("-1234.56"), "USD", "en") == (
        "Minus one thousand two hundred thirty-four US dollars 56 cents"
    )


@pytest.mark.parametrize(
    "amount", ["NaN", "Infinity", "0.001", "1000000000000000.01", "-1000000000000001", "1e40"]
)
def test_a_sum_that_words_would_distort_is_refused(amount):
    with pytest.raises(ValueError, match="a sum"):
        amount_in_words(Decimal(amount))


def test_a_tiny_part_is_not_lost_behind_the_precision_of_decimals():
    with pytest.raises(ValueError, match="hundredths"):
        amount_in_words(Decimal("1." + "0" * 40 + "1"))


def test_an_unknown_currency_is_refused_with_those_known():
    with pytest.raises(ValueError, match="RUB"):
        amount_in_words(Decimal(1), "JPY")


@pytest.mark.parametrize("number", [-1, LIMIT + 1])
@pytest.mark.parametrize("write", [number_in_words_ru, number_in_words_en])
def test_numbers_without_a_name_are_refused(write, number):
    with pytest.raises(ValueError, match="10\\^15"):
        write(number)


@given(whole_numbers)
def test_russian_numbers_agree_with_num2words(number):
    assert number_in_words_ru(number) == num2words(number, lang="ru")


@given(whole_numbers)
def test_english_numbers_agree_with_num2words(number):
    theirs = num2words(number, lang="en").replace(",", "").replace(" and ", " ")

    assert number_in_words_en(number) == theirs


@given(st.integers(0, 10**13), st.sampled_from(["RUB", "BYN", "KZT"]))
def test_whole_sums_agree_with_num2words(hundredths, currency):
    amount = Decimal(hundredths).scaleb(-2)
    theirs = num2words(amount, lang="ru", to="currency", currency=currency, cents=False)

    ours = amount_in_words(amount, currency).lower()

    assert ours == theirs.replace(",", "")


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("заказ", [1, 21, 101, -1]),
        ("заказа", [2, 3, 4, 22, 104, -3]),
        ("заказов", [0, 5, 11, 12, 14, 19, 100, 111, 1012]),
    ],
)
def test_russian_plural_forms(form, counts):
    assert {plural_ru(count, "заказ", "заказа", "заказов") for count in counts} == {form}
