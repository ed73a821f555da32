"""What the template of a list draws: everything worded, formatted and addressed already."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.web.lists.cells import Cell


@dataclass(frozen=True)
class Heading:
    """Head of a column. ``sorted`` is "ascending", "descending" or ""."""

    key: str
    title: str
    numeric: bool
    url: str
    sorted: str
    card: str


@dataclass(frozen=True)
class Line:
    """One row. ``name`` is the text of its first cell: what a screen reader calls the row."""

    key: int
    url: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    title: str
    look: str
    chosen: bool


@dataclass(frozen=True)
class Pill:
    """A filter: its button, its small form, and, where it is on, its words and how to take it off.

    ``hidden`` are the parameters that the form must carry along.
    """

    key: str
    title: str
    control: str
    active: bool
    words: str
    remove_url: str
    on_url: str
    choices: Sequence[Choice]
    low: str
    high: str
    low_name: str
    high_name: str
    suggest: str
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Tab:
    """A saved view. ``changed``: the list has been altered since the view was opened."""

    id: int
    name: str
    url: str
    active: bool
    changed: bool
    own: bool
    shared: bool
    is_default: bool


@dataclass(frozen=True)
class ColumnLine:
    """A line of the dialog that chooses columns."""

    key: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class Action:
    """A button over the selected rows."""

    name: str
    title: str
    icon: str
    confirm: str
    danger: bool


@dataclass(frozen=True)
class EmptyView:
    """What stands in place of rows. ``filtered``: there may be rows, but the filters hide them."""

    filtered: bool
    title: str
    text: str
    action: str
    action_url: str
    icon: str


@dataclass(frozen=True)
class Sum:
    """Foot of a column: one line for each currency, none where nothing is summed."""

    key: str
    title: str
    kind: str
    numeric: bool
    lines: Sequence[str]


@dataclass(frozen=True)
class ListView:
    """A list, ready to be drawn by ``components/list.html``.

    ``url`` is the address of what is drawn, ``here`` the parameters of its first page with the
    question mark, ``hidden`` the same for a form except the text search. ``sums`` is empty where
    nothing is summed, or while the sums wait behind ``sums_url``; ``summed`` are the columns that
    have sums. ``form_key`` makes a form sent
    twice be carried out once.
    """

    id: str
    title: str
    path: str
    url: str
    here: str
    query: str
    search: bool
    search_hint: str
    clear_url: str
    hidden: Sequence[tuple[str, str]]
    headings: Sequence[Heading]
    lines: Sequence[Line]
    more_url: str
    start_url: str
    count: str
    sums: Sequence[Sum]
    sums_url: str
    pills: Sequence[Pill]
    tabs: Sequence[Tab]
    columns: Sequence[ColumnLine]
    columns_chosen: bool
    actions: Sequence[Action]
    selectable: bool
    notes: Sequence[str]
    empty: EmptyView | None
    export_url: str
    form_key: str
    narrowed: bool
    summed: Sequence[Sum]

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.headings) + self.selectable

    @property
    def default_elsewhere(self) -> bool:
        """Whether the list as declared is open while another view of the person comes first."""
        everything = next(iter(self.tabs), None)
        return everything is not None and everything.active and not everything.is_default

    def swapping(self, url: str) -> dict[str, str]:
        """Attributes by which htmx shows another state of the list in its place."""
        return {
            "hx-get": url,
            "hx-target": f"#{self.id}-body",
            "hx-swap": "outerHTML",
            "hx-indicator": f"#{self.id}",
        }
