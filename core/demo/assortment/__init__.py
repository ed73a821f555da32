"""The assortment: about a thousand fasteners and electrical goods under names of the trade."""

from collections import defaultdict
from decimal import Decimal

from core.demo.assortment import (
    cable,
    construction,
    lighting,
    metric,
    rigging,
    special,
    switchgear,
    terminals,
    tools,
    trays,
    wiring,
)
from core.demo.assortment.draft import Draft
from core.demo.records import Alternative, Material
from core.directory.choices import VatCategory
from core.directory.okei import unit_by_code

_TABLES = (
    metric, construction, rigging, cable, switchgear, terminals, wiring, lighting, trays, tools,
    special,
)  # fmt: skip
_MAX_ALTERNATIVES = 3

# What is no longer sold, and what came in its place (empty: nothing did).
WITHDRAWN = {
    "BLT-7798-M10X40-BL58": "BLT-933-M10X40-ZN88",
    "BLT-7798-M12X50-BL58": "BLT-933-M12X50-ZN88",
    "STD-975-M14X1000-ZN48": "",
    "RIG-3055-2": "RIG-3055-2-PVC3",
    "CBL-NYM-3X4": "CBL-VVGLS-3X4",
    "RCD-F63-2P-16-30": "RCD-F63-2P-25-30",
    "LMP-A60-E27-7-3000-L": "LMP-A60-E27-9-3000-L",
    "LMP-A60-E27-7-4000-L": "LMP-A60-E27-9-4000-L",
    "LMP-A60-E27-7-6500-L": "LMP-A60-E27-9-6500-L",
    "LMP-DNAT-150": "LUM-STR-50-5000-L",
    "LMP-DNAT-250": "LUM-STR-100-5000-L",
    "LUM-NPP-60": "LUM-RND-12-N",
    "WRG-LEAD-4X3": "WRG-LEAD-4X5",
    "TLS-RIVETER": "TLS-RIVETER-2",
}


def _alternatives(draft: Draft, alike: list[Draft]) -> tuple[Alternative, ...]:
    """The successor of a withdrawn thing first, then what fits, nearest in price first."""
    found: list[Alternative] = []
    successor = WITHDRAWN.get(draft.sku, "")
    if successor:
        found.append(Alternative(successor, "Пришло на смену снятому с продажи"))
    rest = sorted(alike, key=lambda other: (abs(other.price - draft.price), other.sku))
    for other in rest:
        known = other.sku in (draft.sku, successor) or other.sku in WITHDRAWN
        if not known and other.grade >= draft.grade:
            found.append(Alternative(other.sku, "Тот же размер, другое исполнение или марка"))
    return tuple(found[:_MAX_ALTERNATIVES])


def _description(draft: Draft) -> str:
    """What it is, and how many go into one package."""
    unit = unit_by_code(draft.unit)
    if draft.pack == 1 or unit is None:
        return draft.description
    return f"{draft.description}. В упаковке {draft.pack} {unit.short}"


def make_materials() -> tuple[Material, ...]:
    """The whole assortment. It depends on nothing: the trade does not throw dice."""
    drafts = [draft for table in _TABLES for draft in table.drafts()]
    alike: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.like:
            alike[draft.like].append(draft)
    return tuple(
        Material(
            sku=draft.sku,
            name=draft.name,
            description=_description(draft),
            group_code=draft.group,
            unit_code=draft.unit,
            pack=Decimal(draft.pack),
            weight_kg=draft.weight,
            price=draft.price,
            vat_category=VatCategory.STANDARD,
            lead_days=draft.lead_days,
            sellable=draft.sku not in WITHDRAWN,
            special=draft.special,
            alternatives=_alternatives(draft, alike[draft.like] if draft.like else []),
        )
        for draft in drafts
    )
