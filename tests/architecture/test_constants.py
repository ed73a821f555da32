"""A parameter of the business that stands in code is found; what gives its reason is left alone."""

from pathlib import Path

import pytest

from core.testing.constants import faults_of_constants, findings

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
        "def due(day):\n    return add_working_days(day, 10)",
        "def due(day):\n    return months_after(day, 2)",
        "def due(day):\n    return later(day, working_days=5)",
        "def fine(sum_):\n    return sum_ * 3 / 100",
        "def fine(sum_):\n    sum_ -= 500",
        "def fine(sum_):\n    return sum_ / 2",
        "def fine(sum_,\n    share=Decimal('0.15')): ...",
        "def remind(\n    *, days=3): ...",
        "def fine(sum_):\n    return taken(sum_, Decimal('0.15'))",
        "def shown(n):\n    return min(n, 10)",
        "class Rule:\n    days: int = 10",
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
        "def middle(rows):\n    return rows[len(rows) // 2 - 2], rows[2:]",
        "def one_of(n):\n    return n % 100",
        "def part(sum_, percent):\n    return round(sum_ * percent / 100, 2)",
        "def part(sum_):\n    return sum_.quantize(Decimal('0.01'))",
        "def nearest(moment):\n    return moment - timedelta(microseconds=1)",
        "def answered(page):\n    return page, 422",
        f"MAX_NAME = 300  {QUIET}",
        f"{QUIET}\nMAX_NAME = 300\nMAX_TEXT = 500",
        f"{QUIET}\n# and the form shows no more.\nMAX_NAME = 300",
        f"{QUIET}\nPERIODIC = (\n    Periodic(timedelta(hours=1)),\n)",
        f"def long(name):\n    return len(name) > 300  {QUIET}",
    ],
)
def test_what_is_no_parameter_or_gives_its_reason_is_left_alone(allowed: str) -> None:
    assert lines(allowed) == []


def test_all_that_decides_or_shows_is_read_and_columns_and_norms_are_not(tmp_path: Path) -> None:
    for name in ("worse_pay.py", "queries/list.py", "screens/deep/page.py", "forms/terms.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("TERM = 10\n", encoding="utf-8")
    for name in ("norms.py", "models.py", "tests/test_terms.py", "demo/story.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("TERM = 10\n", encoding="utf-8")

    found = [fault.partition(":")[0] for fault in faults_of_constants(tmp_path)]

    assert found == ["worse_pay.py", "queries/list.py", "screens/deep/page.py", "forms/terms.py"]
