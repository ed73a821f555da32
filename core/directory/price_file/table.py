"""What the rows of a price list come to: positions, refusals, notes; repeated rows settled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.kernel.money import VatRate
from core.kernel.stems import normalise_sku
from core.kernel.text import N_, Message

_HEADING_WORD = re.compile(
    r"^(?:товарная\s+)?(?:группа|категория|раздел)\b[\s:.№-]*", re.IGNORECASE
)
"""«Группа Кабели» is the group of cables: the word says what the row is, not how it is called."""


@dataclass(frozen=True, slots=True)
class PriceBreak:
    """The price of one unit when at least `min_quantity` are bought; 0 is the base price."""

    min_quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One position of the price list.

    `number` is the row in Excel; `unit` a code of `okei`, None where the file names none; `group`
    the path from the widest group down; `weight` kilograms of one unit; `prices` by rising
    quantity, empty when no column of prices is mapped. `vat` None: the file says nothing.
    """

    number: int
    sku: str
    name: str
    group: tuple[str, ...]
    unit: str | None
    prices: tuple[PriceBreak, ...]
    currency: str
    vat: VatRate | None
    weight: Decimal | None
    description: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why a row was not loaded: `column` is the letter of the cell at fault, "" for the row."""

    number: int
    column: str
    value: str
    reason: Message


@dataclass(frozen=True, slots=True)
class RowNote:
    """What was done about a row that is neither loaded as it stands nor bad."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True)
class PriceTable:
    """All that the rows of a sheet came to, each part in the order of the file."""

    rows: tuple[PriceRow, ...]
    bad: tuple[BadRow, ...]
    notes: tuple[RowNote, ...]


@dataclass(slots=True)
class TableBuilder:
    """Collects the rows one by one.

    `merges_quantities`: the file gives each quantity break a row of its own, so rows of one
    article number with different quantities are one position.
    """

    merges_quantities: bool
    rows: list[PriceRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    _fresh: list[tuple[RowNote, str, int]] = field(default_factory=list)
    _outlined: bool = False
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    def note(self, number: int, message: Message) -> None:
        """Say what was done about the row `number`."""
        self.notes.append(RowNote(number, message))

    def add_heading(self, number: int, title: str, level: int) -> None:
        """Remember the title of a section, at its outline level, for the positions that follow."""
        title = _HEADING_WORD.sub("", title) or title
        note = RowNote(
            number,
            Message(N_("«%(title)s» похоже на заголовок, но позиций под ним нет."), title=title),
        )
        self._fresh.append((note, title, level))
        self._outlined = self._outlined or level > 0

    def begin_position(self) -> None:
        """A position follows: titles gathered just above it become its place in the tree.

        Where the file has an outline, it tells the depth of each title. Elsewhere one title after
        positions replaces the lowest level, two in a row the two lowest ones («Крепёж / Болты» …
        «Гайки» gives «Крепёж / Гайки»), and a title in capitals begins from the top.
        """
        titles = tuple(title for _, title, _ in self._fresh)
        if self._outlined:
            for _, title, level in self._fresh:
                self.headings = (*self.headings[:level], title)
        elif titles:
            kept = 0 if titles[0].isupper() else max(len(self.headings) - len(titles), 0)
            self.headings = (*self.headings[:kept], *titles)
        self._fresh.clear()

    def add(self, row: PriceRow) -> None:
        """Add a position, or settle it with the earlier one of the same article number."""
        key = ("sku", normalise_sku(row.sku) or row.sku) if row.sku else ("name", _folded(row.name))
        place = self._places.setdefault(key, len(self.rows))
        if place == len(self.rows):
            self.rows.append(row)
            return
        first = self.rows[place]
        if difference := _difference(first, row):
            self.bad.append(BadRow(row.number, "", row.sku or row.name, difference))
        elif self.merges_quantities and _disjoint(first.prices, row.prices):
            prices = sorted((*first.prices, *row.prices), key=lambda item: item.min_quantity)
            self.rows[place] = replace(first, prices=tuple(prices))
        elif set(row.prices) - set(first.prices) or row.currency != first.currency:
            self.bad.append(BadRow(row.number, "", row.sku or row.name, _other_price(first, row)))
        else:
            self.note(
                row.number,
                Message(
                    N_("Повторяет строку %(first)s с той же ценой, загружена один раз."),
                    first=first.number,
                ),
            )

    def build(self) -> PriceTable:
        """The finished table. Titles with nothing under them (usually footnotes) are noted."""
        empty = (note for note, _, _ in self._fresh)
        notes = sorted((*self.notes, *empty), key=lambda note: note.number)
        return PriceTable(tuple(self.rows), tuple(self.bad), tuple(notes))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _difference(first: PriceRow, row: PriceRow) -> Message | None:
    """Why the two rows cannot be one position, prices aside; None if they can.

    Group, description and weight may differ: those of the first row stay.
    """
    if _folded(first.name) != _folded(row.name):
        return Message(
            N_("Артикул «%(sku)s» уже есть в строке %(first)s с наименованием «%(name)s»."),
            sku=row.sku,
            first=first.number,
            name=first.name,
        )
    if first.unit != row.unit:
        return Message(
            N_("Та же позиция уже есть в строке %(first)s с другой единицей измерения."),
            first=first.number,
        )
    if first.vat != row.vat:
        return Message(
            N_("Та же позиция уже есть в строке %(first)s с другой ставкой НДС."),
            first=first.number,
        )
    return None


def _disjoint(one: Sequence[PriceBreak], other: Sequence[PriceBreak]) -> bool:
    return not {item.min_quantity for item in one} & {item.min_quantity for item in other}


def _other_price(first: PriceRow, row: PriceRow) -> Message:
    if not first.prices or not row.prices:
        return Message(
            N_("Та же позиция уже есть в строке %(first)s с другими условиями."),
            first=first.number,
        )
    return Message(
        N_("Та же позиция уже есть в строке %(first)s с ценой %(known)s, здесь %(price)s."),
        first=first.number,
        known=_money(first),
        price=_money(row),
    )


def _money(row: PriceRow) -> str:
    """The prices of the row for a message: «12,5 / 11,9 RUB»."""
    amounts = " / ".join(format(item.price, "f").replace(".", ",") for item in row.prices)
    return f"{amounts} {row.currency}"
