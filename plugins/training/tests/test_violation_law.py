"""Terms and limits of the Labour Code."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.training.labour_law import (
    Bound,
    Limit,
    Pause,
    explain_by,
    legal_cap,
    months_after,
    reduction,
    stands_to,
    term,
)


def test_an_explanation_has_two_working_days() -> None:
    assert explain_by(date(2026, 11, 10)) == date(2026, 11, 12)
    assert explain_by(date(2026, 11, 12)) == date(2026, 11, 16)


def test_holidays_do_not_count_into_the_two_days() -> None:
    assert explain_by(date(2026, 12, 30)) == date(2027, 1, 12)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_a_sanction_is_due_within_a_month_of_the_discovery() -> None:
    found = term(date(2026, 11, 2), date(2026, 11, 10))
    assert found.last == date(2026, 12, 10)
    assert found.bound is Bound.DISCOVERY
    assert not found.passed(date(2026, 12, 10))
    assert found.passed(date(2026, 12, 11))


def test_illness_lengthens_the_month_and_only_by_its_days_within_it() -> None:
    ill = Pause(date(2026, 11, 16), date(2026, 11, 20))
    before = Pause(date(2026, 10, 1), date(2026, 11, 10))
    found = term(date(2026, 11, 2), date(2026, 11, 10), [ill, ill, before])
    assert found.paused == 5
    assert found.last == date(2026, 12, 15)


def test_a_pause_that_begins_in_the_days_won_by_another_counts_too() -> None:
    pauses = [
        Pause(date(2026, 12, 7), date(2026, 12, 8)),
        Pause(date(2026, 12, 11), date(2026, 12, 11)),
    ]
    assert term(date(2026, 11, 2), date(2026, 11, 10), pauses).paused == 3


def test_six_months_of_the_act_are_not_lengthened_by_a_pause() -> None:
    found = term(date(2026, 5, 20), date(2026, 11, 10), [Pause(date(2026, 11, 11))])
    assert found.last == date(2026, 11, 20)
    assert found.bound is Bound.ACT


def test_while_a_pause_goes_on_only_the_six_months_run() -> None:
    found = term(date(2026, 11, 2), date(2026, 11, 10), [Pause(date(2026, 11, 16))])
    assert found.last == date(2027, 5, 4)  # 2 May is a Sunday, 3 May a moved day off
    assert found.bound is Bound.ACT


def test_a_sanction_stands_for_a_year() -> None:
    assert stands_to(date(2026, 11, 10)) == date(2027, 11, 10)


MONEY = st.integers(0, 10**9).map(lambda kopecks: Decimal(kopecks) / 100)
PERCENT = st.integers(0, 2000).map(lambda hundredths: Decimal(hundredths) / 100)


@given(pay=MONEY, share=st.integers(0, 100), percents=st.lists(PERCENT, max_size=12))
def test_the_legal_limit_is_never_exceeded_over_any_sequence_of_a_month(
    pay: Decimal, share: int, percents: list[Decimal]
) -> None:
    bonus = (pay * share / 100).quantize(Decimal("0.01"))
    taken = Decimal("0.00")
    for percent in percents:
        found = reduction(pay, bonus, percent, taken)
        assert found.allowed >= 0
        assert found.allowed == found.allowed.quantize(Decimal("0.01"))
        assert found.allowed <= found.asked
        taken += found.allowed
    assert taken <= bonus
    assert taken * 5 <= pay
    assert taken <= legal_cap(pay)


def test_the_limit_is_rounded_down_and_the_rule_half_up() -> None:
    found = reduction(Decimal("100.03"), Decimal("100.00"), Decimal(20), Decimal(0))
    assert found.asked == Decimal("20.01")
    assert found.cap == Decimal("20.00")
    assert found.limit is Limit.CAP
    assert found.allowed == Decimal("20.00")


def test_the_narrowest_limit_is_named() -> None:
    pay = Decimal(100_000)
    assert reduction(pay, Decimal(30_000), Decimal(5), Decimal(0)).limit is Limit.RULE
    assert reduction(pay, Decimal(3_000), Decimal(5), Decimal(0)).limit is Limit.BONUS
    capped = reduction(pay, Decimal(90_000), Decimal(10), Decimal(15_000))
    assert capped.limit is Limit.CAP
    assert capped.allowed == Decimal(5_000)


@given(
    happened=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    later=st.integers(0, 400),
    pauses=st.lists(st.tuples(st.integers(-30, 300), st.integers(0, 200)), max_size=4),
)
def test_no_pause_ever_shortens_a_term_or_carries_it_past_the_six_months(
    happened: date, later: int, pauses: list[tuple[int, int]]
) -> None:
    discovered = happened + timedelta(days=later)
    known = [
        Pause(discovered + timedelta(days=start), discovered + timedelta(days=start + length))
        for start, length in pauses
    ]
    bare, paused = term(happened, discovered), term(happened, discovered, known)
    assert bare.last <= paused.last <= term(happened, happened, [Pause(happened)]).last
