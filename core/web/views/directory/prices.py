"""Price lists and the prices in them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from core.db.session import db
from core.directory import materials, price_lists
from core.directory.choices import CURRENCIES, PRICE_VAT
from core.directory.models import (
    CustomerGroup,
    Material,
    MaterialGroup,
    PriceItem,
    PriceList,
    Unit,
)
from core.directory.permissions import DirectoryPermission
from core.directory.price_lists import PriceListData
from core.kernel.clock import today
from core.kernel.errors import StaleVersion, ValidationFailed
from core.kernel.parsing import NotANumber, parse_decimal
from core.kernel.permissions import Actor
from core.kernel.text import N_
from core.web.forms import DateField, TextField, VersionedForm, optional_id, required
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
from core.web.messages import render, toast
from core.web.screens import Screens
from core.web.views.directory.common import (
    Clash,
    clashes,
    options,
    rows_of,
    translated,
    with_none,
)

screens = Screens("prices", __name__, url_prefix="/directory/prices")
BLANK_LINES = 4


def _base(session: Session, actor: Actor) -> Select[Any]:
    return select(PriceList).outerjoin(
        CustomerGroup, PriceList.customer_group_id == CustomerGroup.id
    )


PRICE_LISTS = ListDefinition(
    name="core.price_lists",
    title=N_("Прайс-листы"),
    base=_base,
    key=PriceList.id,
    columns=(
        Column("name", N_("Прайс-лист"), PriceList.name, searchable=True),
        Column("currency", N_("Валюта"), PriceList.currency, Kind.TAG),
        Column("group", N_("Группа клиентов"), CustomerGroup.name, Kind.TAG),
        Column("valid_from", N_("Действует с"), PriceList.valid_from, Kind.DATE),
        Column("valid_to", N_("Действует по"), PriceList.valid_to, Kind.DATE),
        Column("active", N_("Включён"), PriceList.active, Kind.FLAG),
    ),
    filters=(
        ChoiceFilter("currency", N_("Валюта"), PriceList.currency, tuple(CURRENCIES.items())),
        FlagFilter(
            "current",
            N_("Действуют сегодня"),
            lambda actor: (
                PriceList.active
                & (PriceList.valid_from <= today())
                & (PriceList.valid_to.is_(None) | (PriceList.valid_to >= today()))
            ),
        ),
    ),
    default_sort="-valid_from",
    row_url=lambda row: url_for("prices.show", price_list_id=row.key),
    empty=Empty(
        N_("Прайс-листов ещё нет"),
        N_("Загрузите файл Excel или CSV: столбцы определятся сами, изменения видны заранее."),
        N_("Загрузить прайс-лист"),
        lambda: (
            url_for("prices.upload")
            if current_actor().can(DirectoryPermission.PRICE_IMPORT)
            else None
        ),
        icon="tags",
    ),
)


def _items_of(price_list: PriceList) -> ListDefinition:
    """Prices of one list, a line for each break of quantity."""

    def base(session: Session, actor: Actor) -> Select[Any]:
        return (
            select(PriceItem)
            .join(Material, PriceItem.material_id == Material.id)
            .join(Unit, Material.unit_id == Unit.id)
            .outerjoin(MaterialGroup, Material.group_id == MaterialGroup.id)
            .where(PriceItem.price_list_id == price_list.id)
        )

    def address(row: Any) -> str:
        return url_for("materials.show", material_id=row["material_id"])

    return ListDefinition(
        name="core.price_items",
        title=N_("Цены"),
        base=base,
        key=PriceItem.id,
        columns=(
            Column("name", N_("Наименование"), Material.name, searchable=True),
            Column("sku", N_("Артикул"), Material.sku, searchable=True),
            Column("group", N_("Группа"), MaterialGroup.name),
            Column("unit", N_("Ед."), Unit.short),
            Column("least", N_("От количества"), PriceItem.min_quantity, Kind.NUMBER),
            # A unit price may have more decimals than money: a washer for 0,4567.
            Column("price", N_("Цена"), PriceItem.price, Kind.NUMBER),
        ),
        filters=(
            FlagFilter(
                "breaks", N_("Скидки за количество"), lambda actor: PriceItem.min_quantity > 1
            ),
        ),
        extra={"material_id": PriceItem.material_id},
        search=(Material.sku_key,),
        search_hint=N_("Артикул или наименование"),
        default_sort="name",
        row_url=address,
        empty=Empty(
            N_("В прайс-листе ещё нет цен"),
            N_("Загрузите их из файла или введите на карточке товара."),
            N_("Загрузить из файла"),
            lambda: (
                url_for("prices.upload", price_list=price_list.id)
                if current_actor().can(DirectoryPermission.PRICE_IMPORT)
                else None
            ),
            icon="tags",
        ),
    )


class PriceListForm(VersionedForm):
    """The head of a price list."""

    name = TextField(lazy_gettext("Название"), [required()])
    currency = SelectField(lazy_gettext("Валюта"), default="RUB")
    vat_mode = SelectField(lazy_gettext("НДС"))
    customer_group_id = SelectField(lazy_gettext("Для кого"), coerce=optional_id)
    valid_from = DateField(lazy_gettext("Действует с"), [required()])
    valid_to = DateField(lazy_gettext("Действует по"))
    active = BooleanField(lazy_gettext("Включён: цены берутся из него"))

    def offer(self, session: Session, keep: int | None = None) -> None:
        """Fill the lists."""
        self.currency.choices = options(translated(CURRENCIES))
        self.vat_mode.choices = options(translated(PRICE_VAT))
        self.customer_group_id.choices = with_none(
            rows_of(session, CustomerGroup, keep), _("Для всех клиентов")
        )

    def values(self) -> PriceListData:
        """The form as the service takes it."""
        return PriceListData(**{name: self[name].data for name in price_lists.EDITABLE})


def _stored_form(session: Session, price_list: PriceList) -> PriceListForm:
    values = {name: getattr(price_list, name) for name in price_lists.EDITABLE}
    form = PriceListForm(formdata=None, data={**values, "version": str(price_list.version)})
    form.offer(session, price_list.customer_group_id)
    return form


def _form_page(
    form: PriceListForm,
    price_list: PriceList | None,
    code: int = 200,
    differing: list[Clash] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "directory/prices/form.html",
        page_title=price_list.name if price_list is not None else _("Новый прайс-лист"),
        form=form,
        price_list=price_list,
        clashes=differing or [],
    )
    return page, code


@screens.form("/", permission=DirectoryPermission.PRICE_VIEW)
def index() -> Response:
    """All price lists."""
    actor = current_actor()
    return list_screen(
        PRICE_LISTS,
        template="directory/prices/index.html",
        can_edit=actor.can(DirectoryPermission.PRICE_EDIT),
        can_import=actor.can(DirectoryPermission.PRICE_IMPORT),
    )


@screens.form("/new", permission=DirectoryPermission.PRICE_EDIT)
def new() -> Response | tuple[str, int]:
    """A new, empty price list."""
    session = db.session()
    if request.method != "POST":
        form = PriceListForm(formdata=None, data={"active": True, "valid_from": today()})
        form.offer(session)
        return _form_page(form, None)
    form = PriceListForm()
    form.offer(session)
    if form.validate():
        try:
            price_list = price_lists.create_price_list(session, current_actor(), form.values())
        except ValidationFailed as error:
            form.take(error)
        else:
            toast(_("Прайс-лист создан"))
            return redirect(url_for("prices.show", price_list_id=price_list.id), code=303)
    return _form_page(form, None, 422)


@screens.form("/<int:price_list_id>/edit", permission=DirectoryPermission.PRICE_EDIT)
def edit(price_list_id: int) -> Response | tuple[str, int]:
    """Change the head of a price list."""
    session = db.session()
    price_list = price_lists.find(session, price_list_id)
    if request.method != "POST":
        return _form_page(_stored_form(session, price_list), price_list)
    form = PriceListForm()
    form.offer(session, price_list.customer_group_id)
    if form.validate():
        try:
            price_lists.edit_price_list(
                session, current_actor(), price_list_id, form.values(), version=form.seen_version
            )
        except ValidationFailed as error:
            form.take(error)
        except StaleVersion:
            session.rollback()
            price_list = price_lists.find(session, price_list_id)
            differing = clashes(form, _stored_form(session, price_list), price_list.version)
            return _form_page(form, price_list, 409, differing)
        else:
            toast(_("Сохранено"))
            return redirect(url_for("prices.show", price_list_id=price_list_id), code=303)
    return _form_page(form, price_list, 422)


@screens.form("/<int:price_list_id>", permission=DirectoryPermission.PRICE_VIEW)
def show(price_list_id: int) -> Response:
    """A price list with its prices."""
    price_list = price_lists.find(db.session(), price_list_id)
    actor = current_actor()
    return list_screen(
        _items_of(price_list),
        template="directory/prices/show.html",
        price_list=price_list,
        price_vat=_(PRICE_VAT[price_list.vat_mode]),
        day=today(),
        can_edit=actor.can(DirectoryPermission.PRICE_EDIT),
        can_import=actor.can(DirectoryPermission.PRICE_IMPORT),
        page_title=price_list.name,
    )


@dataclass
class BreakLine:
    """A line of the form of prices, as typed."""

    least: str
    price: str
    error: str = ""


@screens.form(
    "/<int:price_list_id>/materials/<int:material_id>", permission=DirectoryPermission.PRICE_EDIT
)
def breaks(price_list_id: int, material_id: int) -> Response | tuple[str, int]:
    """Prices of one material in one list, by quantity."""
    session = db.session()
    price_list = price_lists.find(session, price_list_id)
    material = materials.find(session, material_id)
    errors: list[str] = []
    if request.method == "POST":
        lines = _posted_lines()
        if not any(line.error for line in lines):
            try:
                price_lists.set_prices(
                    session, current_actor(), price_list, material, _numbers(lines)
                )
                session.flush()
            except ValidationFailed as error:
                errors = [render(message) for message in error.errors["breaks"]]
            else:
                toast(_("Цены сохранены"))
                return redirect(url_for("materials.show", material_id=material_id), code=303)
        else:
            errors = [_("Исправьте отмеченные строки")]
    else:
        rows = price_lists.prices_of(session, price_list.id, [material.id]).get(material.id, [])
        lines = [BreakLine(_plain(row.min_quantity), _plain(row.price)) for row in rows]
    page = render_template(
        "directory/prices/breaks.html",
        page_title=_("Цены: %(name)s", name=price_list.name),
        price_list=price_list,
        material=material,
        lines=[*lines, *(BreakLine("", "") for _blank in range(BLANK_LINES))],
        errors=errors,
    )
    return page, 422 if errors else 200


def _posted_lines() -> list[BreakLine]:
    """Lines of the form in which anything stands, each with what is wrong with it."""
    found: list[BreakLine] = []
    pairs = zip(request.form.getlist("least"), request.form.getlist("price"), strict=False)
    for least, price in pairs:
        line = BreakLine(least.strip(), price.strip())
        if not line.least and not line.price:
            continue
        try:
            if not line.price:
                line.error = _("Укажите цену")
            else:
                parse_decimal(line.price)
                parse_decimal(line.least or "0")
        except NotANumber as error:
            line.error = render(error.message)
        found.append(line)
    return found


def _numbers(lines: list[BreakLine]) -> list[tuple[Decimal, Decimal]]:
    return [(parse_decimal(line.least or "0"), parse_decimal(line.price)) for line in lines]


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
