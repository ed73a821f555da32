"""The norms: what holds now, what will hold, what has held, and setting one."""

from datetime import datetime, time
from decimal import Decimal

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from core.db.session import db
from core.extending.runtime import runtime
from core.kernel.clock import DEFAULT_ZONE, now, today
from core.kernel.declarations import Norm
from core.kernel.errors import NotFound, ValidationFailed
from core.norms import service
from core.norms.permissions import NormPermission
from core.web.forms import AppForm, DateField, DecimalField, required
from core.web.identity import current_actor
from core.web.messages import toast, translate
from core.web.norm_words import norm_bounds, norm_value
from core.web.screens import Screens

screens = Screens("norms", __name__, url_prefix="/norms")


class NormForm(AppForm):
    """A new value, why, and from when."""

    value = DecimalField(lazy_gettext("Новое значение"), [required()], places=6)
    valid_from = DateField(lazy_gettext("Действует с"))
    reason = TextAreaField(lazy_gettext("Почему меняется"), [required()])


def _declared(key: str) -> Norm:
    found = runtime().registry.norms.get(key)
    if found is None:
        raise NotFound()
    return found


@screens.get("/", permission=NormPermission.VIEW)
def index() -> str:
    """All norms of the modules that are switched on, with the values in force now."""
    session = db.session()
    in_force = service.all_in_force(session)
    ruled = service.ruled(session, list(runtime().registry.norms))
    rows = [
        {
            "norm": declared,
            "value": norm_value(declared, in_force[key].value),
            "is_default": in_force[key].setting_id is None,
            "source": in_force[key].source,
            "sources": [
                {"source": source, "value": norm_value(declared, source.value)}
                for source in ruled.get(key, [])
            ],
            "module": runtime().registry.manifests[key.split(".")[0]].title,
        }
        for key, declared in runtime().registry.norms.items()
    ]
    return render_template("norms/index.html", page_title=_("Нормы"), rows=rows)


def _page(declared: Norm, form: NormForm, code: int = 200) -> tuple[str, int]:
    session = db.session()
    moment = now()
    reading = service.norm(session, declared.key)
    ruled = service.ruled(session, [declared.key]).get(declared.key, [])
    page = render_template(
        "norms/show.html",
        page_title=translate(declared.title),
        norm=declared,
        current=norm_value(declared, reading.value),
        reading=reading,
        form=form,
        moment=moment,
        history=[
            {"setting": setting, "value": norm_value(declared, setting.value)}
            for setting in service.history(session, declared.key)
        ],
        default=norm_value(declared, declared.default),
        bounds=norm_bounds(declared),
        ruled=ruled,
        # A value that a regulation sets is changed with its text, by the next edition.
        can_edit=not ruled and current_actor().can(NormPermission.EDIT),
    )
    return page, code


@screens.get("/<key>", permission=NormPermission.VIEW)
def show(key: str) -> tuple[str, int]:
    """One norm: what it means, what holds, how it has changed."""
    return _page(_declared(key), NormForm())


@screens.post("/<key>", permission=NormPermission.EDIT)
def change(key: str) -> Response | tuple[str, int]:
    """Set a value: at once, or from the beginning of a day to come."""
    declared = _declared(key)
    form = NormForm()
    if not form.validate():
        return _page(declared, form, 422)
    day = form.valid_from.data
    start = None
    if day is not None and day != today():
        start = datetime.combine(day, time(), DEFAULT_ZONE)
    try:
        setting = service.set_norm(
            db.session(),
            key,
            form.value.data or Decimal(0),
            reason=form.reason.data or "",
            valid_from=start,
            actor=current_actor(),
        )
    except ValidationFailed as error:
        form.take(error)
        return _page(declared, form, 422)
    toast(
        _("Норма изменена: %(value)s", value=norm_value(declared, setting.value))
        if start is None
        else _("Норма изменится %(day)s", day=f"{day:%d.%m.%Y}")
    )
    return redirect(url_for("norms.show", key=key), code=303)
