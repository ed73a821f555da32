"""From what was read to what is drawn: words of the reader's language, addresses, places."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from core.kernel.permissions import Actor
from core.web.lists import view
from core.web.lists.cells import cell, sums_in_words
from core.web.lists.definition import Column, Kind, ListDefinition, Row
from core.web.lists.filters import Filter, LookupFilter
from core.web.lists.query import Count, Page, Sums, Totals
from core.web.lists.ranges import FROM, TO, Range
from core.web.lists.saved import View
from core.web.lists.state import ALL_ROWS, ListState, OptionsOf, Order, address, parameters
from core.web.messages import translate


@dataclass(frozen=True)
class Reading:
    """All that the database has answered for one drawing of a list.

    ``count`` and ``totals`` are None in a following page; ``totals`` also where there are too
    many rows to be summed without being asked.
    """

    state: ListState
    options: OptionsOf
    columns: Sequence[Column]
    columns_chosen: bool
    page: Page
    count: Count | None
    totals: Totals | None
    views: Sequence[View]


def list_id(definition: ListDefinition) -> str:
    """The id of the list's element in the page."""
    return f"list-{definition.name.replace('.', '-').replace('_', '-')}"


def draw(
    definition: ListDefinition,
    actor: Actor,
    path: str,
    reading: Reading,
    address_of: Callable[[str], str],
) -> view.ListView:
    """The list as the template wants it. ``address_of`` makes an address of an endpoint."""
    state, columns = reading.state, reading.columns
    start = state.first_page()
    here = parameters(definition, start)
    places = places_on_card(columns)
    summed = any(column.sum for column in columns)
    actions = [action for action in definition.bulk if actor.can(action.permission)]
    following = reading.page.next
    return view.ListView(
        id=list_id(definition),
        title=translate(definition.title),
        path=path,
        url=address(definition, state, path),
        here=address(definition, start, ""),
        query=state.query,
        search=definition.is_searchable,
        search_hint=translate(definition.search_hint) if definition.search_hint else _("Поиск"),
        clear_url=address(definition, state.cleared(), path),
        hidden=[(name, value) for name, value in here.items() if name != "q"],
        headings=[_heading(definition, column, state, places, path) for column in columns],
        lines=[_line(definition, columns, row, places) for row in reading.page.rows],
        more_url=address(definition, state.following(following), path) if following else "",
        start_url=address(definition, start, path) if state.after is not None else "",
        count=_count_in_words(reading.count) if reading.count is not None else "",
        sums=_sums(columns, reading.totals.sums) if summed and reading.totals is not None else (),
        sums_url=(
            address(definition, start, path, part="totals")
            if summed and reading.totals is None
            else ""
        ),
        pills=[
            _pill(one, definition, start, reading.options, path=path, address_of=address_of)
            for one in definition.filters
        ],
        tabs=_tabs(definition, start, reading.views, path),
        columns=_column_lines(definition, actor, columns),
        columns_chosen=reading.columns_chosen,
        actions=[
            view.Action(
                name=action.name,
                title=translate(action.title),
                icon=action.icon,
                confirm=translate(action.confirm) if action.confirm else "",
                danger=action.danger,
            )
            for action in actions
        ],
        selectable=bool(actions) or summed,
        notes=[translate(note) for note in state.notes],
        empty=_empty(definition, state) if not reading.page.rows else None,
        export_url=address(definition, start, path, export="xlsx"),
        form_key=secrets.token_urlsafe(18),
        narrowed=state.narrowed,
        summed=_sums([column for column in columns if column.sum], {}),
    )


def places_on_card(columns: Sequence[Column]) -> dict[str, str]:
    """Where a column's value stands in the two-line card that a row becomes on a phone.

    First line: the first column as the title, opposite to it the first sum of money. Second
    line: two more columns and, at its end, the state. The rest is left to the row's own page.
    """
    places: dict[str, str] = {}
    words = ["first", "second"]
    for index, column in enumerate(columns):
        taken = places.values()
        if index == 0:
            place = "title"
        elif column.kind is Kind.MONEY and "value" not in taken:
            place = "value"
        elif column.kind is Kind.STATE and "state" not in taken:
            place = "state"
        else:
            place = words.pop(0) if words else "rest"
        places[column.key] = place
    return places


def _heading(
    definition: ListDefinition,
    column: Column,
    state: ListState,
    places: Mapping[str, str],
    path: str,
) -> view.Heading:
    url, direction = "", ""
    if column.order_expression is not None:
        down = column.kind.newest_first
        if state.order.column == column.key:
            direction = "descending" if state.order.descending else "ascending"
            down = not state.order.descending
        url = address(definition, state.sorted_by(Order(column.key, down)), path)
    return view.Heading(
        key=column.key,
        title=translate(column.title),
        numeric=column.kind.is_numeric,
        url=url,
        sorted=direction,
        card=places[column.key],
    )


def _line(
    definition: ListDefinition, columns: Sequence[Column], row: Row, places: Mapping[str, str]
) -> view.Line:
    cells = [cell(column, row, places[column.key]) for column in columns]
    # The first cell is the link to the row: without words there is nothing to click or to read.
    name = cells[0].text or cells[0].blank or _("Без названия")
    return view.Line(row.key, definition.row_url(row), name, cells)


def _count_in_words(count: Count) -> str:
    number = format_decimal(count.value)
    if count.precision == "about":
        return "≈ " + ngettext("%(n)s строка", "%(n)s строки", count.value, n=number)
    if count.precision == "over":
        return ngettext("больше %(n)s строки", "больше %(n)s строк", count.value, n=number)
    return ngettext("%(n)s строка", "%(n)s строки", count.value, n=number)


def _sums(columns: Sequence[Column], sums: Sums) -> list[view.Sum]:
    return [
        view.Sum(
            key=column.key,
            title=translate(column.title),
            kind=column.kind.value,
            numeric=column.kind.is_numeric,
            lines=sums_in_words(column, sums[column.key]) if column.key in sums else (),
        )
        for column in columns
    ]


def _pill(
    one: Filter,
    definition: ListDefinition,
    start: ListState,
    options: OptionsOf,
    *,
    path: str,
    address_of: Callable[[str], str],
) -> view.Pill:
    value = start.filters.get(one.key)
    words = one.describe(value, options[one.key]) if value is not None else ()
    chosen = one.chosen(value) if value is not None else frozenset[str]()
    ends = value if isinstance(value, Range) else Range()
    left = start.without(one.key)
    on = replace(start, filters={**start.filters, one.key: True})
    return view.Pill(
        key=one.key,
        title=translate(one.title),
        control=one.control,
        active=value is not None,
        words=", ".join(translate(word) for word in words),
        remove_url=address(definition, left, path),
        on_url=address(definition, on, path) if one.control == "flag" else "",
        choices=[
            view.Choice(item.value, translate(item.title), item.kind, item.value in chosen)
            for item in options[one.key]
        ],
        low="" if ends.low is None else str(ends.low),
        high="" if ends.high is None else str(ends.high),
        low_name=one.key + FROM,
        high_name=one.key + TO,
        suggest=address_of(one.suggest) if isinstance(one, LookupFilter) else "",
        hidden=list(parameters(definition, left).items()),
    )


def _tabs(
    definition: ListDefinition, start: ListState, views: Sequence[View], path: str
) -> list[view.Tab]:
    if not views:
        return []
    here = parameters(definition, replace(start, view=""))
    tabs = [
        view.Tab(
            id=one.id,
            name=one.name,
            url=f"{path}?view={one.id}&{one.query}".rstrip("&"),
            active=start.view == str(one.id),
            changed=start.view == str(one.id) and dict(parse_qsl(one.query)) != here,
            own=one.own,
            shared=one.shared,
            is_default=one.is_default,
        )
        for one in views
    ]
    everything = view.Tab(
        id=0,
        name=_("Все"),
        url=f"{path}?view={ALL_ROWS}",
        active=not any(tab.active for tab in tabs),
        changed=False,
        own=False,
        shared=True,
        is_default=not any(tab.is_default for tab in tabs),
    )
    return [everything, *tabs]


def _column_lines(
    definition: ListDefinition, actor: Actor, columns: Sequence[Column]
) -> list[view.ColumnLine]:
    shown = {column.key for column in columns}
    rest = [column for column in definition.open_to(actor) if column.key not in shown]
    return [
        view.ColumnLine(column.key, translate(column.title), column.key in shown)
        for column in [*columns, *rest]
    ]


def _empty(definition: ListDefinition, state: ListState) -> view.EmptyView:
    if state.narrowed or state.after is not None:
        return view.EmptyView(
            filtered=True,
            title=_("Ничего не найдено"),
            text=_("Под такой отбор не подходит ни одна строка."),
            action="",
            action_url="",
            icon="filter",
        )
    empty = definition.empty
    url = empty.action_url() if empty.action_url is not None else None
    return view.EmptyView(
        filtered=False,
        title=translate(empty.title),
        text=translate(empty.text) if empty.text else "",
        action=translate(empty.action) if url else "",
        action_url=url or "",
        icon=empty.icon,
    )
