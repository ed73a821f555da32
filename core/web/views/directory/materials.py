"""Materials: the list and the card."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, TextAreaField

from core.db.session import db
from core.directory import groups, materials, price_lists, providers
from core.directory.choices import MATERIAL_VAT_CATEGORIES, PRICE_VAT, VAT_CATEGORIES
from core.directory.materials import MaterialData
from core.directory.models import Material, MaterialGroup, Unit
from core.directory.permissions import DirectoryPermission
from core.directory.saving import history
from core.directory.vat import vat_rates
from core.kernel.clock import today
from core.kernel.errors import StaleVersion, ValidationFailed
from core.kernel.permissions import Actor
from core.kernel.text import N_
from core.web.forms import DecimalField, TextField, VersionedForm, optional_id, required
from core.web.identity import current_actor
from core.web.lists import (
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    list_screen,
)
from core.web.messages import toast
from core.web.screens import Screens
from core.web.views.directory.common import (
    Clash,
    clashes,
    options,
    query,
    rows_of,
    timeline,
    unit_price,
    with_none,
)

screens = Screens("materials", __name__, url_prefix="/directory/materials")
SUGGESTED = 12
INDENT = "\u2003"


def _group_choices(session: Session, actor: Actor) -> list[tuple[str, str]]:
    return [(str(node.id), INDENT * node.depth + node.name) for node in groups.tree(session)]


class GroupFilter(ChoiceFilter):
    """A group with everything below it."""

    def condition(self, value: tuple[str, ...], actor: Actor) -> ColumnElement[bool]:
        """The chosen groups and, walked by the database, all their descendants."""
        chosen = (
            select(MaterialGroup.id)
            .where(MaterialGroup.id.in_([int(one) for one in value]))
            .cte("chosen_groups", recursive=True)
        )
        below = select(MaterialGroup.id).join(chosen, MaterialGroup.parent_id == chosen.c.id)
        return self.expression.in_(select(chosen.union(below).c.id))


def _base(session: Session, actor: Actor) -> Select[Any]:
    return (
        select(Material)
        .join(Unit, Material.unit_id == Unit.id)
        .outerjoin(MaterialGroup, Material.group_id == MaterialGroup.id)
    )


def _may_edit() -> bool:
    return current_actor().can(DirectoryPermission.MATERIAL_EDIT)


MATERIALS = ListDefinition(
    name="core.materials",
    title=N_("Номенклатура"),
    base=_base,
    key=Material.id,
    columns=(
        Column("name", N_("Наименование"), Material.name, searchable=True),
        Column("sku", N_("Артикул"), Material.sku, searchable=True),
        Column("group", N_("Группа"), MaterialGroup.name),
        Column("unit", N_("Ед."), Unit.short),
        Column("lead", N_("Срок, дней"), Material.lead_time_days, Kind.NUMBER),
        Column("special", N_("Особое"), Material.is_special, Kind.FLAG, default=False),
        Column("sellable", N_("В ассортименте"), Material.sellable, Kind.FLAG, default=False),
        Column("weight", N_("Вес, кг"), Material.weight, Kind.NUMBER, default=False),
    ),
    filters=(
        GroupFilter("group", N_("Группа"), Material.group_id, _group_choices),
        FlagFilter("special", N_("Особые изделия"), lambda actor: Material.is_special),
        FlagFilter("unsold", N_("Вне ассортимента"), lambda actor: ~Material.sellable),
        FlagFilter("archived", N_("В архиве"), lambda actor: Material.archived),
    ),
    search=(Material.sku_key,),
    search_hint=N_("Артикул или наименование"),
    default_sort="name",
    row_url=lambda row: url_for("materials.show", material_id=row.key),
    empty=Empty(
        N_("Номенклатуры ещё нет"),
        N_("Загрузите прайс-лист из Excel: товары, группы и цены появятся сразу."),
        N_("Загрузить прайс-лист"),
        lambda: (
            url_for("prices.upload")
            if current_actor().can(DirectoryPermission.PRICE_IMPORT)
            else None
        ),
        icon="package",
    ),
)


class MaterialForm(VersionedForm):
    """A material."""

    sku = TextField(lazy_gettext("Артикул"), [required()])
    name = TextField(lazy_gettext("Наименование"), [required()])
    description = TextAreaField(lazy_gettext("Описание"))
    group_id = SelectField(lazy_gettext("Группа"), coerce=optional_id)
    unit_id = SelectField(lazy_gettext("Единица измерения"), coerce=optional_id)
    vat_category = SelectField(lazy_gettext("Ставка НДС"))
    weight = DecimalField(lazy_gettext("Вес единицы, кг"), places=6)
    volume = DecimalField(lazy_gettext("Объём единицы, м³"), places=6)
    is_special = BooleanField(lazy_gettext("Особое изделие: по чертежу заказчика"))
    lead_time_days = DecimalField(lazy_gettext("Срок поставки, дней"), places=0)
    sellable = BooleanField(lazy_gettext("В ассортименте: предлагается клиентам"))

    def offer(self, session: Session, material: Material | None) -> None:
        """Fill the lists; the rates show what they are today."""
        rates = vat_rates(session, today())
        self.vat_category.choices = options(
            (one.value, f"{_(VAT_CATEGORIES[one])}{_rate(rates, one)}")
            for one in MATERIAL_VAT_CATEGORIES
        )
        nodes = groups.tree(session)
        self.group_id.choices = with_none(
            [(node.id, INDENT * node.depth + node.name) for node in nodes]
        )
        unit_id = material.unit_id if material is not None else None
        self.unit_id.choices = with_none(rows_of(session, Unit, unit_id))

    def values(self) -> MaterialData:
        """The form as the service takes it."""
        values = {name: self[name].data for name in materials.EDITABLE}
        if values["lead_time_days"] is not None:
            values["lead_time_days"] = int(values["lead_time_days"])
        return MaterialData(**values)


def _rate(rates: Any, category: str) -> str:
    rate = rates.get(category)
    return f": {rate.code}" if rate is not None and rate.percent else ""


def _stored_form(session: Session, material: Material) -> MaterialForm:
    values = {name: getattr(material, name) for name in materials.EDITABLE}
    form = MaterialForm(formdata=None, data={**values, "version": str(material.version)})
    form.offer(session, material)
    return form


def _form_page(
    form: MaterialForm,
    material: Material | None,
    code: int = 200,
    differing: list[Clash] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "directory/materials/form.html",
        page_title=material.name if material is not None else _("Новый товар"),
        form=form,
        material=material,
        clashes=differing or [],
    )
    return page, code


@screens.form("/", permission=DirectoryPermission.MATERIAL_VIEW)
def index() -> Response:
    """The assortment, with the tree of groups beside it."""
    primary = (_("Новый товар"), url_for("materials.new"), "plus") if _may_edit() else None
    chosen = set(filter(None, request.args.get("group", "").split(",")))
    return list_screen(
        MATERIALS,
        template="directory/materials/index.html",
        primary=primary,
        nodes=groups.tree(db.session()),
        chosen=chosen,
        can_edit=_may_edit(),
    )


@screens.form("/new", permission=DirectoryPermission.MATERIAL_EDIT)
def new() -> Response | tuple[str, int]:
    """A new material."""
    session = db.session()
    if request.method != "POST":
        form = MaterialForm(formdata=None, data={"sellable": True})
        form.offer(session, None)
        form.group_id.data = optional_id(request.args.get("group"))
        return _form_page(form, None)
    form = MaterialForm()
    form.offer(session, None)
    if form.validate():
        try:
            material = materials.create_material(session, current_actor(), form.values())
        except ValidationFailed as error:
            form.take(error)
        else:
            toast(_("Товар создан"))
            return redirect(url_for("materials.show", material_id=material.id), code=303)
    return _form_page(form, None, 422)


@screens.form("/<int:material_id>/edit", permission=DirectoryPermission.MATERIAL_EDIT)
def edit(material_id: int) -> Response | tuple[str, int]:
    """Change a material; where somebody saved first, both versions are shown."""
    session = db.session()
    material = materials.find(session, material_id)
    if request.method != "POST":
        return _form_page(_stored_form(session, material), material)
    form = MaterialForm()
    form.offer(session, material)
    if form.validate():
        try:
            materials.edit_material(
                session, current_actor(), material_id, form.values(), version=form.seen_version
            )
        except ValidationFailed as error:
            form.take(error)
        except StaleVersion:
            session.rollback()
            material = materials.find(session, material_id)
            differing = clashes(form, _stored_form(session, material), material.version)
            return _form_page(form, material, 409, differing)
        else:
            toast(_("Сохранено"))
            return redirect(url_for("materials.show", material_id=material_id), code=303)
    return _form_page(form, material, 422)


@screens.get("/suggest", permission=DirectoryPermission.MATERIAL_VIEW)
def suggest() -> Response:
    """Suggestions of a combobox: by article number, words, sizes, with slips."""
    sellable = request.args.get("sellable") == "1"
    found = providers.suggest_materials(db.session(), query(), SUGGESTED, sellable_only=sellable)
    return jsonify(
        items=[
            {
                "value": row.id,
                "text": row.name,
                "note": f"{row.sku} · {row.unit.short}",
                "sku": row.sku,
                "unit": row.unit.short,
            }
            for row in found
        ]
    )


@screens.get("/<int:material_id>", permission=DirectoryPermission.MATERIAL_VIEW)
def show(material_id: int) -> str:
    """The card: what it is, what it costs by quantity, what may be offered instead."""
    session, actor = db.session(), current_actor()
    material = materials.find(session, material_id)
    rate = vat_rates(session, today()).get(material.vat_category)
    path = next(
        (
            node.path
            for node in groups.tree(session, with_archived=True)
            if node.id == material.group_id
        ),
        "",
    )
    sees_prices = actor.can(DirectoryPermission.PRICE_VIEW)
    return render_template(
        "directory/materials/show.html",
        page_title=material.name,
        material=material,
        group_path=path,
        vat=rate.code if rate is not None else _(VAT_CATEGORIES[material.vat_category]),
        prices=price_lists.prices_of_material(session, material.id) if sees_prices else [],
        sees_prices=sees_prices,
        price_vat=PRICE_VAT,
        unit_price=unit_price,
        day=today(),
        lists_without=_lists_without(session, material) if _may_price(actor) else [],
        alternatives=materials.alternatives_of(session, [material.id]).get(material.id, []),
        entries=timeline(session, history(session, material)),
        can_edit=actor.can(DirectoryPermission.MATERIAL_EDIT),
        can_price=_may_price(actor),
    )


def _may_price(actor: Actor) -> bool:
    return actor.can(DirectoryPermission.PRICE_EDIT)


def _lists_without(session: Session, material: Material) -> list[tuple[int, str]]:
    """Price lists in use into which the material may still be put."""
    having = {
        price_list.id for price_list, _ in price_lists.prices_of_material(session, material.id)
    }
    return [(one.id, one.name) for one in price_lists.in_use(session) if one.id not in having]


@screens.post("/<int:material_id>/archive", permission=DirectoryPermission.MATERIAL_EDIT)
def archive(material_id: int) -> Response:
    """Put a material away, or bring it back."""
    archived = request.form.get("archived") == "1"
    materials.archive_material(
        db.session(),
        current_actor(),
        material_id,
        archived=archived,
        version=optional_id(request.form.get("version")),
    )
    toast(_("Товар в архиве") if archived else _("Товар снова в списках"))
    return redirect(url_for("materials.show", material_id=material_id), code=303)
