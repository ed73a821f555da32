"""A parameter of the business that stands in code is found; what gives its reason is left alone."""

import pytest

from core.testing.constants import findings

QUIET = "# technical: the column is that long"


def lines(source: str) -> list[int]:
    return [one.line for one in findings(source)]


@pytest.mark.parametrize(
    "planted",
    [
        "DISCOUNT = 10",
        "DISCOUNT: int = 10",
        'DISCOUNT = Decimal("10.5")',
        "REMIND = timedelta(days=3)",
        "REMIND = datetime.timedelta(hours=24 * 3)",
        "STEPS = (3, 7, 14)",
        'TERMS = {"phone": 2, "mail": 5}',
        "def late(days):\n    return days > 14",
        'def dear(sum_):\n    return Decimal("100000") <= sum_',
        "def due(day):\n    return day + timedelta(days=14)",
        "DISCOUNT = 10  # technical:",
        f"{QUIET}\n\nDISCOUNT = 10",
        f"def late(days):\n    {QUIET}\n    day = days\n    return day > 14",
    ],
)
def test_a_planted_parameter_is_found_on_its_line(planted: str) -> None:
    assert lines(planted) == [planted.count("\n") + 1]


@pytest.mark.parametrize(
    "allowed",
    [
        "ZERO = Decimal(0)",
        "STATES = ('draft', 'sent')",
        "def first(row):\n    return row.position == 1 or row.left <= 0",
        "def tomorrow(day):\n    return day + timedelta(days=1)",
        "def due(day, norm):\n    return day + timedelta(days=int(norm.value))",
        f"MAX_NAME = 300  {QUIET}",
        f"{QUIET}\nMAX_NAME = 300\nMAX_TEXT = 500",
        f"{QUIET}\n# and the form shows no more.\nMAX_NAME = 300",
        f"{QUIET}\nPERIODIC = (\n    Periodic(timedelta(hours=1)),\n)",
        f"def long(name):\n    return len(name) > 300  {QUIET}",
    ],
)
def test_what_is_no_parameter_or_gives_its_reason_is_left_alone(allowed: str) -> None:
    assert lines(allowed) == []
