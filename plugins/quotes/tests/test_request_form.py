"""The cells of the grid, with and without scripts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from core.sdk import Message, Refusal, Refused, Unit, ValidationFailed
from plugins.quotes.forms.requests import RequestForm, RequestRows
from plugins.quotes.services.requests import RequestLineInput
from plugins.quotes.tests.request_world import unit


def posted(*rows: dict[str, str], **more: str) -> RequestRows:
    data = {
        f"lines-{number}-{key}": value
        for number, row in enumerate(rows)
        for key, value in row.items()
    }
    return RequestRows.posted({**data, **more})


@pytest.fixture(autouse=True)
def reader(app: Flask, session: Session) -> Iterator[None]:
    """Somebody in whose language errors are told."""
    with app.test_request_context():
        yield


@pytest.fixture
def units(session: Session) -> list[Unit]:
    return list(session.scalars(select(Unit)))


def test_cells_become_lines_in_order_and_blank_rows_none(
    session: Session, units: list[Unit]
) -> None:
    rows = posted(
        {"text": " Кабель ", "quantity": "1 200,5", "unit": "м", "wanted_on": "01.12.2026"},
        {"text": "", "quantity": "", "is_special": ""},
        {"text": "Гайка", "quantity": "3", "is_special": "1", "description": "по чертежу"},
    )

    assert rows.read(units) == [
        RequestLineInput(
            text="Кабель",
            quantity=Decimal("1200.5"),
            unit_id=unit(session, "006").id,
            wanted_on=date(2026, 12, 1),
        ),
        RequestLineInput(
            text="Гайка", quantity=Decimal(3), is_special=True, description="по чертежу"
        ),
    ]
    assert not rows.refused


@pytest.mark.parametrize("spelling", ["шт", "ШТ", "штук", "шт.", "Штука", "796"])
def test_units_are_known_by_whatever_people_call_them(
    session: Session, units: list[Unit], spelling: str
) -> None:
    line = posted({"text": "Болт", "quantity": "1", "unit": spelling}).read(units)[0]
    assert line.unit_id == unit(session, "796").id


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("text", ""),
        ("quantity", ""),
        ("quantity", "много"),
        ("quantity", "0"),
        ("quantity", "-5"),
        ("quantity", "0,0000001"),
        ("unit", "попугаев"),
        ("wanted_on", "скоро"),
    ],
)
def test_a_wrong_cell_is_told_under_itself_and_stays_as_typed(
    units: list[Unit], cell: str, value: str
) -> None:
    cells = {"text": "Болт", "quantity": "1", "unit": "шт", cell: value}
    rows = posted(cells)

    assert rows.read(units) == []
    assert rows.refused
    assert set(rows.rows[0].errors) == {cell}
    assert rows.rows[0].cells[cell] == value


def test_without_scripts_a_button_adds_a_row_and_another_takes_one_away() -> None:
    two = ({"text": "Болт"}, {"text": "Гайка"})
    assert posted(*two, **{"lines-add": "1"}).texts == ["Болт", "Гайка", ""]
    assert posted(*two, **{"lines-remove": "0"}).texts == ["Гайка"]
    assert RequestRows.only_redrawn({"lines-remove": "0"})
    assert not RequestRows.only_redrawn({"lines-0-text": "Болт"})


def test_the_last_row_taken_away_leaves_an_empty_one() -> None:
    assert posted({"text": "Болт"}, **{"lines-remove": "0"}).texts == [""]


def test_rows_are_read_by_their_numbers_whatever_the_order_of_the_fields() -> None:
    data = {"lines-10-text": "в", "lines-2-text": "б", "lines-0-text": "а"}
    assert RequestRows.posted(data).texts == ["а", "б", "в"]


def test_foreign_fields_do_not_get_into_rows() -> None:
    rows = RequestRows.posted(
        {"lines-0-status": "accepted", "lines-x-text": "а", "other-0-text": "б"}
    )
    assert rows.texts == [""]


def test_errors_of_the_service_find_their_rows_past_the_blank_ones(units: list[Unit]) -> None:
    nut = {"text": "Гайка", "quantity": "2"}
    rows = posted({"text": "Болт", "quantity": "1"}, {"text": ""}, nut)
    rows.read(units)

    rest = rows.take(
        ValidationFailed(
            {
                "lines-1-quantity": [Message("Много")],
                "lines": [Message("Слишком длинно")],
                "due": [Message("Поздно")],
            }
        )
    )

    assert rows.rows[2].errors == {"quantity": ["Много"]}
    assert rows.general == ["Слишком длинно"]
    assert isinstance(rest, ValidationFailed)
    assert set(rest.errors) == {"due"}


def test_a_refusal_is_handed_on(units: list[Unit]) -> None:
    refused = Refused([Refusal(Message("Нельзя"))])
    assert posted({}).take(refused) is refused


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("23.11.2026 14:05", datetime(2026, 11, 23, 11, 5, tzinfo=UTC)),
        ("23.11.2026 9:30", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        ("23.11.2026", datetime(2026, 11, 22, 21, tzinfo=UTC)),
        ("23 ноября 2026", datetime(2026, 11, 22, 21, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_moment_is_typed_in_the_time_of_the_reader(typed: str, moment: datetime | None) -> None:
    form = RequestForm(formdata=MultiDict({"received_at": typed}))
    assert form.received_at.data == moment
    assert not form.received_at.process_errors


@pytest.mark.parametrize("typed", ["вчера", "23.11.2026 25:00", "45.11.2026 10:00", "14:05"])
def test_what_is_no_moment_is_said_to_be_none(typed: str) -> None:
    form = RequestForm(formdata=MultiDict({"received_at": typed}))
    assert form.received_at.process_errors
