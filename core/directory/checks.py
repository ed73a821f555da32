"""What ``reglament check`` looks at in the directories. Lines are for the console, in Russian."""

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from core.accounts.policy import unrestricted
from core.directory.models import (
    Material,
    MaterialGroup,
    Partner,
    PriceItem,
    PriceList,
    SearchToken,
    VatRate,
)
from core.kernel.clock import today


def merged_partners(session: Session) -> list[str]:
    """Merged cards must be archived and lead, in the end, to a living one."""
    statement: Any = select(Partner.id, Partner.merged_into_id, Partner.archived)
    into = {
        row.id: (row.merged_into_id, row.archived)
        for row in session.execute(unrestricted(statement))
    }
    faults: list[str] = []
    for key, (target, archived) in into.items():
        seen = {key}
        while target is not None and target not in seen:
            seen.add(target)
            target = into[target][0]  # noqa: PLW2901 - a walk along the chain
        if target is not None:
            faults.append(f"контрагент {key}: объединение замкнуто в круг")
        elif into[key][0] is not None and not archived:
            faults.append(f"контрагент {key}: объединён, но не в архиве")
    return faults


def group_circles(session: Session) -> list[str]:
    """No group of materials may be under itself."""
    rows = session.execute(select(MaterialGroup.id, MaterialGroup.parent_id))
    parents = {row[0]: row[1] for row in rows}
    faults: list[str] = []
    for key in parents:
        seen: set[int] = set()
        at: int | None = key
        while at is not None and at not in seen:
            seen.add(at)
            at = parents[at]
        if at is not None:
            faults.append(f"группа номенклатуры {key}: вложена сама в себя")
    return faults


def vat_rates(session: Session) -> list[str]:
    """One rate for a category on a day, and a standard one for today."""
    one, other = aliased(VatRate), aliased(VatRate)
    pairs = session.execute(
        select(one.category, one.valid_from, other.valid_from).where(
            one.category == other.category,
            one.id < other.id,
            one.valid_from <= func.coalesce(other.valid_to, date.max),
            other.valid_from <= func.coalesce(one.valid_to, date.max),
        )
    )
    faults = [
        f"ставки НДС «{category}» с {first:%d.%m.%Y} и с {second:%d.%m.%Y} пересекаются"
        for category, first, second in pairs
    ]
    day = today()
    current = select(VatRate.id).where(
        VatRate.category == "standard",
        VatRate.valid_from <= day,
        func.coalesce(VatRate.valid_to, day) >= day,
    )
    if not session.scalars(current).first():
        faults.append(f"нет основной ставки НДС на {day:%d.%m.%Y}")
    return faults


def unsearchable(session: Session) -> list[str]:
    """Every material and partner in use must be in the search index."""
    faults: list[str] = []
    for kind, model, title in (
        ("material", Material, "номенклатура"),
        ("partner", Partner, "контрагент"),
    ):
        indexed = exists().where(and_(SearchToken.kind == kind, SearchToken.entity_id == model.id))
        rows = session.scalars(
            unrestricted(select(model.id).where(model.archived.is_(False), ~indexed).limit(100))
        )
        faults += [f"{title} {key}: нет в поисковом указателе" for key in rows]
    return faults


def prices_of_archived(session: Session) -> list[str]:
    """A price list in force must not offer what has been put away."""
    day = today()
    rows = session.execute(
        select(PriceList.name, Material.sku)
        .join(PriceItem, PriceItem.price_list_id == PriceList.id)
        .join(Material, Material.id == PriceItem.material_id)
        .where(
            PriceList.active,
            PriceList.valid_from <= day,
            func.coalesce(PriceList.valid_to, day) >= day,
            Material.archived,
        )
        .distinct()
        .limit(100)
    )
    return [f"прайс-лист «{name}»: {sku} в архиве" for name, sku in rows]
