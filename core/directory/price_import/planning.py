"""What each row of a price file would change, compared with what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import groups
from core.directory.choices import MATERIAL_VAT_CATEGORIES, VAT_CATEGORIES, VatCategory
from core.directory.models import Material, PriceItem, PriceList, Unit, VatRate
from core.directory.price_file import BadRow, PriceRow
from core.directory.price_lists import prices_of
from core.directory.units import quantity_fault
from core.kernel import money
from core.kernel.stems import normalise_sku
from core.kernel.text import N_, Message

PIECE = "796"
"""The unit of a new material where the file names none: штука."""


class Outcome(StrEnum):
    """What comes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class FieldChange:
    """One value that a row changes; texts as the screen shows them."""

    label: Message
    old: str | Message
    new: str | Message


@dataclass(frozen=True)
class RowPlan:
    """What is to be done for one row. ``values`` are attributes of the material to be set.

    ``breaks`` None: the file has no prices, those stored stay.
    """

    row: PriceRow
    outcome: Outcome
    material: Material | None
    values: dict[str, Any]
    group: tuple[str, ...]
    breaks: tuple[tuple[Decimal, Decimal], ...] | None
    stored: tuple[PriceItem, ...]
    changes: tuple[FieldChange, ...]


class Books:
    """What the rows refer to, read once for a whole file."""

    def __init__(self, session: Session) -> None:
        self.groups = groups.paths(session)
        self.group_names = {node.id: node.path for node in groups.tree(session, with_archived=True)}
        rows = session.scalars(select(Unit))
        self.units = {unit.code: unit for unit in rows}
        self.unit_names = {unit.id: unit.short for unit in self.units.values()}
        self._units_by_id = {unit.id: unit for unit in self.units.values()}
        self._rates: dict[Decimal | None, str] = {}
        # A percentage means a category even when it has lapsed: last year's list says 20 %.
        for rate in session.scalars(select(VatRate).order_by(VatRate.valid_from)):
            if rate.category in MATERIAL_VAT_CATEGORIES:
                self._rates.setdefault(rate.percent, rate.category)

    def unit_of(self, row: PriceRow, material: Material | None) -> Unit:
        """The unit that the quantities of a row are counted in."""
        if row.unit is not None or material is None:
            return self.units[row.unit or PIECE]
        return self._units_by_id[material.unit_id]

    def vat_category(self, rate: money.VatRate) -> str | None:
        """The category of a rate named in a file; None where the directory has no such rate."""
        return None if rate.calculated else self._rates.get(rate.percent)


def settle(rows: Sequence[PriceRow], currency: str) -> tuple[list[PriceRow], list[BadRow]]:
    """Divide off the rows that a list in ``currency`` cannot take, whatever is stored."""
    good: list[PriceRow] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    for row in rows:
        key = normalise_sku(row.sku) if row.sku else ""
        if row.prices and row.currency != currency:
            reason = Message(
                N_("Цена в %(currency)s, а прайс-лист составлен в %(own)s."),
                currency=row.currency,
                own=currency,
            )
            bad.append(BadRow(row.number, "", row.currency, reason))
        elif key and key in seen:
            reason = Message(
                N_("Артикул отличается от артикула строки %(first)s только знаками и регистром."),
                first=seen[key],
            )
            bad.append(BadRow(row.number, "", row.sku, reason))
        else:
            if key:
                seen[key] = row.number
            good.append(row)
    return good, bad


def plan(
    session: Session, price_list: PriceList, rows: Sequence[PriceRow], books: Books
) -> tuple[list[RowPlan], list[BadRow]]:
    """Compare rows with what is stored; three queries whatever their number."""
    by_sku, by_name = _stored(session, rows)
    found = {row.number: _find(row, by_sku, by_name) for row in rows}
    ids = [material.id for material in found.values() if material is not None]
    prices = prices_of(session, price_list.id, ids)
    plans: list[RowPlan] = []
    bad: list[BadRow] = []
    for row in rows:
        category = books.vat_category(row.vat) if row.vat is not None else ""
        material = found[row.number]
        if category is None and row.vat is not None:
            reason = Message(N_("Ставки НДС %(code)s нет в справочнике."), code=row.vat.code)
            bad.append(BadRow(row.number, "", row.vat.code, reason))
        elif row.unit is not None and row.unit not in books.units:
            reason = Message(N_("Единицы измерения с кодом %(code)s нет."), code=row.unit)
            bad.append(BadRow(row.number, "", row.unit, reason))
        elif uncountable := _uncountable(row, books.unit_of(row, material)):
            bad.append(uncountable)
        elif material is None:
            if row.name:
                plans.append(_addition(row, category or VatCategory.STANDARD, books))
            else:
                reason = Message(N_("Такого артикула нет, а наименование не указано."))
                bad.append(BadRow(row.number, "", row.sku, reason))
        else:
            stored = tuple(prices.get(material.id, ()))
            plans.append(_change(row, material, category or "", stored, books))
    return plans, bad


def _uncountable(row: PriceRow, unit: Unit) -> BadRow | None:
    """The row as a bad one where a price holds from a part of what is not divided."""
    for item in row.prices:
        reason = quantity_fault(unit, item.min_quantity)
        if reason is not None:
            return BadRow(row.number, "", _number(item.min_quantity), reason)
    return None


def _stored(
    session: Session, rows: Sequence[PriceRow]
) -> tuple[dict[str, list[Material]], dict[str, Material]]:
    keys = sorted({normalise_sku(row.sku)[:60] for row in rows if row.sku})
    by_sku: dict[str, list[Material]] = {}
    for material in session.scalars(
        select(Material).where(Material.sku_key.in_(keys)).order_by(Material.id)
    ):
        by_sku.setdefault(material.sku_key, []).append(material)
    names = sorted({row.name for row in rows if not row.sku})
    by_name: dict[str, Material] = {}
    for material in session.scalars(
        select(Material).where(Material.name.in_(names)).order_by(Material.id)
    ):
        by_name.setdefault(material.name, material)
    return by_sku, by_name


def _find(
    row: PriceRow, by_sku: dict[str, list[Material]], by_name: dict[str, Material]
) -> Material | None:
    """By article number in any spelling, its own spelling first; without one, by exact name."""
    if not row.sku:
        return by_name.get(row.name)
    alike = by_sku.get(normalise_sku(row.sku)[:60], [])
    return next((one for one in alike if one.sku == row.sku), alike[0] if alike else None)


def _addition(row: PriceRow, category: str, books: Books) -> RowPlan:
    unit = books.unit_of(row, None)
    values: dict[str, Any] = {
        "sku": row.sku,
        "sku_key": normalise_sku(row.sku)[:60],
        "name": row.name,
        "description": row.description,
        "unit_id": unit.id,
        "vat_category": str(category),
        "weight": row.weight,
    }
    breaks = _breaks(row)
    changes = _price_change((), breaks, unit.short) if breaks else ()
    return RowPlan(row, Outcome.ADDED, None, values, row.group, breaks, (), changes)


def _change(
    row: PriceRow, material: Material, category: str, stored: tuple[PriceItem, ...], books: Books
) -> RowPlan:
    """What the file says is taken; where it is silent, what is stored stays."""
    unit_id = books.unit_of(row, material).id
    wanted: dict[str, Any] = {
        "name": row.name or material.name,
        "description": row.description or material.description,
        "unit_id": unit_id,
        "vat_category": category or material.vat_category,
        "weight": row.weight if row.weight is not None else material.weight,
        # What stands in a price list again is sold again.
        "archived": False,
    }
    values = {name: new for name, new in wanted.items() if getattr(material, name) != new}
    changes = [
        FieldChange(_LABELS[name], _shown(name, getattr(material, name), books), shown)
        for name, shown in ((name, _shown(name, new, books)) for name, new in values.items())
    ]
    group = row.group if _moves(row, material, books) else ()
    if group:
        old = books.group_names.get(material.group_id or 0, "")
        changes.append(FieldChange(Message(N_("Группа")), old, " / ".join(group)))
    breaks = _breaks(row)
    if breaks is not None:
        changes += _price_change(
            tuple((item.min_quantity, item.price) for item in stored),
            breaks,
            books.unit_names[unit_id],
        )
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return RowPlan(row, outcome, material, values, group, breaks, stored, tuple(changes))


_LABELS = {
    "name": Message(N_("Наименование")),
    "description": Message(N_("Описание")),
    "unit_id": Message(N_("Единица измерения")),
    "vat_category": Message(N_("Ставка НДС")),
    "weight": Message(N_("Вес, кг")),
    "archived": Message(N_("В архиве")),
}


def _moves(row: PriceRow, material: Material, books: Books) -> bool:
    if not row.group:
        return False
    key = tuple(name.casefold() for name in row.group)
    return books.groups.get(key) != material.group_id or material.group_id is None


def _breaks(row: PriceRow) -> tuple[tuple[Decimal, Decimal], ...] | None:
    if not row.prices:
        return None
    return tuple((item.min_quantity, item.price) for item in row.prices)


def _price_change(
    old: tuple[tuple[Decimal, Decimal], ...], new: tuple[tuple[Decimal, Decimal], ...], unit: str
) -> tuple[FieldChange, ...]:
    if sorted(old) == sorted(new):
        return ()
    return (FieldChange(Message(N_("Цена")), _prices(old, unit), _prices(new, unit)),)


def _prices(breaks: tuple[tuple[Decimal, Decimal], ...], unit: str) -> str | Message:
    """«18,50; от 100 шт 16,00»."""
    shown: list[Message] = []
    for least, price in sorted(breaks):
        amount = _amount(price)
        if least == 0:
            shown.append(Message("%(amount)s", amount=amount))
        else:
            shown.append(
                Message(
                    N_("от %(least)s %(unit)s %(amount)s"),
                    least=_number(least),
                    unit=unit,
                    amount=amount,
                )
            )
    if not shown:
        return ""
    return reduce(lambda head, tail: Message("%(head)s; %(tail)s", head=head, tail=tail), shown)


def _amount(price: Decimal) -> str:
    """To the kopeck, and finer where the price is finer."""
    whole, _, fraction = _number(price).partition(",")
    return f"{whole},{fraction.ljust(2, '0')}"


def _number(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _shown(name: str, value: Any, books: Books) -> str | Message:
    if name == "unit_id":
        return books.unit_names.get(value, "")
    if name == "vat_category":
        return Message(VAT_CATEGORIES[value])
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, bool):
        return "✓" if value else ""
    return "" if value is None else str(value)
