"""The lines of an offer as cells of a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Material, parse_decimal, parse_quantity, typed_number
from core.sdk.intake import NotANumber, normalise_sku
from core.sdk.web import LineRow, LineRows, optional_id, render
from plugins.quotes.models import Offer
from plugins.quotes.pricing import LineInput

DECIMAL_MARKS = ".,"


@dataclass
class OfferRow(LineRow):
    """A row of the editor."""

    CELLS = (
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
    TYPED = ("material_id", "name", "price", "description", "instead_of", "instead_reason")


class OfferRows(LineRows[OfferRow, LineInput]):
    """All rows of the editor. ``read`` turns them into lines, ``take`` brings errors back."""

    row_type = OfferRow

    @classmethod
    def of_offer(cls, offer: Offer) -> "OfferRows":
        """The lines as they are stored; a price that is the list's own is left to the list."""
        return cls(
            OfferRow(
                {
                    "id": str(line.id),
                    "material_id": str(line.material_id or ""),
                    "name": line.name,
                    "quantity": typed_number(line.quantity),
                    "unit_id": str(line.unit_id or ""),
                    "price": "" if line.price == line.list_price else typed_number(line.price),
                    "discount_percent": typed_number(line.discount_percent or None),
                    "shipping_days": "" if line.shipping_days is None else str(line.shipping_days),
                    "description": line.description,
                    "instead_of": line.instead_of,
                    "instead_reason": line.instead_reason,
                }
            )
            for line in offer.lines
        )

    def read(self, session: Session) -> Sequence[LineInput]:
        """The rows as the service takes them; blank ones and those with errors are left out."""
        known = _known_articles(session, [row for row in self.rows if not row.text("material_id")])
        return self.collect(lambda row: _Reader(row).line(known))


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
        # technical: more is a slip of the finger
        if days != days.to_integral_value() or days > 10_000:
            self._row.refuse("shipping_days", _("Целое число рабочих дней"))
            return None
        return int(days)


def _parse_price(text: str) -> Any:
    return parse_decimal(text, decimal_marks=DECIMAL_MARKS)
