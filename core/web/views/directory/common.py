"""What the screens of the directories share: choices, both versions of a clash, history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice

from core.accounts.models import User
from core.directory import reference
from core.directory.choices import (
    ABC_CLASSES,
    ACCENTS,
    DECISION_ROLES,
    PARTNER_KINDS,
    PRICE_VAT,
    TAX_SYSTEMS,
    VAT_CATEGORIES,
    VAT_OPTIONS,
)
from core.directory.models import (
    Campaign,
    Channel,
    CustomerGroup,
    DirectoryChange,
    Material,
    MaterialGroup,
    Unit,
)
from core.kernel.text import N_
from core.web.forms import VersionedForm

MAX_QUERY = 200


def query() -> str:
    """What was typed into a combobox."""
    return request.args.get("q", "").replace("\0", " ").strip()[:MAX_QUERY]


def options(choices: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """The choices of a select."""
    return [SelectChoice(str(value), title) for value, title in choices]


def with_none(choices: Iterable[tuple[Any, str]], title: str = "—") -> list[SelectChoice]:
    """The choices of a select after an empty one."""
    return [SelectChoice("", title), *options(choices)]


def translated(choices: Mapping[str, str]) -> list[tuple[str, str]]:
    """Declared choices in the reader's language."""
    return [(value, _(title)) for value, title in choices.items()]


def people(session: Session, keep: int | None = None) -> list[tuple[int, str]]:
    """Who may be responsible: those who work here, and the one who already is."""
    rows = session.execute(
        select(User.id, User.full_name, User.disabled_at).order_by(User.full_name)
    )
    return [(key, name) for key, name, gone in rows if gone is None or key == keep]


def rows_of(session: Session, model: Any, keep: int | None = None) -> list[tuple[int, str]]:
    """Rows of a reference book to choose from."""
    return reference.choices(session, model, keep)


@dataclass(frozen=True)
class Clash:
    """One field that two people have changed at once."""

    label: str
    stored: str
    typed: str


def clashes(form: VersionedForm, stored: VersionedForm, version: int) -> list[Clash]:
    """What differs between the form and what somebody has saved meanwhile.

    The form then carries the new version: sending it again is a decision, not an accident.
    """
    form.version.data = str(version)
    found: list[Clash] = []
    for field in form:
        own = stored._fields.get(field.short_name)
        if own is None or isinstance(field, HiddenField):
            continue
        typed, kept = _shown(field), _shown(own)
        if typed != kept:
            found.append(Clash(str(field.label.text), kept, typed))
    return found


def _shown(field: Field) -> str:
    if isinstance(field, BooleanField):
        return _("да") if field.data else _("нет")
    if isinstance(field, SelectMultipleField):
        chosen_ones = set(field.data or ())
        return ", ".join(one.label for one in field.choices or () if one.value in chosen_ones)
    if isinstance(field, SelectField):
        chosen = "" if field.data is None else str(field.data)
        return next((one.label for one in field.choices or () if one.value == chosen), "")
    return field._value() if hasattr(field, "_value") else str(field.data or "")


def unit_price(value: Decimal) -> str:
    """«1,80», «0,4567»: to the kopeck, and finer where the price is finer."""
    return format_decimal(value, "#,##0.00####", locale=str(get_locale() or "ru"))


@dataclass(frozen=True)
class TimelineEntry:
    """A line of the history, as ``components/timeline.html`` draws it."""

    kind: str
    author: str
    at: datetime
    text: str
    changes: Sequence[tuple[str, str, str]]

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


LABELS: Mapping[str, str] = {
    "kind": N_("Вид"),
    "name": N_("Наименование"),
    "full_name": N_("Полное наименование"),
    "inn": N_("ИНН"),
    "kpp": N_("КПП"),
    "ogrn": N_("ОГРН"),
    "okpo": N_("ОКПО"),
    "legal_address": N_("Юридический адрес"),
    "postal_address": N_("Почтовый адрес"),
    "phone": N_("Телефон"),
    "email": N_("Электронная почта"),
    "site": N_("Сайт"),
    "customer_group_id": N_("Группа клиентов"),
    "source_channel_id": N_("Источник"),
    "campaign_id": N_("Рекламная кампания"),
    "preferred_channel_id": N_("Как писать"),
    "abc_class": N_("Класс ABC"),
    "is_vip": N_("VIP"),
    "comment": N_("Комментарий"),
    "responsible_id": N_("Ответственный"),
    "archived": N_("В архиве"),
    "sku": N_("Артикул"),
    "description": N_("Описание"),
    "group_id": N_("Группа"),
    "unit_id": N_("Единица измерения"),
    "vat_category": N_("Ставка НДС"),
    "weight": N_("Вес, кг"),
    "volume": N_("Объём, м³"),
    "is_special": N_("Особое изделие"),
    "lead_time_days": N_("Срок поставки, дней"),
    "sellable": N_("В ассортименте"),
    "alternatives": N_("Аналоги"),
    "currency": N_("Валюта"),
    "valid_from": N_("Действует с"),
    "valid_to": N_("Действует по"),
    "vat_mode": N_("НДС в ценах"),
    "active": N_("Действует"),
    "tax_system": N_("Система налогообложения"),
    "vat_option": N_("НДС"),
    "signatory_name": N_("Подписант"),
    "signatory_position": N_("Должность подписанта"),
    "signatory_basis": N_("Действует на основании"),
    "accountant_name": N_("Главный бухгалтер"),
    "accent": N_("Цвет"),
    "number_prefix": N_("Префикс номеров"),
    "number": N_("Номер счёта"),
    "bik": N_("БИК"),
}
_HIDDEN = frozenset({"sort_name", "sku_key", "department_id", "logo_key", "import"})
_TITLES: Mapping[str, Mapping[str, str]] = {
    "abc_class": ABC_CLASSES,
    "vat_category": VAT_CATEGORIES,
    "vat_mode": PRICE_VAT,
    "tax_system": TAX_SYSTEMS,
    "vat_option": VAT_OPTIONS,
    "accent": ACCENTS,
    "kind": PARTNER_KINDS,
    "decision_role": DECISION_ROLES,
}
_REFERENCES: Mapping[str, Any] = {
    "responsible_id": User.full_name,
    "customer_group_id": CustomerGroup.name,
    "source_channel_id": Channel.name,
    "preferred_channel_id": Channel.name,
    "campaign_id": Campaign.name,
    "group_id": MaterialGroup.name,
    "unit_id": Unit.short,
}
_ACTIONS: Mapping[str, str] = {
    "created": N_("Карточка создана"),
    "merged": N_("Карточки объединены"),
    "changed": "",
}


def timeline(session: Session, rows: Sequence[DirectoryChange]) -> list[TimelineEntry]:
    """The history of a record, with names in place of keys."""
    names = _names(session, rows)
    return [
        TimelineEntry(
            kind="system" if row.actor_id is None else "change",
            author=row.actor_name,
            at=row.at,
            text=_text(row),
            changes=[
                (_label(field), _value(field, pair[0], names), _value(field, pair[1], names))
                for field, pair in _pairs(row).items()
            ],
        )
        for row in rows
    ]


def _pairs(row: DirectoryChange) -> dict[str, Any]:
    changes = row.changes.get("fields", {}) if row.action == "merged" else row.changes
    return {
        field: pair
        for field, pair in changes.items()
        if field not in _HIDDEN and isinstance(pair, list) and len(pair) == 2
    }


def _text(row: DirectoryChange) -> str:
    if row.action == "merged":
        other = row.changes.get("source") or row.changes.get("target") or [None, ""]
        if "source" in row.changes:
            return _("Присоединена карточка «%(name)s»", name=other[1])
        return _("Карточка присоединена к «%(name)s»", name=other[1])
    return _(_ACTIONS[row.action]) if _ACTIONS[row.action] else ""


def _label(field: str) -> str:
    if field.startswith("price:"):
        return _("Цены: %(name)s", name=field.removeprefix("price:"))
    return _(LABELS[field]) if field in LABELS else field


def _names(session: Session, changes: Sequence[DirectoryChange]) -> dict[str, dict[int, str]]:
    """Names of all that the changes refer to, one query for each book they mention."""
    wanted: dict[str, set[int]] = {}
    for row in changes:
        for field, pair in _pairs(row).items():
            if field in _REFERENCES:
                wanted.setdefault(field, set()).update(key for key in pair if key is not None)
            elif field == "alternatives":
                keys = {key for side in pair for key, _note in side}
                wanted.setdefault(field, set()).update(keys)
    found: dict[str, dict[int, str]] = {}
    for field, keys in wanted.items():
        column = _REFERENCES.get(field, Material.name)
        model = column.class_
        rows = session.execute(select(model.id, column).where(model.id.in_(sorted(keys))))
        found[field] = {row[0]: row[1] for row in rows}
    return found


def _value(field: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    if field == "alternatives":
        return "; ".join(names[field].get(key, "?") for key, _note in value)
    if field.startswith("price:"):
        return "; ".join(
            price if least in {"0", "1"} else f"≥ {least}: {price}" for least, price in value
        ).replace(".", ",")
    if field in names:
        return names[field].get(value, "")
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if field in _TITLES and value in _TITLES[field]:
        return _(_TITLES[field][value])
    return "" if value is None else str(value)
