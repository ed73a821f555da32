"""All components on one page: what screens are made of, where a change of style is looked at."""

import json

from flask import jsonify, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)

from core.accounts.permissions import AdminPermission
from core.kernel.clock import now
from core.web import assets
from core.web.forms import AppForm, DateField, DecimalField, TextField, required
from core.web.screens import Screens

screens = Screens("design", __name__, url_prefix="/design")


class SampleForm(AppForm):
    """One field of each kind."""

    name = TextField(lazy_gettext("Наименование"), [required()])
    partner = TextField(lazy_gettext("Контрагент"))
    inn = TextField(lazy_gettext("ИНН"))
    amount = DecimalField(lazy_gettext("Сумма"))
    discount = DecimalField(lazy_gettext("Скидка"))
    due = DateField(lazy_gettext("Срок"))
    delivery = SelectField(
        lazy_gettext("Доставка"),
        choices=[
            SelectChoice("pickup", lazy_gettext("Самовывоз")),
            SelectChoice("door", lazy_gettext("До склада")),
        ],
    )
    files = MultipleFileField(lazy_gettext("Файлы"))
    channel = RadioField(
        lazy_gettext("Канал"),
        choices=[
            SelectChoice("phone", lazy_gettext("Звонок")),
            SelectChoice("email", lazy_gettext("Письмо")),
        ],
    )
    note = TextAreaField(lazy_gettext("Заметка"))
    urgent = BooleanField(lazy_gettext("Срочно"))


def icon_names() -> list[str]:
    """Icons of the sprite, as its manifest lists them."""
    manifest = json.loads((assets.ROOT / "vendor" / "manifest.json").read_text(encoding="utf-8"))
    sprites = [package["sprite"] for package in manifest["packages"] if "sprite" in package]
    return sorted(name for sprite in sprites for name in sprite["icons"])


def _page(form: SampleForm, code: int) -> tuple[str, int]:
    page = render_template(
        "design.html",
        page_title=_("Составные части экранов"),
        form=form,
        moment=now(),
        icon_names=icon_names(),
        suggest_url=url_for("design.suggest"),
        preview_url=url_for("design.index"),
    )
    return page, code


@screens.form("/", permission=AdminPermission.PLUGINS)
def index() -> tuple[str, int]:
    """The page; a form sent to it comes back with its errors and changes nothing."""
    form = SampleForm()
    if form.is_submitted():
        form.validate()
        return _page(form, 422)
    return _page(form, 200)


@screens.get("/suggest", permission=AdminPermission.PLUGINS)
def suggest() -> Response:
    """Suggestions of the sample combobox: the icons' names."""
    return jsonify(items=[{"value": name, "text": name, "note": ""} for name in icon_names()[:8]])
