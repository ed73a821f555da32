"""What a screen declares about its list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.kernel.permissions import Actor, Permission
from core.kernel.text import Message
from core.kernel.workflow import State
from core.web.lists.filters import Filter

Text = str | Message
"""A declared text: ``N_("…")`` or a ``Message`` with parameters."""


class ListError(ValueError):
    """The declaration itself is wrong: a programmer's mistake, found when it is imported."""


class Kind(StrEnum):
    """What a column's value is: how it is drawn, aligned, exported and sorted at first click."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    AGO = "ago"
    STATE = "state"
    PERSON = "person"
    LINK = "link"
    TAG = "tag"
    FLAG = "flag"

    @property
    def is_numeric(self) -> bool:
        """Right-aligned, in tabular figures."""
        return self in {Kind.NUMBER, Kind.MONEY, Kind.PERCENT}

    @property
    def newest_first(self) -> bool:
        """Whether the first click on the heading sorts from the largest down."""
        return self.is_numeric or self in {Kind.DATE, Kind.DATETIME, Kind.AGO, Kind.FLAG}


@dataclass(frozen=True)
class Row:
    """One row as read: the key, and the values of columns and of ``extra`` by their names."""

    key: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True)
class Column:
    """One column.

    ``expression`` is any SQLAlchemy expression over the tables of ``base``. A column of another
    table that would multiply rows, or of another plugin, takes ``load_many(session, keys)``
    instead, which answers {key: value} for all rows of a page by one query; such a column can
    be neither sorted nor summed.

    ``sort_by`` sorts by something else than what is shown (``Partner.sort_name`` for a name).
    ``default`` columns are shown until the person chooses his own. ``searchable``: the text
    search looks into it (text expressions only). ``blank`` stands for an absent value («Без
    номера» of a draft). ``note`` is a second, quiet line of the cell.
    ``states`` (or ``state_of``, where rows of several workflows meet) gives the badge of a STATE
    column; ``url`` is where a LINK leads, None shows the bare text. ``permission`` hides the
    column, its sum and its export from those who do not hold it.
    """

    key: str
    title: Text
    expression: Any = None
    kind: Kind = Kind.TEXT
    sortable: bool = True
    sort_by: Any = None
    sum: bool = False
    default: bool = True
    blank: Text = ""
    searchable: bool = False
    note: Any = None
    load_many: Callable[[Session, Sequence[int]], Mapping[int, Any]] | None = None
    states: Sequence[State] = ()
    state_of: Callable[[Row], State | None] | None = None
    url: Callable[[Row], str | None] | None = None
    permission: Permission | None = None

    def __post_init__(self) -> None:
        if not self.key.isidentifier():
            raise ListError(f"column {self.key!r}: the key must be an identifier")
        if (self.expression is None) == (self.load_many is None):
            raise ListError(f"column {self.key}: needs either an expression or load_many")
        computed = self.sum or self.searchable or self.note is not None or self.sort_by is not None
        if self.load_many is not None and computed:
            raise ListError(f"column {self.key}: a loaded column has no expression to work with")
        if self.sum and self.kind not in {Kind.NUMBER, Kind.MONEY}:
            raise ListError(f"column {self.key}: only numbers and money are summed")
        if self.kind is Kind.STATE and not self.states and self.state_of is None:
            raise ListError(f"column {self.key}: a state column needs its states")
        if self.kind is Kind.LINK and self.url is None:
            raise ListError(f"column {self.key}: a link column needs its url")

    @property
    def order_expression(self) -> Any:
        """What the list is sorted by under this column; None where it cannot be sorted."""
        if self.load_many is not None or not self.sortable:
            return None
        return self.expression if self.sort_by is None else self.sort_by

    def state(self, row: Row) -> State | None:
        """The state that a STATE cell shows; None where the row's state is unknown."""
        if self.state_of is not None:
            return self.state_of(row)
        return next((state for state in self.states if state.name == row[self.key]), None)


@dataclass(frozen=True)
class BulkAction:
    """Something done to all selected rows at once.

    ``handler(session, actor, keys)`` gets only keys of rows that the list shows to this actor;
    whether he may *change* each of them is the handler's business, as in any service. It answers
    the message shown afterwards. ``confirm`` is asked before.
    """

    name: str
    title: Text
    permission: Permission
    handler: Callable[[Session, Actor, Sequence[int]], Message]
    icon: str = "check"
    confirm: Text = ""
    danger: bool = False


@dataclass(frozen=True)
class Empty:
    """What a list says while it has no rows at all, and the address of the first step.

    ``action_url`` is called at each drawing; None as its answer hides the button.
    """

    title: Text
    text: Text = ""
    action: Text = ""
    action_url: Callable[[], str | None] | None = None
    icon: str = "inbox"


@dataclass(frozen=True)
class ListDefinition:
    """One list of the program.

    ``name`` is what remembered columns and saved views are kept under: it must not change.
    ``base(session, actor)`` gives ``select(Model)``, joined as the columns need and already
    narrowed to the rows that the actor may see (``policy.visible``); without ORDER BY, LIMIT,
    DISTINCT, GROUP BY. The component selects the columns' expressions only, never whole
    entities: nothing is loaded row by row.

    ``key`` is the unique, never-NULL expression that identifies a row. ``extra`` are values that
    ``row_url`` and other callables need though no column shows them. ``currency`` is the
    expression with the ISO code of the row's money; without it money is in roubles.
    ``search`` are more expressions for the text search (ИНН, phone). ``default_sort`` is a column's
    key, ``-key`` for descending.
    """

    name: str
    title: Text
    base: Callable[[Session, Actor], Select[Any]]
    key: Any
    columns: tuple[Column, ...]
    row_url: Callable[[Row], str]
    empty: Empty
    default_sort: str
    filters: tuple[Filter, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    currency: Any = None
    search: tuple[Any, ...] = ()
    search_hint: Text = ""
    bulk: tuple[BulkAction, ...] = ()
    page_size: int = 50

    def __post_init__(self) -> None:
        _refuse_twins(self.name, "column", [column.key for column in self.columns])
        _refuse_twins(self.name, "action", [action.name for action in self.bulk])
        parameters = [name for one in self.filters for name in one.parameters]
        _refuse_twins(self.name, "parameter", [*parameters, *RESERVED])
        clash = {column.key for column in self.columns} & set(self.extra)
        if clash:
            raise ListError(f"list {self.name}: {sorted(clash)} are both columns and extra")
        column = self.column(self.default_sort.removeprefix("-"))
        if column is None or column.order_expression is None:
            raise ListError(f"list {self.name}: cannot be sorted by {self.default_sort!r}")
        if column.permission is not None:
            raise ListError(f"list {self.name}: the default order must be open to everybody")

    def column(self, key: str) -> Column | None:
        """The column of that key, if there is one."""
        return next((column for column in self.columns if column.key == key), None)

    def open_to(self, actor: Actor) -> tuple[Column, ...]:
        """The columns that this actor may see at all, in the declared order."""
        return tuple(
            column
            for column in self.columns
            if column.permission is None or actor.can(column.permission)
        )

    @property
    def is_searchable(self) -> bool:
        """Whether there is anything for the text search to look into."""
        return bool(self.search) or any(column.searchable for column in self.columns)


RESERVED = ("q", "sort", "cols", "after", "view", "export", "part")
"""Parameters of the address that the component keeps for itself."""


def _refuse_twins(name: str, what: str, keys: Sequence[str]) -> None:
    twins = {key for key in keys if keys.count(key) > 1}
    if twins:
        raise ListError(f"list {name}: {what} {sorted(twins)} is declared twice")
