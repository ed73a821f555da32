"""Sums of documents: rounding, tax, discount, totals, allocation."""

from decimal import ROUND_DOWN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import (
    MAX_AMOUNT,
    NO_VAT,
    ZERO,
    InvalidAmount,
    VatMode,
    VatRate,
    allocate,
    document_totals,
    line_amounts,
    round_money,
)

VAT_22 = VatRate.parse("22%")
VAT_10 = VatRate.parse("10%")
VAT_0 = VatRate.parse("0%")
ADVANCE_22 = VatRate.parse("22/122")

KOPECK = Decimal("0.01")

quantities = st.decimals(min_value=0, max_value=10**5, places=6)
prices = st.decimals(min_value=0, max_value=10**6, places=6)
percents = st.decimals(min_value=0, max_value=100, places=4)
sums = st.decimals(min_value=0, max_value=10**11, places=2)
rates = st.sampled_from([VAT_22, VAT_10, VAT_0, NO_VAT, VatRate.parse("5%"), VatRate.parse("7%")])
modes = st.sampled_from(list(VatMode))
lines = st.builds(line_amounts, quantities, prices, percents, rates, modes)


# --- rounding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.125", "0.13"), ("-0.125", "-0.13"), ("0.1249999", "0.12"), ("5", "5.00")],
)
def test_halves_go_away_from_zero(value, rounded):
    assert str(round_money(Decimal(value))) == rounded


def test_there_is_no_negative_zero():
    assert str(round_money(Decimal("-0.001"))) == "0.00"


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1e30"])
def test_what_is_not_an_ordinary_number_is_refused(value):
    with pytest.raises(InvalidAmount):
        round_money(Decimal(value))


@pytest.mark.parametrize("value", [1.5, True, "1"])
def test_floats_flags_and_texts_are_a_mistake_of_the_program(value):
    with pytest.raises(TypeError):
        round_money(value)


# --- rates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "percent", "calculated"),
    [
        ("22%", "22%", 22, False),
        (" НДС 22 % ", "22%", 22, False),
        ("22", "22%", 22, False),
        ("20,00%", "20%", 20, False),
        ("0%", "0%", 0, False),
        ("22/122", "22/122", 22, True),
        ("10 / 110", "10/110", 10, True),
        ("Без НДС", "без НДС", None, False),
    ],
)
def test_rate_is_read_from_what_people_write(text, code, percent, calculated):
    rate = VatRate.parse(text)

    assert (rate.code, rate.percent, rate.calculated) == (code, percent, calculated)


@pytest.mark.parametrize(
    "text",
    ["", "%", "НДС", "22/120", "22/122%", "0/100", "101%", "-5%", "22%%", "2 2x", "٢٢%", "1."],
)
def test_a_rate_that_cannot_be_is_refused_with_examples(text):
    with pytest.raises(InvalidAmount, match="22/122") as refusal:
        VatRate.parse(text)

    assert refusal.value.field == "vat_rate"


@pytest.mark.parametrize("rate", [VAT_22, VAT_0, ADVANCE_22, NO_VAT])
def test_code_of_a_rate_reads_back_into_the_same_rate(rate):
    assert VatRate.parse(rate.code) == rate


def test_without_vat_is_not_the_zero_rate():
    assert NO_VAT != VAT_0


@pytest.mark.parametrize(
    ("percent", "calculated"),
    [(None, True), (Decimal(0), True), (Decimal(101), False), (Decimal("NaN"), False)],
)
def test_a_senseless_rate_cannot_be_made(percent, calculated):
    with pytest.raises(ValueError, match="percent"):
        VatRate("что-то", percent, calculated)


# --- a line -----------------------------------------------------------------------------------


def test_tax_on_top_is_taken_from_the_sum_of_the_line():
    line = line_amounts(3, Decimal("33.33"), 0, VAT_22, VatMode.EXCLUDED)

    assert (line.net, line.vat, line.gross) == (
        Decimal("99.99"),
        Decimal("22.00"),
        Decimal("121.99"),
    )


def test_tax_inside_is_taken_out_of_the_sum_of_the_line():
    line = line_amounts(3, Decimal("33.33"), 0, VAT_22, VatMode.INCLUDED)

    assert (line.net, line.vat, line.gross) == (
        Decimal("81.96"),
        Decimal("18.03"),
        Decimal("99.99"),
    )


def test_price_of_a_fraction_of_a_kopeck_is_not_rounded_before_multiplication():
    line = line_amounts(10_000, Decimal("0.004"), 0, VAT_22, VatMode.EXCLUDED)

    assert line.net == Decimal("40.00")


def test_discount_is_taken_from_the_exact_price_and_shown_in_money():
    line = line_amounts(7, Decimal("19.99"), Decimal("12.5"), VAT_22, VatMode.INCLUDED)

    assert line.list_price == Decimal("19.99")
    assert line.discounted_price == Decimal("17.491250")
    assert line.list_sum == Decimal("139.93")
    assert line.gross == Decimal("122.44")
    assert line.discount == Decimal("17.49")


def test_free_delivery_is_a_full_discount():
    line = line_amounts(2, 500, 100, VAT_22, VatMode.EXCLUDED)

    assert (line.discount, line.gross) == (Decimal("1000.00"), ZERO)


@pytest.mark.parametrize("rate", [VAT_0, NO_VAT])
@pytest.mark.parametrize("mode", list(VatMode))
def test_neither_the_zero_rate_nor_its_absence_gives_tax(rate, mode):
    line = line_amounts(2, 50, 0, rate, mode)

    assert (line.net, line.vat, line.gross, line.rate) == (100, 0, 100, rate)


def test_calculated_rate_takes_the_tax_out_of_an_advance():
    line = line_amounts(1, 1220, 0, ADVANCE_22, VatMode.INCLUDED)

    assert (line.net, line.vat, line.gross) == (1000, 220, 1220)


def test_calculated_rate_over_prices_without_tax_is_refused():
    with pytest.raises(InvalidAmount, match="22/122") as refusal:
        line_amounts(1, 1000, 0, ADVANCE_22, VatMode.EXCLUDED)

    assert refusal.value.field == "vat_rate"


@pytest.mark.parametrize("bad", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), -1])
@pytest.mark.parametrize("field", ["quantity", "price", "discount_percent"])
def test_a_number_that_cannot_be_is_refused_by_the_name_of_its_field(bad, field):
    numbers = {"quantity": 1, "price": 1, "discount_percent": 0, field: bad}

    with pytest.raises(InvalidAmount) as refusal:
        line_amounts(**numbers, rate=VAT_22, mode=VatMode.EXCLUDED)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("quantity", Decimal("0.0000001"), "6 знаков"),
        ("price", Decimal("0.0000001"), "6 знаков"),
        ("discount_percent", Decimal("0.00001"), "4 знаков"),
        ("discount_percent", Decimal("100.01"), "100.01"),
        ("quantity", 10**13, "велико"),
    ],
)
def test_too_precise_and_too_large_is_refused_rather_than_rounded(field, value, says):
    numbers = {"quantity": 1, "price": 1, "discount_percent": 0, field: value}

    with pytest.raises(InvalidAmount, match=says):
        line_amounts(**numbers, rate=VAT_22, mode=VatMode.EXCLUDED)


def test_trailing_zeros_are_no_precision():
    line = line_amounts(Decimal("1.0000000000"), Decimal("2.50000000"), 0, NO_VAT, VatMode.EXCLUDED)

    assert line.net == Decimal("2.50")


def test_sum_that_has_no_words_is_refused():
    with pytest.raises(InvalidAmount, match="велика"):
        line_amounts(10**6, 10**10, 0, VAT_22, VatMode.EXCLUDED)


def test_long_factors_are_multiplied_exactly_whatever_the_caller_set_for_decimals():
    quantity, price = Decimal("999999.999999"), Decimal("999999.999999")
    with localcontext(prec=5, rounding=ROUND_DOWN):
        line = line_amounts(quantity, price, 0, NO_VAT, VatMode.EXCLUDED)

    assert line.net == Decimal("999999999998.00")


@given(lines)
def test_gross_is_always_net_and_vat_and_nothing_is_negative(line):
    assert line.gross == line.net + line.vat
    assert min(line.net, line.vat, line.gross, line.discount) >= 0


@given(quantities, prices, percents, rates, modes)
def test_list_sum_less_discount_is_the_sum_of_the_line_in_its_mode(q, p, percent, rate, mode):
    line = line_amounts(q, p, percent, rate, mode)

    shown = line.net if mode is VatMode.EXCLUDED else line.gross
    assert line.list_sum - line.discount == shown
    assert abs(shown - q * p * (100 - percent) / 100) <= KOPECK / 2


@given(sums, rates)
def test_from_net_to_gross_and_back_is_the_same_kopeck(net, rate):
    there = line_amounts(1, net, 0, rate, VatMode.EXCLUDED)
    back = line_amounts(1, there.gross, 0, rate, VatMode.INCLUDED)

    assert (back.net, back.vat) == (there.net, there.vat)


@given(sums, rates)
def test_from_gross_to_net_and_back_differs_by_a_kopeck_at_most(gross, rate):
    there = line_amounts(1, gross, 0, rate, VatMode.INCLUDED)
    back = line_amounts(1, there.net, 0, rate, VatMode.EXCLUDED)

    assert abs(back.gross - there.gross) <= KOPECK


# --- totals -----------------------------------------------------------------------------------


def test_totals_are_sums_of_rounded_lines_not_a_rounded_sum():
    third = line_amounts(1, Decimal("0.333"), 0, VAT_22, VatMode.EXCLUDED)

    assert document_totals([third] * 3).net == Decimal("0.99")


def test_an_empty_document_amounts_to_zero():
    totals = document_totals([])

    assert (totals.net, totals.vat, totals.gross, totals.discount, totals.by_rate) == (
        0, 0, 0, 0, (),
    )  # fmt: skip


def test_tax_by_rate_goes_from_the_greatest_to_without_vat():
    mixed = [
        line_amounts(1, 100, 0, rate, VatMode.INCLUDED)
        for rate in (NO_VAT, VAT_10, ADVANCE_22, VAT_0, VAT_22)
    ]

    assert document_totals(mixed).vat_by_rate == {
        "22%": Decimal("18.03"),
        "22/122": Decimal("18.03"),
        "10%": Decimal("9.09"),
        "0%": ZERO,
        "без НДС": ZERO,
    }
    assert list(document_totals(mixed).vat_by_rate) == ["22%", "22/122", "10%", "0%", "без НДС"]


@given(st.lists(lines, max_size=20))
def test_totals_equal_the_lines_and_the_parts_by_rate(document):
    totals = document_totals(document)

    for name in ("net", "vat", "gross"):
        assert getattr(totals, name) == sum(getattr(line, name) for line in document)
        assert getattr(totals, name) == sum(getattr(part, name) for part in totals.by_rate)
    assert totals.gross == totals.net + totals.vat
    assert totals.vat == sum(totals.vat_by_rate.values())
    assert totals.discount == sum(line.discount for line in document)


# --- allocation -------------------------------------------------------------------------------


def test_a_hundred_among_three_equals_gives_the_odd_kopeck_to_the_first():
    assert allocate(Decimal("100.00"), [1, 1, 1]) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


def test_the_odd_kopeck_goes_to_the_largest_remainder():
    assert allocate(Decimal("1.00"), [Decimal("0.5"), Decimal("1.9"), Decimal("0.6")]) == [
        Decimal("0.17"),
        Decimal("0.63"),
        Decimal("0.20"),
    ]


def test_with_no_weight_at_all_the_parts_are_equal():
    assert allocate(Decimal("0.03"), [0, 0]) == [Decimal("0.02"), Decimal("0.01")]


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.lists(st.decimals(min_value=0, max_value=10**9, places=6), min_size=1, max_size=40),
)
def test_parts_make_the_whole_and_each_is_within_a_kopeck_of_its_exact_share(total, weights):
    shares = allocate(total, weights)

    assert sum(shares) == total
    assert all(share == round_money(share) for share in shares)
    whole = sum(weights)
    if whole:
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share * whole - total * weight) < KOPECK * whole


@given(st.lists(sums, min_size=1, max_size=20), st.data())
def test_a_discount_never_exceeds_the_line_it_falls_on(weights, data):
    discount = data.draw(st.decimals(min_value=0, max_value=sum(weights), places=2))

    shares = allocate(discount, weights)

    if any(weights):
        assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


@given(sums, st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=9))
def test_a_negative_sum_is_divided_as_its_opposite(total, weights):
    assert allocate(-total, weights) == [-share for share in allocate(total, weights)]


@pytest.mark.parametrize(
    ("total", "weights"),
    [(Decimal("0.001"), [1]), (Decimal(1), [1, -1]), (Decimal("NaN"), [1]), (1, [Decimal("Inf")])],
)
def test_what_cannot_be_divided_is_refused(total, weights):
    with pytest.raises(InvalidAmount):
        allocate(total, weights)


def test_there_must_be_something_to_divide_among():
    with pytest.raises(ValueError, match="nothing"):
        allocate(Decimal(1), [])


def test_the_greatest_sum_is_divided_exactly():
    assert sum(allocate(MAX_AMOUNT, [1] * 7)) == MAX_AMOUNT
