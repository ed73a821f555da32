"""Making and changing materials, their alternatives and their groups."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.directory import match
from core.directory.checking import Checked, line
from core.directory.choices import MATERIAL_VAT_CATEGORIES, VatCategory
from core.directory.models import Material, MaterialAlternative, MaterialGroup, Unit
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, create, record, require, unique, update
from core.kernel.errors import NotFound, ValidationFailed
from core.kernel.permissions import Actor
from core.kernel.stems import normalise_sku
from core.kernel.text import N_, Message

MAX_LEAD_TIME = 1_000
MAX_ALTERNATIVES = 20


@dataclass(frozen=True)
class MaterialData:
    """What a person types about a material."""

    sku: str
    name: str
    unit_id: int | None
    description: str = ""
    group_id: int | None = None
    vat_category: str = VatCategory.STANDARD.value
    weight: Decimal | None = None
    volume: Decimal | None = None
    is_special: bool = False
    lead_time_days: int | None = None
    sellable: bool = True


EDITABLE = tuple(field.name for field in fields(MaterialData))


def data_of(material: Material) -> MaterialData:
    """A material as the form shows it."""
    return MaterialData(**{name: getattr(material, name) for name in EDITABLE})


def find(session: Session, material_id: int) -> Material:
    """The material with its group and unit. Raises NotFound."""
    material = session.scalars(
        select(Material)
        .where(Material.id == material_id)
        .options(joinedload(Material.group), joinedload(Material.unit))
    ).one_or_none()
    if material is None:
        raise NotFound()
    return material


def create_material(session: Session, actor: Actor, data: MaterialData) -> Material:
    """A new material. Raises Forbidden, ValidationFailed."""
    require(actor, DirectoryPermission.MATERIAL_EDIT)
    material = Material(**_checked(session, data, None))
    with unique(session, "sku", _taken(material.sku)):
        create(session, actor, material)
    match.reindex(session, [material])
    return material


def edit_material(
    session: Session,
    actor: Actor,
    material_id: int,
    data: MaterialData,
    *,
    version: int | None,
) -> Material:
    """Change a material. Raises NotFound, StaleVersion, ValidationFailed."""
    require(actor, DirectoryPermission.MATERIAL_EDIT)
    material = find(session, material_id)
    check_version(material, version)
    values = _checked(session, data, material)
    with unique(session, "sku", _taken(values["sku"])):
        changed = update(session, actor, material, values)
    if changed:
        match.reindex(session, [material])
    return material


def archive_material(
    session: Session, actor: Actor, material_id: int, *, archived: bool, version: int | None
) -> Material:
    """Take a material out of search and choices, or bring it back; documents keep it."""
    require(actor, DirectoryPermission.MATERIAL_EDIT)
    material = find(session, material_id)
    check_version(material, version)
    update(session, actor, material, {"archived": archived})
    match.reindex(session, [material])
    return material


def set_alternatives(
    session: Session,
    actor: Actor,
    material_id: int,
    chosen: Sequence[tuple[int, str]],
    *,
    version: int | None,
) -> Material:
    """Replace the alternatives: (material, what differs), the preferred first.

    Raises ValidationFailed (``alternatives``): itself, a repetition, an unknown one, too many.
    """
    require(actor, DirectoryPermission.MATERIAL_EDIT)
    material = find(session, material_id)
    check_version(material, version)
    ids = [alternative_id for alternative_id, _ in chosen]
    _check_alternatives(session, material, ids)
    before = [(one.alternative_id, one.note) for one in material.alternatives]
    after = [(alternative_id, line(note)[:300]) for alternative_id, note in chosen]
    if before == after:
        return material
    kept = {one.alternative_id: one for one in material.alternatives}
    material.alternatives = [
        kept.get(alternative_id) or MaterialAlternative(alternative_id=alternative_id, position=0)
        for alternative_id in ids
    ]
    for position, (one, (_, note)) in enumerate(
        zip(material.alternatives, after, strict=True), start=1
    ):
        one.position, one.note = position, note
    session.flush()
    record(session, actor, material, "changed", {"alternatives": [before, after]})
    return material


def alternatives_of(
    session: Session, material_ids: Sequence[int]
) -> dict[int, list[MaterialAlternative]]:
    """Alternatives of many materials, the preferred first; archived ones left out; one query."""
    rows = session.scalars(
        select(MaterialAlternative)
        .join(Material, Material.id == MaterialAlternative.alternative_id)
        .where(
            MaterialAlternative.material_id.in_(sorted(set(material_ids))),
            Material.archived.is_(False),
        )
        .options(joinedload(MaterialAlternative.alternative).joinedload(Material.unit))
        .order_by(MaterialAlternative.material_id, MaterialAlternative.position)
    )
    found: dict[int, list[MaterialAlternative]] = {}
    for row in rows:
        found.setdefault(row.material_id, []).append(row)
    return found


def _taken(sku: str) -> Message:
    return Message(N_("Артикул «%(sku)s» уже есть"), sku=sku)


def _checked(session: Session, data: MaterialData, material: Material | None) -> dict[str, Any]:
    checked = Checked()
    sku = checked.required("sku", data.sku)
    name = checked.required("name", data.name)
    key = normalise_sku(sku)[:60]
    if sku and _is_taken(session, key, material):
        checked.wrong("sku", _taken(sku))
    if data.unit_id is None or session.get(Unit, data.unit_id) is None:
        checked.wrong("unit_id", Message(N_("Выберите единицу измерения")))
    if data.group_id is not None and session.get(MaterialGroup, data.group_id) is None:
        checked.wrong("group_id", Message(N_("Такой группы нет")))
    if data.vat_category not in MATERIAL_VAT_CATEGORIES:
        checked.wrong("vat_category", Message(N_("Выберите ставку НДС")))
    for field in ("weight", "volume"):
        number = getattr(data, field)
        if number is not None and not 0 <= number < 10**9:
            checked.wrong(field, Message(N_("Недопустимое число")))
    days = data.lead_time_days
    if days is not None and not 0 <= days <= MAX_LEAD_TIME:
        checked.wrong("lead_time_days", Message(N_("От 0 до %(most)s дней"), most=MAX_LEAD_TIME))
    if data.is_special and days is None:
        checked.wrong("lead_time_days", Message(N_("У особого изделия нужен срок изготовления")))
    values = {field: getattr(data, field) for field in EDITABLE} | {
        "sku": sku,
        "sku_key": key,
        "name": name,
        "description": data.description.strip(),
    }
    checked.lengths(Material, values)
    checked.done()
    return values


def _is_taken(session: Session, key: str, material: Material | None) -> bool:
    """Whether another material has this article number in any spelling."""
    found = session.scalars(select(Material.id).where(Material.sku_key == key)).all()
    return any(material is None or one != material.id for one in found)


def _check_alternatives(session: Session, material: Material, ids: Sequence[int]) -> None:
    error: Message | None = None
    if material.id in ids:
        error = Message(N_("Товар не может быть аналогом самому себе"))
    elif len(set(ids)) != len(ids):
        error = Message(N_("Один аналог выбран дважды"))
    elif len(ids) > MAX_ALTERNATIVES:
        error = Message(N_("Не больше %(most)s аналогов"), most=MAX_ALTERNATIVES)
    else:
        known = session.scalars(select(Material.id).where(Material.id.in_(ids))).all()
        if len(known) != len(ids):
            error = Message(N_("Выберите аналог из номенклатуры"))
    if error is not None:
        raise ValidationFailed({"alternatives": [error]})
