"""Price lists and the prices in them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.directory.checking import Checked
from core.directory.choices import CURRENCIES, PRICE_VAT
from core.directory.models import (
    CustomerGroup,
    Material,
    PriceImport,
    PriceItem,
    PriceList,
    Unit,
)
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, create, plain, record, require, unique, update
from core.directory.units import quantity_fault
from core.kernel.clock import today
from core.kernel.errors import Forbidden, NotFound, ValidationFailed
from core.kernel.money import MAX_FACTOR, VatMode
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

MAX_BREAKS = 20


@dataclass(frozen=True)
class PriceListData:
    """What a person types about a price list."""

    name: str
    valid_from: date | None
    valid_to: date | None = None
    currency: str = "RUB"
    customer_group_id: int | None = None
    vat_mode: str = VatMode.INCLUDED.value
    active: bool = True


EDITABLE = tuple(field.name for field in fields(PriceListData))


def data_of(price_list: PriceList) -> PriceListData:
    """A price list as the form shows it."""
    return PriceListData(**{name: getattr(price_list, name) for name in EDITABLE})


def find(session: Session, price_list_id: int) -> PriceList:
    """The price list. Raises NotFound."""
    price_list = session.get(PriceList, price_list_id)
    if price_list is None:
        raise NotFound()
    return price_list


def in_use(session: Session) -> list[PriceList]:
    """Price lists that are not switched off, the newest first."""
    return list(
        session.scalars(
            select(PriceList)
            .where(PriceList.active)
            .order_by(PriceList.valid_from.desc(), PriceList.id.desc())
        )
    )


def create_price_list(session: Session, actor: Actor, data: PriceListData) -> PriceList:
    """A new price list. Who may load prices from a file may also make the list for them."""
    if not (
        actor.can(DirectoryPermission.PRICE_EDIT) or actor.can(DirectoryPermission.PRICE_IMPORT)
    ):
        raise Forbidden()
    price_list = PriceList(**_checked(session, data))
    with unique(session, "name", _taken()):
        create(session, actor, price_list)
    return price_list


def prepare_price_list(session: Session, actor: Actor, data: PriceListData) -> PriceList:
    """A price list for a file that is still to be checked: nobody's price before ``put_to_use``.

    Whoever turned back and comes again with the same name gets the one that he left.
    Raises as ``create_price_list``.
    """
    left = session.scalars(select(PriceList).where(PriceList.name == data.name.strip())).first()
    if left is None or not _is_prepared(session, left):
        return create_price_list(session, actor, replace(data, active=False))
    require(actor, DirectoryPermission.PRICE_IMPORT)
    update(session, actor, left, _checked(session, replace(data, active=False)))
    return left


def put_to_use(session: Session, actor: Actor, price_list: PriceList) -> None:
    """Put a prepared list in force from today; any other one stays as it is."""
    if _is_prepared(session, price_list):
        update(session, actor, price_list, {"active": True, "valid_from": today()})


def _is_prepared(session: Session, price_list: PriceList) -> bool:
    """Whether the list was made for a file that nobody has loaded."""
    if price_list.active:
        return False
    files = select(PriceImport.id).where(PriceImport.price_list_id == price_list.id)
    begun = session.scalars(files.where(PriceImport.job_id.is_not(None)).limit(1)).first()
    priced = select(PriceItem.id).where(PriceItem.price_list_id == price_list.id).limit(1)
    return (
        begun is None
        and session.scalars(files.limit(1)).first() is not None
        and session.scalars(priced).first() is None
    )


def edit_price_list(
    session: Session,
    actor: Actor,
    price_list_id: int,
    data: PriceListData,
    *,
    version: int | None,
) -> PriceList:
    """Change the head of a price list. Raises NotFound, StaleVersion, ValidationFailed."""
    require(actor, DirectoryPermission.PRICE_EDIT)
    price_list = find(session, price_list_id)
    check_version(price_list, version)
    values = _checked(session, data)
    with unique(session, "name", _taken()):
        update(session, actor, price_list, values)
    return price_list


def set_prices(
    session: Session,
    actor: Actor,
    price_list: PriceList,
    material: Material,
    breaks: Sequence[tuple[Decimal, Decimal]],
) -> bool:
    """Replace the prices of one material: (from what quantity, price of one unit).

    Without any the material leaves the list. False where nothing differs.
    Raises Forbidden, ValidationFailed (``breaks``).
    """
    require(actor, DirectoryPermission.PRICE_EDIT)
    _check_breaks(breaks, material.unit)
    rows = prices_of(session, price_list.id, [material.id]).get(material.id, [])
    before = [(row.min_quantity, row.price) for row in rows]
    changed = sorted(before) != sorted(breaks)
    if changed:
        new = replace_breaks(session, price_list.id, material.id, rows, breaks)
        session.add_all(PriceItem(**values) for values in new)
        trace = price_trace(price_list, before, breaks)
        record(session, actor, material, "changed", trace)
    return changed


def price_trace(
    price_list: PriceList,
    before: Sequence[tuple[Decimal, Decimal]],
    after: Sequence[tuple[Decimal, Decimal]],
) -> dict[str, Any]:
    """A change of prices as the history of a material keeps it."""
    sides = [
        [[plain(least), plain(price)] for least, price in sorted(side)] for side in (before, after)
    ]
    return {f"price:{price_list.name}": sides}


def replace_breaks(
    session: Session,
    price_list_id: int,
    material_id: int,
    rows: Sequence[PriceItem],
    breaks: Sequence[tuple[Decimal, Decimal]],
) -> list[dict[str, Any]]:
    """Delete and change the stored prices of a material so that ``breaks`` remain; gives the
    values of those that are still to be added.

    Neither adds nor flushes: an import writes hundreds in one statement.
    """
    wanted = dict(breaks)
    stored = {row.min_quantity: row for row in rows}
    for least, row in stored.items():
        if least not in wanted:
            session.delete(row)
        else:
            row.price = wanted[least]
    return [
        {
            "price_list_id": price_list_id,
            "material_id": material_id,
            "min_quantity": least,
            "price": price,
        }
        for least, price in wanted.items()
        if least not in stored
    ]


def prices_of(
    session: Session, price_list_id: int, material_ids: Sequence[int]
) -> dict[int, list[PriceItem]]:
    """Prices of many materials in one list, the smallest quantity first; one query."""
    rows = session.scalars(
        select(PriceItem)
        .where(
            PriceItem.price_list_id == price_list_id,
            PriceItem.material_id.in_(sorted(set(material_ids))),
        )
        .order_by(PriceItem.material_id, PriceItem.min_quantity)
    )
    found: dict[int, list[PriceItem]] = {}
    for row in rows:
        found.setdefault(row.material_id, []).append(row)
    return found


def prices_of_material(
    session: Session, material_id: int
) -> list[tuple[PriceList, list[PriceItem]]]:
    """Every list that has the material, those in force now first, with its prices; one query."""
    rows = session.scalars(
        select(PriceItem)
        .join(PriceList, PriceList.id == PriceItem.price_list_id)
        .where(PriceItem.material_id == material_id)
        .options(joinedload(PriceItem.price_list).joinedload(PriceList.customer_group))
        .order_by(
            PriceList.active.desc(),
            PriceList.valid_from.desc(),
            PriceList.id,
            PriceItem.min_quantity,
        )
    )
    found: dict[int, tuple[PriceList, list[PriceItem]]] = {}
    for row in rows:
        found.setdefault(row.price_list_id, (row.price_list, []))[1].append(row)
    return list(found.values())


def _taken() -> Message:
    return Message(N_("Прайс-лист с таким названием уже есть"))


def _checked(session: Session, data: PriceListData) -> dict[str, Any]:
    checked = Checked()
    name = checked.required("name", data.name)
    if data.valid_from is None:
        checked.wrong("valid_from", Message(N_("Укажите, с какого дня действует прайс-лист")))
    elif data.valid_to is not None and data.valid_to < data.valid_from:
        checked.wrong("valid_to", Message(N_("Конец срока раньше начала")))
    if data.currency not in CURRENCIES:
        checked.wrong("currency", Message(N_("Выберите валюту из списка")))
    if data.vat_mode not in PRICE_VAT:
        checked.wrong("vat_mode", Message(N_("Укажите, включён ли НДС в цены")))
    group_id = data.customer_group_id
    if group_id is not None and session.get(CustomerGroup, group_id) is None:
        checked.wrong("customer_group_id", Message(N_("Такой группы клиентов нет")))
    values = {field: getattr(data, field) for field in EDITABLE} | {"name": name}
    checked.lengths(PriceList, values)
    checked.done()
    return values


def _check_breaks(breaks: Sequence[tuple[Decimal, Decimal]], unit: Unit) -> None:
    uncountable = (quantity_fault(unit, least) for least, _ in breaks)
    error = next(filter(None, uncountable), None)
    quantities = [least for least, _ in breaks]
    if len(set(quantities)) != len(quantities):
        error = Message(N_("Одно и то же количество указано дважды"))
    elif len(breaks) > MAX_BREAKS:
        error = Message(N_("Не больше %(most)s цен на один товар"), most=MAX_BREAKS)
    elif any(not 0 <= number <= MAX_FACTOR for pair in breaks for number in pair):
        error = Message(N_("Количество и цена не бывают отрицательными"))
    if error is not None:
        raise ValidationFailed({"breaks": [error]})
