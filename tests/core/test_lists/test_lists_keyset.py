"""Walking a list shows each row once, in order, whatever it is sorted by and whatever happens."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lists_world import ANNA, DEALS, Deal, query_of, statements
from sqlalchemy import Engine, delete, text
from sqlalchemy.orm import Session

from core.web.lists.keyset import Cursor, decode, encode, orderable
from core.web.lists.query import ListQuery

SORTABLE = [column.key for column in DEALS.open_to(ANNA)]
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

deal_rows = st.fixed_dictionaries(
    {
        "name": st.none()
        | st.sampled_from(["Болт", "болт", "Ёлка", "Гайка М6", "", "%_*[", "a" * 200]),
        "note": st.sampled_from(["", "я", "длинная пометка " * 40]),
        "day": st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 4)),
        "moment": st.none() | st.integers(0, 3).map(lambda n: MORNING + timedelta(microseconds=n)),
        "total": st.none() | st.integers(-2, 2).map(lambda n: Decimal(n) / 100),
        "weight": st.none() | st.integers(-2, 2).map(lambda n: Decimal(n).scaleb(-6)),
        "pieces": st.none() | st.integers(0, 2) | st.just(2**31 - 1),
        "urgent": st.none() | st.booleans(),
        "state": st.sampled_from(["draft", "sent", "won"]),
    }
)
orders = st.tuples(st.sampled_from(SORTABLE), st.booleans()).map(
    lambda order: f"-{order[0]}" if order[1] else order[0]
)


def walk(query: ListQuery, size: int, between: Any = lambda: None) -> list[int]:
    """Keys of all pages; ``between`` is called after each page."""
    keys: list[int] = []
    while True:
        page = query.page(size)
        keys += [row.key for row in page.rows]
        assert len(page.rows) == size or page.next is None
        if page.next is None:
            return keys
        between()
        # Through the address, as a browser does it.
        query = query_of(query.session, f"sort={page.next.sort}&after={encode(page.next)}")
        assert query.state.after == page.next


def refill(deals: Session, rows: list[dict[str, Any]]) -> list[Deal]:
    deals.execute(delete(Deal))
    made = [Deal(**row) for row in rows]
    deals.add_all(made)
    deals.flush()
    return made


@given(rows=st.lists(deal_rows, max_size=25), order=orders, size=st.integers(1, 8))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_each_row_is_shown_once_and_in_order(
    deals: Session, rows: list[dict[str, Any]], order: str, size: int
) -> None:
    made = refill(deals, rows)

    shown = walk(query_of(deals, f"sort={order}"), size)

    assert sorted(shown) == sorted(deal.id for deal in made)
    by_id = {deal.id: deal for deal in made}
    values = [getattr(by_id[key], order.removeprefix("-")) for key in shown]
    with_value = [value for value in values if value is not None]
    assert values == with_value + [None] * (len(values) - len(with_value)), "empty ones are last"
    if not isinstance(next(iter(with_value), None), str):  # texts are ordered by the collation
        assert with_value == sorted(with_value, reverse=order.startswith("-"))
    for (left, first), (right, second) in zip(
        zip(shown, values, strict=True), list(zip(shown, values, strict=True))[1:], strict=False
    ):
        if first == second:
            assert (left > right) if order.startswith("-") else (left < right)


@given(
    rows=st.lists(deal_rows, min_size=1, max_size=12),
    late=st.lists(deal_rows, max_size=12),
    order=orders,
    size=st.integers(1, 4),
)
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rows_added_meanwhile_neither_repeat_nor_hide_the_others(
    deals: Session,
    rows: list[dict[str, Any]],
    late: list[dict[str, Any]],
    order: str,
    size: int,
) -> None:
    before = {deal.id for deal in refill(deals, rows)}
    coming = iter(late)

    def somebody_adds_one() -> None:
        row = next(coming, None)
        if row is not None:
            deals.add(Deal(**row))
            deals.flush()

    shown = walk(query_of(deals, f"sort={order}"), size, somebody_adds_one)

    assert len(shown) == len(set(shown))
    assert before <= set(shown)


def test_a_row_removed_at_the_edge_of_a_page_does_not_stop_the_walk(deals: Session) -> None:
    refill(deals, [{"pieces": number} for number in range(6)])
    first = query_of(deals, "sort=pieces").page(3)
    deals.execute(delete(Deal).where(Deal.id == first.rows[-1].key))

    assert first.next is not None
    rest = query_of(deals, f"sort=pieces&after={encode(first.next)}").page(10)

    assert [row["pieces"] for row in rest.rows if "pieces" in row.values] == [3, 4, 5]


@pytest.mark.parametrize(
    "value",
    [
        "Ёлка «№ 1»",
        Decimal("-12.50"),
        date(2026, 11, 23),
        MORNING,
        None,
    ],
)
def test_a_cursor_survives_the_address(value: Any) -> None:
    kinds = {str: Deal.name, Decimal: Deal.total, date: Deal.day, datetime: Deal.moment}
    kind = kinds.get(type(value), Deal.day).type
    cursor = Cursor("-x", value, 17)

    assert decode(encode(cursor), "-x", kind) == cursor


@pytest.mark.parametrize(
    "value", ["text", 5, 1.5, True, "2026-13-01", "NaN", "1e99", [], {}, "a\0b", "x" * 500, 2**70]
)
@pytest.mark.parametrize("key", SORTABLE)
def test_no_cursor_can_make_the_database_fail(deals: Session, key: str, value: Any) -> None:
    place = encode(Cursor(key, value, 1))

    page = query_of(deals, f"sort={key}&after={place}").page(3)

    assert page.next is None


@given(rubbish=st.text(max_size=40))
def test_rubbish_is_not_a_cursor(rubbish: str) -> None:
    assert decode(rubbish, "day", Deal.day.type) is None


def test_a_cursor_of_another_order_is_not_taken(deals: Session) -> None:
    place = encode(Cursor("day", None, 1))

    state = query_of(deals, f"sort=-day&after={place}").state

    assert state.after is None
    assert [str(note) for note in state.notes] == [
        "Место в списке не найдено: он показан с начала."
    ]


def test_the_next_page_is_read_from_an_index_without_sorting(
    engine: Engine, deals: Session
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the plan of the other database depends on its statistics")
    deals.execute(text("CREATE INDEX deal_day ON deal (day, id)"))
    place = encode(Cursor("-day", date(2026, 11, 3), 5))
    with statements(engine) as sent:
        query_of(deals, f"sort=-day&after={place}").page(50)

    for statement, parameters in sent:
        plan = deals.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = " / ".join(row[3] for row in plan)
        assert "deal_day" in steps
        assert "TEMP B-TREE" not in steps


def test_long_texts_are_ordered_by_their_beginning() -> None:
    assert orderable(Deal.name) is Deal.name
    assert orderable(Deal.note).type.length == 400
