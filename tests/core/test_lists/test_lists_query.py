"""Filters, search, sums, counts: the same on both databases, in few queries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from lists_world import ANNA, DEALS, VERA, Deal, query_of, statements
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from core.kernel import clock
from core.web.lists import Column, Kind, ListError
from core.web.lists import query as reading
from core.web.lists.query import Count
from core.web.lists.ranges import preset_bounds
from core.web.lists.state import address, read

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 12:00 in Moscow


def fill(session: Session, *rows: dict[str, Any]) -> None:
    session.add_all([Deal(**row) for row in rows])
    session.flush()


def names(session: Session, asked: str) -> set[str | None]:
    return {row["name"] for row in query_of(session, asked).page(100).rows}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("болт", {"Болт М8", "БОЛТ м10"}),
        ("БОЛТ", {"Болт М8", "БОЛТ м10"}),
        ("м8 болт", {"Болт М8"}),
        ("черный", {"Чёрный саморез", "Черный дюбель"}),
        ("чёрный", {"Чёрный саморез", "Черный дюбель"}),
        ("din", {"Винт DIN 912 [10*20]"}),
        ("[10*", {"Винт DIN 912 [10*20]"}),
        ("10.20", set()),
        ("%", set()),
        ("_", set()),
        ("^", set()),
        (".*", set()),
        ("а]", set()),
        ("\\", set()),
    ],
)
def test_search_finds_words_whatever_the_case(deals: Session, asked: str, found: set[str]) -> None:
    fill(
        deals,
        {"name": "Болт М8"},
        {"name": "БОЛТ м10"},
        {"name": "Чёрный саморез"},
        {"name": "Черный дюбель"},
        {"name": "Винт DIN 912 [10*20]"},
        {"name": None},
    )

    assert names(deals, f"q={asked}") == found


def test_blank_search_finds_everything(deals: Session) -> None:
    fill(deals, {"name": "Болт"}, {"name": None})

    assert names(deals, "q=   ") == {"Болт", None}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=sent", {"вчера"}),
        ("state=sent,draft", {"вчера", "в понедельник", "в октябре"}),
        ("day=today", {"в понедельник"}),
        ("day=week", {"в понедельник"}),
        ("day=month", {"вчера", "в понедельник"}),
        ("day=quarter", {"вчера", "в понедельник", "в октябре"}),
        ("day=year", {"вчера", "в понедельник", "в октябре"}),
        ("day_from=2026-11-01&day_to=2026-11-22", {"вчера"}),
        ("day_from=23.11.2026", {"в понедельник"}),
        ("day_to=2026-11-22&day_from=2026-11-23", {"вчера", "в понедельник"}),
        ("total_from=100", {"вчера"}),
        ("total_from=1&total_to=100,00", {"вчера", "в понедельник"}),
        ("total_to=99,99", {"в понедельник"}),
        ("urgent=1", {"вчера"}),
        ("pieces=2", {"вчера"}),
        ("pieces=1&pieces=2", {"вчера", "в понедельник"}),
        ("state=sent&urgent=1&pieces=1", set()),
    ],
)
def test_filters_narrow_the_list(deals: Session, asked: str, found: set[str]) -> None:
    fill(
        deals,
        {
            "name": "вчера",
            "day": date(2026, 11, 22),
            "state": "sent",
            "total": Decimal("100.00"),
            "urgent": True,
            "pieces": 2,
        },
        {"name": "в понедельник", "day": date(2026, 11, 23), "total": Decimal("1.00"), "pieces": 1},
        {"name": "в октябре", "day": date(2026, 10, 1), "urgent": False},
    )

    with clock.at(NOON):
        assert names(deals, asked) == found


def test_days_of_a_moment_are_those_of_the_business_time_zone(deals: Session) -> None:
    fill(
        deals,
        {"name": "23:59", "moment": datetime(2026, 11, 22, 20, 59, 59, 999999, tzinfo=UTC)},
        {"name": "00:00", "moment": datetime(2026, 11, 22, 21, 0, tzinfo=UTC)},
    )

    assert names(deals, "moment_from=2026-11-23&moment_to=2026-11-23") == {"00:00"}
    assert names(deals, "moment_to=2026-11-22") == {"23:59"}


@pytest.mark.parametrize(
    ("preset", "day", "bounds"),
    [
        ("week", date(2026, 11, 29), (date(2026, 11, 23), date(2026, 11, 29))),
        ("month", date(2026, 12, 31), (date(2026, 12, 1), date(2026, 12, 31))),
        ("month", date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29))),
        ("quarter", date(2026, 12, 1), (date(2026, 10, 1), date(2026, 12, 31))),
        ("quarter", date(2026, 1, 1), (date(2026, 1, 1), date(2026, 3, 31))),
        ("year", date(2026, 5, 5), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_ready_periods(preset: str, day: date, bounds: tuple[date, date]) -> None:
    assert preset_bounds(preset, day) == bounds


RUBBISH = (
    "sort=nothing",
    "sort=-",
    "sort=margin",
    "cols=nothing,,",
    "after=%00",
    "after=////",
    "state=burnt",
    "day=yesterdayish",
    "day_from=2026-02-30",
    "day_from=0001-01-01",
    "total_from=1e999",
    "total_from=nan",
    "total_to=" + "9" * 50,
    "pieces=1,9",
    "urgent=yes",
    "view=-5",
    "q=\0\0",
    "q=" + "x" * 100_000,
    "sort=",
    "&&&=&",
)


@pytest.mark.parametrize("asked", RUBBISH)
def test_rubbish_in_the_address_never_breaks_the_list(deals: Session, asked: str) -> None:
    fill(deals, {"name": "Болт"})

    query = query_of(deals, asked)

    query.page(10)
    query.totals()


def test_what_was_not_understood_is_said_quietly(deals: Session) -> None:
    state = query_of(deals, "state=burnt&sort=nothing&cols=day,nothing&after=x").state

    assert [str(note) for note in state.notes] == [
        "Отбор «Состояние» в адресе страницы не понят и не применён.",
        "Такой сортировки нет: показан обычный порядок.",
        "Некоторых столбцов из адреса страницы здесь нет.",
        "Место в списке не найдено: он показан с начала.",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "/deals",
        "/deals?q=болт&state=draft,sent&sort=-total&cols=name,total",
        "/deals?day=month&total_from=1.50&urgent=1",
        "/deals?view=all&day_from=2026-11-01&day_to=2026-11-30&pieces=1",
    ],
)
def test_an_address_made_of_the_state_gives_the_same_state(deals: Session, asked: str) -> None:
    def state_of(text: str) -> Any:
        pairs = [part.split("=", 1) for part in text.partition("?")[2].split("&") if part]
        return read(DEALS, MultiDict(pairs), deals, ANNA)[0]

    state = state_of(asked)

    assert unquote(address(DEALS, state, "/deals")) == asked
    assert not state.notes


def test_sums_are_exact_and_kept_apart_by_currency(deals: Session) -> None:
    fill(
        deals,
        {"total": Decimal("0.10"), "weight": Decimal("0.000001"), "state": "sent"},
        {"total": Decimal("0.20"), "weight": Decimal("1"), "state": "sent"},
        {"total": Decimal("5.00"), "currency": "USD", "state": "sent"},
        {"total": None, "state": "sent"},
        {"total": Decimal("99.00"), "state": "draft"},
    )

    totals = query_of(deals, "state=sent").totals()

    assert totals.count == 4
    assert totals.sums == {
        "total": {"RUB": Decimal("0.30"), "USD": Decimal("5.00")},
        "weight": {"": Decimal("1.000001")},
    }


def test_sums_of_nothing_are_nothing(deals: Session) -> None:
    totals = query_of(deals).totals()

    assert totals.count == 0
    assert totals.sums == {"total": {}, "weight": {}}


def test_count_and_sums_of_a_short_list_take_one_query(engine: Engine, deals: Session) -> None:
    fill(deals, *({"pieces": number} for number in range(30)))

    with statements(engine) as sent:
        query = query_of(deals)
        few = query.totals(reading.SMALL + 1)
        count = query.count(few)

    assert count == Count(30)
    assert len(sent) == 1


def test_a_long_list_is_estimated_without_being_counted(
    engine: Engine, deals: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SMALL", 5)
    monkeypatch.setattr(reading, "COUNTED", 20)
    fill(deals, *({"pieces": number} for number in range(50)))
    query = query_of(deals)

    with statements(engine) as sent:
        count = query.count(query.totals(6))

    if engine.dialect.name == "postgresql":
        assert count.precision == "about"
        assert count.value >= 5
        assert sent[-1][0].startswith("EXPLAIN")
    else:
        assert count == Count(20, "over")
    assert len(sent) == 2


def test_between_the_two_limits_the_count_is_exact_on_sqlite(
    engine: Engine, deals: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the other database estimates")
    monkeypatch.setattr(reading, "SMALL", 5)
    fill(deals, *({"pieces": number} for number in range(50)))

    assert query_of(deals).count() == Count(50)


@pytest.mark.parametrize("rows", [1, 40])
def test_queries_of_a_page_do_not_grow_with_rows(engine: Engine, deals: Session, rows: int) -> None:
    asked: list[int] = []

    def doubled(session: Session, keys: Any) -> dict[int, Decimal]:
        asked.append(len(keys))
        return {keys[0]: Decimal(2)}

    definition = replace(
        DEALS,
        columns=(*DEALS.columns, Column("twice", "Вдвое", kind=Kind.NUMBER, load_many=doubled)),
    )
    fill(deals, *({"pieces": number} for number in range(rows)))

    with statements(engine) as sent:
        page = query_of(deals, definition=definition).page(50)

    assert len(sent) == 2  # rows with a date, rows without
    assert asked == [rows]
    assert [row["twice"] for row in page.rows] == [Decimal(2)] + [None] * (rows - 1)


def test_a_column_without_its_permission_is_not_there(deals: Session) -> None:
    fill(deals, {"weight": Decimal(7), "name": "Болт"})

    assert "margin" not in query_of(deals).page(1).rows[0].values
    assert query_of(deals, actor=VERA).page(1).rows[0]["margin"] == Decimal(7)
    assert query_of(deals, "sort=margin").state.order.column == "day"
    assert query_of(deals, "cols=margin,name").state.columns == ("name",)


def test_bulk_actions_get_only_keys_that_the_list_shows(deals: Session) -> None:
    fill(deals, {"name": "своя"}, {"name": "чужая"})
    own, foreign = (row.key for row in query_of(deals, "sort=name").page(2).rows)
    definition = replace(
        DEALS, base=lambda session, actor: DEALS.base(session, actor).where(Deal.name == "своя")
    )

    keys = query_of(deals, definition=definition).visible_keys([foreign, own, own, 10**15])

    assert keys == [own]


def _column(**changes: Any) -> Column:
    return Column(**{"key": "name", "title": "Название", "expression": Deal.name, **changes})


@pytest.mark.parametrize(
    "fault",
    [
        {"key": "two words"},
        {"expression": None},
        {"load_many": lambda session, keys: {}},
        {"sum": True},
        {"kind": Kind.STATE},
        {"kind": Kind.LINK},
        {"expression": None, "load_many": lambda session, keys: {}, "searchable": True},
    ],
)
def test_a_faulty_column_is_refused_where_it_is_declared(fault: dict[str, Any]) -> None:
    with pytest.raises(ListError):
        _column(**fault)


@pytest.mark.parametrize(
    "fault",
    [
        {"columns": (DEALS.columns[0], DEALS.columns[0])},
        {"filters": (DEALS.filters[0], DEALS.filters[0])},
        {"filters": (replace(DEALS.filters[0], key="sort"),)},
        {"default_sort": "nothing"},
        {"default_sort": "-margin"},
        {"extra": {"name": Deal.note}},
    ],
)
def test_a_faulty_list_is_refused_where_it_is_declared(fault: dict[str, Any]) -> None:
    with pytest.raises(ListError):
        replace(DEALS, **fault)
