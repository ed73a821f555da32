"""One batch of planned rows on its way into the database: a statement a table, not a row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from core.directory import groups
from core.directory.models import DirectoryChange, Material, PriceImport, PriceItem
from core.directory.price_import.planning import Books, RowPlan
from core.directory.price_lists import price_trace, replace_breaks
from core.directory.saving import assign, line_of
from core.kernel.permissions import Actor


def write(
    session: Session, actor: Actor, loading: PriceImport, plans: Sequence[RowPlan], books: Books
) -> list[Material]:
    """Store materials, prices and the trace of both; gives the material of each plan.

    The rows are inserted by hand: the unit of work would insert those whose keys the database
    gives one by one on SQLite, which does not promise to return the keys in order.
    """
    values = [_values(session, actor, one, books) for one in plans]
    added = _add(
        session,
        loading,
        {
            one.row.number: own
            for one, own in zip(plans, values, strict=True)
            if one.material is None
        },
    )
    materials: list[Material] = []
    prices: list[dict[str, Any]] = []
    trace: list[dict[str, Any]] = []
    for one, own in zip(plans, values, strict=True):
        changes: dict[str, Any] = {}
        if one.material is None:
            material = added[one.row.number]
        else:
            material = one.material
            changes |= assign(material, own)
        before = [(item.min_quantity, item.price) for item in one.stored]
        if one.breaks is not None and sorted(before) != sorted(one.breaks):
            prices += replace_breaks(
                session, loading.price_list_id, material.id, one.stored, one.breaks
            )
            changes |= price_trace(loading.price_list, before, one.breaks)
        action = "created" if one.material is None else "changed"
        trace.append(line_of(actor, material, action, {**changes, "import": loading.id}))
        materials.append(material)
    session.flush()
    for table, rows in ((PriceItem, prices), (DirectoryChange, trace)):
        if rows:
            session.execute(insert(table), rows)
    return materials


def _values(session: Session, actor: Actor, one: RowPlan, books: Books) -> dict[str, Any]:
    """Attributes of the material that the row sets, its group among them."""
    group = {}
    if one.group:
        group["group_id"] = groups.ensure_path(session, actor, one.group, books.groups)
    elif one.material is None:
        group["group_id"] = None
    return {**one.values, **group}


def _add(
    session: Session, loading: PriceImport, rows: dict[int, dict[str, Any]]
) -> dict[int, Material]:
    """New materials by the number of their row. One that the file gives no article number gets
    one of its own: «Н-000123»."""
    if not rows:
        return {}
    sent: dict[str, int] = {}
    nameless: set[int] = set()
    for number, values in rows.items():
        if not values["sku"]:
            # Holds the place of the number that the key, not yet known, will give.
            values["sku"] = values["sku_key"] = f"import-{loading.id}-{number}"
            nameless.add(number)
        sent[values["sku"]] = number
    stored = session.execute(
        insert(Material).returning(Material.id, Material.sku), list(rows.values())
    )
    keys = {key: sent[sku] for key, sku in stored}
    numbered = [
        {"key": key, "number": f"Н-{key:06d}", "folded": f"Н{key:06d}"}
        for key, number in keys.items()
        if number in nameless
    ]
    if numbered:
        # By the connection: nobody has these rows at hand, so there is no version to compare.
        session.connection().execute(
            update(Material)
            .where(Material.id == bindparam("key"))
            .values(sku=bindparam("number"), sku_key=bindparam("folded")),
            numbered,
        )
    found = session.scalars(select(Material).where(Material.id.in_(keys)))
    return {keys[material.id]: material for material in found}
