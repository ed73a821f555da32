"""How one value of each kind is drawn, exported and placed on a card."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from lists_world import DEALS, STATES, Deal

from core.kernel import clock
from core.web.lists import Column, Kind, Row
from core.web.lists.cells import cell, sheet_value, text_of
from core.web.lists.drawing import places_on_card

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    """Words and figures need a reader."""
    with app.test_request_context(), clock.at(NOON):
        yield


def column(kind: Kind, **more: Any) -> Column:
    extra: dict[Kind, dict[str, Any]] = {
        Kind.STATE: {"states": STATES},
        Kind.LINK: {"url": lambda row: f"https://{row['x']}"},
    }
    return Column("x", "Столбец", Deal.name, kind, **{**extra.get(kind, {}), **more})


def row(value: Any, **more: Any) -> Row:
    return Row(1, {"x": value, **more})


@pytest.mark.parametrize(
    ("kind", "value", "text", "in_file"),
    [
        (Kind.TEXT, "Болт", "Болт", "Болт"),
        (Kind.NUMBER, Decimal("1234.500000"), "1\u00a0234,5", Decimal("1234.500000")),
        (Kind.NUMBER, 3, "3", Decimal(3)),
        (Kind.MONEY, Decimal("1234.5"), "1\u00a0234,50\u00a0₽", Decimal("1234.5")),
        (Kind.PERCENT, Decimal("12.5"), "12,5\u00a0%", Decimal("0.125")),
        (Kind.DATE, date(2026, 11, 23), "23.11.2026", date(2026, 11, 23)),
        (Kind.DATE, NOON, "23.11.2026", date(2026, 11, 23)),
        (Kind.DATETIME, NOON, "23.11.2026 12:00", datetime(2026, 11, 23, 12, 0)),
        (Kind.AGO, NOON - timedelta(hours=3), "3 часа назад", datetime(2026, 11, 23, 9, 0)),
        (Kind.STATE, "won", "Подтверждено", "Подтверждено"),
        (Kind.STATE, "forgotten", "forgotten", "forgotten"),
        (Kind.PERSON, "Смирнова Анна Петровна", "Смирнова А. П.", "Смирнова Анна Петровна"),
        (Kind.PERSON, "Регламент", "Регламент", "Регламент"),
        (Kind.LINK, "example.ru", "example.ru", "example.ru"),
        (Kind.TAG, "VIP", "VIP", "VIP"),
        (Kind.FLAG, True, "Да", "Да"),
        (Kind.FLAG, False, "", ""),
        *((kind, None, "", None) for kind in Kind),
    ],
)
def test_a_value_in_words_and_in_a_file(kind: Kind, value: Any, text: str, in_file: Any) -> None:
    assert text_of(column(kind), row(value)) == text
    assert sheet_value(column(kind), row(value)) == in_file


def test_zero_is_a_value() -> None:
    assert text_of(column(Kind.MONEY), row(Decimal(0))) == "0,00\u00a0₽"
    assert sheet_value(column(Kind.NUMBER), row(0)) == 0


def test_money_is_in_the_rows_own_currency() -> None:
    drawn = cell(column(Kind.MONEY, sum=True), row(Decimal("5.10"), currency="EUR"), "")

    assert drawn.text == "5,10\u00a0€"
    assert (drawn.raw, drawn.unit) == ("5.10", "EUR")


def test_a_moment_long_ago_tells_the_exact_one_on_hover() -> None:
    assert cell(column(Kind.AGO), row(NOON), "").hint == "23.11.2026 12:00"


def test_a_state_carries_the_look_of_its_badge() -> None:
    assert cell(column(Kind.STATE), row("won"), "").look == "success"
    assert cell(column(Kind.STATE), row("forgotten"), "").look == "neutral"


def test_a_person_has_initials_and_the_full_name_on_hover() -> None:
    drawn = cell(column(Kind.PERSON), row("Смирнова Анна Петровна"), "")

    assert (drawn.initials, drawn.hint) == ("АС", "Смирнова Анна Петровна")


def test_an_absent_value_may_have_words_of_its_own() -> None:
    unnumbered = column(Kind.TEXT, blank="Без номера")

    assert cell(unnumbered, row(None), "").blank == "Без номера"
    assert sheet_value(unnumbered, row(None)) == "Без номера"


def test_a_quiet_second_line() -> None:
    noted = column(Kind.TEXT, note=Deal.note)

    assert cell(noted, row("Болт", **{"x:note": "DIN 933"}), "").note == "DIN 933"
    assert cell(noted, row("Болт", **{"x:note": None}), "").note == ""


def test_a_card_shows_what_it_is_how_much_whose_and_in_what_state() -> None:
    places = places_on_card(DEALS.columns)

    assert places == {
        "name": "title",
        "day": "first",
        "moment": "second",
        "total": "value",
        "weight": "rest",
        "pieces": "rest",
        "urgent": "rest",
        "note": "rest",
        "state": "state",
        "margin": "rest",
    }
