"""The file holds exactly what the list shows, as values a spreadsheet can work with."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from webtest import TestResponse

from core.testing.browser import Visitor
from core.web.lists import export

Add = Callable[..., None]


def sheet(answer: TestResponse) -> list[list[Cell]]:
    assert answer.content_type == export.MEDIA_TYPE
    book = load_workbook(BytesIO(answer.body))
    return [list(row) for row in book.active.iter_rows()]


def values(answer: TestResponse) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet(answer)]


def test_values_keep_their_types(add: Add, anna: Visitor) -> None:
    add(
        {
            "name": "Болт М8",
            "day": date(2026, 11, 23),
            "moment": datetime(2026, 11, 23, 21, 30, tzinfo=UTC),
            "total": Decimal("1234.56"),
            "weight": Decimal("0.000001"),
            "pieces": 3,
            "urgent": True,
            "state": "won",
            "currency": "USD",
        }
    )
    columns = "name,day,moment,total,weight,pieces,urgent,state"

    head, row = sheet(anna.get(f"/deals/?export=xlsx&cols={columns}"))

    assert [cell.value for cell in head] == [
        "Название", "Дата", "Когда", "Сумма", "Масса", "Штук", "Срочно", "Состояние",
    ]  # fmt: skip
    assert [cell.value for cell in row] == [
        "Болт М8",
        datetime(2026, 11, 23),
        datetime(2026, 11, 24, 0, 30),  # Moscow
        1234.56,
        0.000001,
        3,
        "Да",
        "Подтверждено",
    ]
    assert [cell.data_type for cell in row] == ["s", "d", "d", "n", "n", "n", "s", "s"]
    assert row[1].number_format == "DD.MM.YYYY"
    assert "$" in row[3].number_format


def test_the_file_follows_filters_order_and_columns(add: Add, anna: Visitor) -> None:
    add(
        *({"name": f"{index}", "pieces": index % 2 + 1, "state": "sent"} for index in range(9)),
        {"name": "чужой", "state": "draft", "pieces": 1},
        {"name": "скрытый", "state": "sent", "pieces": 1, "note": "скрытая"},
    )

    rows = values(anna.get("/deals/?state=sent&pieces=1&sort=-name&cols=pieces,name&export=xlsx"))

    assert rows == [["Штук", "Название"], [1, "8"], [1, "6"], [1, "4"], [1, "2"], [1, "0"]]


def test_the_file_holds_all_pages_from_any_of_them(add: Add, anna: Visitor) -> None:
    add(*({"name": f"{index:02}", "day": date(2026, 1, 1)} for index in range(30)))
    second = anna.get("/deals/?sort=name").html.select_one("#list-deals-more a")["href"]
    link = anna.get(second).html.select_one("a[download]")["href"]

    rows = values(anna.get(link))

    assert [row[0] for row in rows[1:]] == [f"{index:02}" for index in range(30)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+79991234567", "-5", "@SUM(A1)", "\t=1", "#N/A", '=HYPERLINK("http://x")']
)
def test_a_text_is_never_a_formula(add: Add, anna: Visitor, text: str) -> None:
    add({"name": text})

    cell = sheet(anna.get("/deals/?export=xlsx&cols=name"))[1][0]

    assert cell.value == text
    assert cell.data_type == "s"
    if text[0] in "=+-@\t":
        assert cell.quotePrefix


def test_characters_that_a_sheet_cannot_hold_are_left_out(add: Add, anna: Visitor) -> None:
    add({"name": "Болт\x0b М8\x1f"})

    assert values(anna.get("/deals/?export=xlsx&cols=name"))[1] == ["Болт М8"]


def test_margins_are_not_in_a_managers_file(add: Add, anna: Visitor, vera: Visitor) -> None:
    add({"name": "Болт", "weight": Decimal(25)})

    assert "Маржа" not in values(anna.get("/deals/?export=xlsx"))[0]
    assert values(vera.get("/deals/?export=xlsx&cols=name,margin")) == [
        ["Название", "Маржа"],
        ["Болт", 0.25],
    ]


def test_too_long_a_list_is_refused_with_advice(
    add: Add, anna: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MAX_ROWS", 3)
    add(*({"name": f"{index}", "state": "sent"} for index in range(4)))

    answer = anna.get("/deals/?state=sent&export=xlsx")

    assert answer.status_int == 303
    assert answer.location.endswith("/deals/?state=sent")
    assert "Сузьте отбор" in answer.follow()


def test_an_empty_list_gives_a_file_with_a_head(anna: Visitor) -> None:
    assert values(anna.get("/deals/?export=xlsx&cols=name,day")) == [["Название", "Дата"]]


def test_more_rows_than_a_batch_are_read_in_full(add: Add, anna: Visitor) -> None:
    add(*({"name": f"{index:04}", "pieces": index} for index in range(2100)))

    rows = values(anna.get("/deals/?export=xlsx&cols=pieces&sort=name"))

    assert [row[0] for row in rows[1:]] == list(range(2100))
