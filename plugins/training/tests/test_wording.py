"""What people have typed stands in the program's sentences without doubled marks."""

import pytest

from plugins.training.wording import ended


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("По чертежу не успеть.", "По чертежу не успеть."),
        ("Два дня мало ", "Два дня мало."),
        ("Это правда не участие?", "Это правда не участие?"),
        ("Посмотрим…", "Посмотрим…"),
    ],
)
def test_a_remark_ends_with_one_mark(typed: str, told: str) -> None:
    assert ended(typed) == told
