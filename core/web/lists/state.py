"""What a list shows, as its address says it. Nothing of it is kept anywhere else.

Whatever in an address is not understood is left out with a quiet note: links live long, and
columns, states and people come and go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.web.lists.definition import Column, ListDefinition
from core.web.lists.filters import Arguments, Filter, Option, Unreadable, first, listed
from core.web.lists.keyset import Cursor, decode, encode, orderable
from core.web.lists.search import tidy

ALL_ROWS = "all"
"""Value of ``view`` for the list as declared, where the person has another view by default."""
MAX_LENGTH = 8000


@dataclass(frozen=True)
class Order:
    """By which column, in which direction."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


@dataclass(frozen=True)
class ListState:
    """One state of a list. ``columns`` None: those that the person has chosen, or the default."""

    order: Order
    query: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    view: str = ""
    after: Cursor | None = None
    notes: tuple[Message, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether rows may be missing because of what the person asked for."""
        return bool(self.query or self.filters)

    def without(self, key: str) -> "ListState":
        """The first page of the same, one filter taken off."""
        left = {name: value for name, value in self.filters.items() if name != key}
        return replace(self, filters=left, after=None)

    def cleared(self) -> "ListState":
        """The first page of the same order and columns, nothing left out."""
        return replace(self, query="", filters={}, after=None)

    def sorted_by(self, order: Order) -> "ListState":
        """The first page in another order."""
        return replace(self, order=order, after=None)

    def first_page(self) -> "ListState":
        """The same from its beginning."""
        return replace(self, after=None)

    def following(self, cursor: Cursor) -> "ListState":
        """The rows behind the cursor."""
        return replace(self, after=cursor)


def parameters(definition: ListDefinition, state: ListState) -> dict[str, str]:
    """The state as parameters of an address, in one order, without what is the default."""
    found: dict[str, str] = {}
    if state.view:
        found["view"] = state.view
    if state.query:
        found["q"] = state.query
    for one in definition.filters:
        if one.key in state.filters:
            found |= one.write(state.filters[one.key])
    if str(state.order) != definition.default_sort:
        found["sort"] = str(state.order)
    if state.columns is not None:
        found["cols"] = ",".join(state.columns)
    if state.after is not None:
        found["after"] = encode(state.after)
    return found


def address(definition: ListDefinition, state: ListState, path: str, **more: str) -> str:
    """The address of the state. ``more`` are parameters beside it (``export``, ``part``)."""
    found = {**parameters(definition, state), **more}
    return f"{path}?{urlencode(found, safe=',')}" if found else path


OptionsOf = Mapping[str, Sequence[Option]]
"""What each filter has to choose from, by the filter's key."""


def read(
    definition: ListDefinition, arguments: Arguments, session: Session, actor: Actor
) -> tuple[ListState, OptionsOf]:
    """The state that the address asks for. Never fails."""
    notes: list[Message] = []
    filters: dict[str, Any] = {}
    options: dict[str, Sequence[Option]] = {}
    for one in definition.filters:
        options[one.key] = one.options(session, actor, arguments)
        value = _filter_value(one, arguments, options[one.key], notes)
        if value is not None:
            filters[one.key] = value
    order, by = _order(definition, arguments, actor, notes)
    state = ListState(
        order=order,
        query=tidy(first(arguments, "q")) if definition.is_searchable else "",
        filters=filters,
        columns=_columns(definition, arguments, actor, notes),
        view=_view(arguments),
        after=_cursor(arguments, order, by, notes),
        notes=tuple(notes),
    )
    return state, options


def _filter_value(
    one: Filter, arguments: Arguments, options: Sequence[Option], notes: list[Message]
) -> Any:
    try:
        return one.read(arguments, options)
    except Unreadable:
        notes.append(
            Message(
                N_("Отбор «%(name)s» в адресе страницы не понят и не применён."),
                name=one.title if isinstance(one.title, Message) else Message(one.title),
            )
        )
        return None


def _order(
    definition: ListDefinition, arguments: Arguments, actor: Actor, notes: list[Message]
) -> tuple[Order, Column]:
    open_columns = {column.key: column for column in definition.open_to(actor)}
    asked = first(arguments, "sort")
    column = open_columns.get(asked.removeprefix("-"))
    if column is None or column.order_expression is None:
        if asked:
            notes.append(Message(N_("Такой сортировки нет: показан обычный порядок.")))
        asked = definition.default_sort
        column = open_columns[asked.removeprefix("-")]
    return Order(column.key, asked.startswith("-")), column


def _columns(
    definition: ListDefinition, arguments: Arguments, actor: Actor, notes: list[Message]
) -> tuple[str, ...] | None:
    asked = listed(arguments, "cols")
    if not asked:
        return None
    known = known_columns(definition, actor, asked)
    if len(known) < len(asked):
        notes.append(Message(N_("Некоторых столбцов из адреса страницы здесь нет.")))
    return known or None


def known_columns(definition: ListDefinition, actor: Actor, keys: Sequence[str]) -> tuple[str, ...]:
    """Those of the keys that are columns open to the actor, in the given order, each once."""
    open_keys = {column.key for column in definition.open_to(actor)}
    return tuple(key for key in dict.fromkeys(keys) if key in open_keys)


def _view(arguments: Arguments) -> str:
    text = first(arguments, "view")
    return text if text == ALL_ROWS or (text.isascii() and text.isdigit()) else ""


def _cursor(
    arguments: Arguments, order: Order, column: Column, notes: list[Message]
) -> Cursor | None:
    text = first(arguments, "after")
    if not text:
        return None
    kind = orderable(column.order_expression).type
    cursor = decode(text, str(order), kind) if len(text) <= MAX_LENGTH else None
    if cursor is None:
        notes.append(Message(N_("Место в списке не найдено: он показан с начала.")))
    return cursor
