"""What the forms of trade documents share: rows of goods, and both versions of a clash."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from core.kernel.errors import ValidationFailed
from core.kernel.text import Message
from core.web.clash import LONG, ClashRow, _lines_side_by_side
from core.web.lines import LineRow, LineRows


@dataclass
class GoodsRow(LineRow):
    CELLS = ("name", "quantity")
    TYPED = ("name",)


class GoodsRows(LineRows[GoodsRow, str]):
    row_type = GoodsRow


def read(row: GoodsRow) -> str:
    if not row.text("quantity"):
        row.refuse("quantity", "Укажите количество")
    return f"{row.text('name')} × {row.text('quantity')}"


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Iterator[None]:
    """Somebody in whose language errors are told."""
    with app.test_request_context():
        yield


def test_a_row_with_only_what_a_new_one_brings_along_is_no_line() -> None:
    rows = GoodsRows.posted({"lines-0-quantity": "1", "lines-1-name": " Болт "})
    assert rows.rows[0].blank
    assert rows.collect(read) == []
    assert rows.refused
    assert rows.rows[1].errors == {"quantity": ["Укажите количество"]}


def test_a_name_typed_in_two_lines_is_one_line_of_text() -> None:
    rows = GoodsRows.posted({"lines-0-name": "Болт М8х40\r\nоцинк.", "lines-0-quantity": "1"})
    assert rows.collect(read) == ["Болт М8х40 оцинк. × 1"]


def test_rows_that_a_service_refuses_can_be_dropped_and_the_places_stay_true() -> None:
    rows = GoodsRows.posted(
        {
            "lines-0-name": "",
            "lines-3-name": "Болт",
            "lines-3-quantity": "1",
            "lines-7-name": "Гайка",
            "lines-7-quantity": "2",
        }
    )
    assert rows.collect(read) == ["Болт × 1", "Гайка × 2"]
    rest = rows.take(ValidationFailed({"lines-0-name": [Message("Нет такого")]}))
    assert rest is None
    assert rows.drop_refused() == ["Гайка × 2"]
    assert rows.place_of(0) == 2


@pytest.mark.parametrize(
    "name", ["lines-1-price", "lines-x-name", "lines-1234567-name", "lines-²-name", "goods-1-name"]
)
def test_what_is_no_cell_of_ours_is_left_alone(name: str) -> None:
    assert GoodsRows.posted({name: "1"}).rows == [GoodsRow()]


def test_lines_of_two_versions_stand_beside_their_other_selves() -> None:
    mine = [(2, "Гайка: 5"), (None, "Шайба: 1"), (1, "Болт: 1")]
    theirs = [(1, "Болт: 9"), (2, "Гайка: 5"), (3, "Винт: 4")]
    rows = [(row.title, row.mine, row.theirs) for row in _lines_side_by_side(mine, theirs)]
    assert rows == [
        ("Строка 1", "Гайка: 5", "Гайка: 5"),
        ("Строка 2", "Шайба: 1", ""),
        ("Строка 3", "Болт: 1", "Болт: 9"),
        ("Строка 3 сохранённой версии", "", "Винт: 4"),
    ]


def test_of_long_texts_the_difference_is_shown_and_the_short_stay_whole() -> None:
    before, after = "Болты и гайки. " * 400, " Шайбы и винты." * 400
    row = ClashRow("Вступление", f"{before}моё{after}", f"{before}чужое{after}")
    assert "моё" in row.mine_cut
    assert "чужое" in row.theirs_cut
    for cut in (row.mine_cut, row.theirs_cut):
        assert cut.startswith("…")
        assert cut.endswith("…")
        assert len(cut) <= LONG + 2
    assert ClashRow("Тема", "Болты", "Гайки").mine_cut == "Болты"
    gone = ClashRow("Вступление", before, "")
    assert gone.theirs_cut == ""
    assert gone.mine_cut.endswith("…")
