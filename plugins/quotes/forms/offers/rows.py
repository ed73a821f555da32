"""The lines of an offer as cells of a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Material, Message, ValidationFailed, parse_decimal, parse_quantity
from core.sdk.intake import NotANumber, normalise_sku
from core.sdk.web import render
from plugins.quotes.forms.requests import optional_id, shown_quantity
from plugins.quotes.models import Offer
from plugins.quotes.pricing import LineInput

PREFIX = "lines"
DECIMAL_MARKS = ".,"
DEFAULT_QUANTITY = "1"
_CELLS = (
    "id",
    "material_id",
    "name",
    "quantity",
    "unit_id",
    "price",
    "discount_percent",
    "shipping_days",
    "description",
    "instead_of",
    "instead_reason",
)
_TYPED = ("material_id", "name", "price", "description", "instead_of", "instead_reason")
_REDRAWN = (f"{PREFIX}-add", f"{PREFIX}-remove", f"{PREFIX}-recalculate")


@dataclass
class OfferRow:
    """A row of the editor: cells as typed, errors beside them."""

    cells: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def blank(self) -> bool:
        """Nothing is typed in it but what a new row brings along: such a row is no line."""
        return not any(self.text(name) for name in _TYPED)

    def text(self, name: str) -> str:
        """The cell without spaces around."""
        return self.cells.get(name, "").strip()

    def refuse(self, name: str, text: str) -> None:
        """Say beside the cell what is wrong with it."""
        self.errors.setdefault(name, []).append(text)


class OfferRows:
    """All rows of the editor. ``read`` turns them into lines, ``take`` brings errors back."""

    def __init__(self, rows: Iterable[OfferRow]) -> None:
        self.rows = list(rows)
        self.general: list[str] = []
        self.lines: list[LineInput] = []
        self._read: list[OfferRow] = []

    @classmethod
    def blank(cls) -> "OfferRows":
        """An empty row to type into."""
        return cls([OfferRow({})])

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> "OfferRows":
        """The rows of a posted form, in the order of their numbers.

        ``lines-add`` gives one row more and ``lines-remove`` one less: so the editor works
        without scripts.
        """
        found: dict[int, dict[str, str]] = {}
        for name, value in data.items():
            head, _dash, rest = name.partition("-")
            number, _dash, key = rest.partition("-")
            if head == PREFIX and number.isdigit() and len(number) < 7 and key in _CELLS:
                found.setdefault(int(number), {})[key] = value
        removed = optional_id(data.get(f"{PREFIX}-remove"))
        rows = [OfferRow(found[number]) for number in sorted(found) if number != removed]
        if f"{PREFIX}-add" in data or not rows:
            rows.append(OfferRow({}))
        return cls(rows)

    @classmethod
    def of_offer(cls, offer: Offer) -> "OfferRows":
        """The lines as they are stored; a price that is the list's own is left to the list."""
        return cls(
            OfferRow(
                {
                    "id": str(line.id),
                    "material_id": str(line.material_id or ""),
                    "name": line.name,
                    "quantity": shown_quantity(line.quantity),
                    "unit_id": str(line.unit_id or ""),
                    "price": "" if line.price == line.list_price else shown_quantity(line.price),
                    "discount_percent": shown_quantity(line.discount_percent or None),
                    "shipping_days": "" if line.shipping_days is None else str(line.shipping_days),
                    "description": line.description,
                    "instead_of": line.instead_of,
                    "instead_reason": line.instead_reason,
                }
            )
            for line in offer.lines
        )

    @staticmethod
    def only_redrawn(data: Mapping[str, str]) -> bool:
        """Whether the form only asks for another row, one less, or the sums anew."""
        return any(name in data for name in _REDRAWN)

    @property
    def refused(self) -> bool:
        """Whether something in the rows cannot be understood or is not allowed."""
        return any(row.errors for row in self.rows)

    def read(self, session: Session) -> Sequence[LineInput]:
        """The rows as the service takes them; blank ones and those with errors are left out."""
        known = _known_articles(session, [row for row in self.rows if not row.text("material_id")])
        self.lines, self._read = [], []
        for row in self.rows:
            row.errors = {}
            if row.blank:
                continue
            line = _Reader(row).line(known)
            if not row.errors:
                self.lines.append(line)
                self._read.append(row)
        return self.lines

    def drop_refused(self) -> Sequence[LineInput]:
        """The lines whose rows have no errors, after ``take``."""
        kept = [
            (line, row) for line, row in zip(self.lines, self._read, strict=True) if not row.errors
        ]
        self.lines = [line for line, _row in kept]
        self._read = [row for _line, row in kept]
        return self.lines

    def place_of(self, index: int) -> int:
        """Which row of the screen the line came from."""
        return next(place for place, row in enumerate(self.rows) if row is self._read[index])

    def take(self, error: ValidationFailed) -> ValidationFailed | None:
        """Put a service's errors beside the cells they name; the rest of them, if any."""
        rest: dict[str, list[Message]] = {}
        for name, messages in error.errors.items():
            head, _dash, tail = name.partition("-")
            number, _dash, key = tail.partition("-")
            if head == PREFIX and number.isdigit() and key:
                for message in messages:
                    self._read[int(number)].refuse(key, render(message))
            elif name == PREFIX:
                self.general += map(render, messages)
            else:
                rest[name] = messages
        return ValidationFailed(rest) if rest else None


def _known_articles(session: Session, rows: Iterable[OfferRow]) -> dict[str, Material]:
    """Materials whose article number was typed in full instead of being chosen; one query."""
    keys = {normalise_sku(row.text("name"))[:60] for row in rows} - {""}
    if not keys:
        return {}
    found = session.scalars(
        select(Material).where(Material.sku_key.in_(sorted(keys)), Material.archived.is_(False))
    )
    return {material.sku_key: material for material in found}


class _Reader:
    """Reads the cells of one row."""

    def __init__(self, row: OfferRow) -> None:
        self._row = row

    def line(self, known: Mapping[str, Material]) -> LineInput:
        """The line; what could not be read stands in the row's errors."""
        row = self._row
        given = LineInput(
            id=optional_id(row.text("id")),
            material_id=optional_id(row.text("material_id")),
            name=row.text("name"),
            quantity=self._number("quantity", parse_quantity) or Decimal(0),
            unit_id=optional_id(row.text("unit_id")),
            price=self._number("price", _parse_price),
            discount_percent=self._number("discount_percent", _parse_price) or Decimal(0),
            shipping_days=self._days(),
            description=row.text("description"),
            instead_of=row.text("instead_of"),
            instead_reason=row.text("instead_reason"),
        )
        if not row.text("quantity"):
            row.refuse("quantity", _("Укажите количество"))
        typed = known.get(normalise_sku(given.name)[:60])
        if given.material_id is None and typed is not None:
            given = replace(given, material_id=typed.id, name=typed.name)
        return given

    def _number(self, name: str, parse: Callable[[str], Decimal]) -> Decimal | None:
        text = self._row.text(name).removesuffix("%").rstrip()
        if not text:
            return None
        try:
            return parse(text)
        except NotANumber as error:
            self._row.refuse(name, render(error.message))
            return None

    def _days(self) -> int | None:
        days = self._number("shipping_days", parse_quantity)
        if days is None:
            return None
        if days != days.to_integral_value() or days > 10_000:
            self._row.refuse("shipping_days", _("Целое число рабочих дней"))
            return None
        return int(days)


def _parse_price(text: str) -> Any:
    return parse_decimal(text, decimal_marks=DECIMAL_MARKS)
