"""The norms: what holds now, what will hold, what has held, and setting one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from core.accounts.models import Department, Role
from core.db.session import db
from core.extending.runtime import runtime
from core.kernel.clock import DEFAULT_ZONE, now, today
from core.kernel.declarations import Norm
from core.kernel.errors import NotFound, ValidationFailed
from core.kernel.events import NormSource
from core.norms import service
from core.norms.permissions import NormPermission
from core.norms.service import NormReading
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


@dataclass(frozen=True)
class Holding:
    """A value of a norm and whom it holds for, in words."""

    whom: str
    value: str
    source: NormSource | None


def _by_audience(
    declared: Norm, sources: Sequence[NormSource], general: NormReading, names: Mapping[str, str]
) -> list[Holding]:
    """What holds for whom, where regulations tell people apart; for who may set norms."""
    narrow = [source for source in sources if not source.for_everybody]
    if not narrow or not current_actor().can(NormPermission.EDIT):
        return []
    found = [
        Holding(_whom(source, names), norm_value(declared, source.value), source)
        for source in narrow
    ]
    rest = norm_value(declared, general.value)
    return [*found, Holding(_("остальные сотрудники"), rest, general.source)]


def _whom(source: NormSource, names: Mapping[str, str]) -> str:
    """«Менеджер, отдел «Опт»»."""
    keys = [*source.roles, *map(str, source.departments)]
    return ", ".join(names.get(key, key) for key in keys)


def _names_of_audiences(ruled: Mapping[str, Sequence[NormSource]]) -> dict[str, str]:
    """Roles by code and departments by id, as they are called; none where nobody is told apart."""
    if all(source.for_everybody for sources in ruled.values() for source in sources):
        return {}
    session = db.session()
    roles = {one.code: translate(one.title) for one in session.scalars(select(Role))}
    return roles | {
        str(one.id): _("отдел «%(name)s»", name=one.name)
        for one in session.scalars(select(Department))
    }


@screens.get("/", permission=NormPermission.VIEW)
def index() -> str:
    """All norms of the modules that are switched on, with what holds for the viewer now."""
    session = db.session()
    general = service.all_in_force(session)
    own = service.all_in_force(session, current_actor().user_id)
    ruled = service.ruled(session, list(runtime().registry.norms))
    names = _names_of_audiences(ruled)
    rows = [
        {
            "norm": declared,
            "value": norm_value(declared, own[key].value),
            "is_default": own[key].setting_id is None,
            "source": own[key].source,
            "audiences": _by_audience(declared, ruled.get(key, []), general[key], names),
            "module": runtime().registry.manifests[key.split(".")[0]].title,
        }
        for key, declared in runtime().registry.norms.items()
    ]
    return render_template("norms/index.html", page_title=_("Нормы"), rows=rows)


def _page(declared: Norm, form: NormForm, code: int = 200) -> tuple[str, int]:
    session = db.session()
    moment = now()
    general = service.norm(session, declared.key)
    own = service.norm(session, declared.key, employee=current_actor().user_id)
    ruled = service.ruled(session, [declared.key])
    sources = ruled.get(declared.key, [])
    page = render_template(
        "norms/show.html",
        page_title=translate(declared.title),
        norm=declared,
        current=norm_value(declared, own.value),
        source=own.source,
        audiences=_by_audience(declared, sources, general, _names_of_audiences(ruled)),
        form=form,
        moment=moment,
        history=[
            {"setting": setting, "value": norm_value(declared, setting.value)}
            for setting in service.history(session, declared.key)
        ],
        default=norm_value(declared, declared.default),
        bounds=norm_bounds(declared),
        ruled=bool(sources),
        # A value that a regulation sets is changed with its text, by the next edition.
        can_edit=not sources and current_actor().can(NormPermission.EDIT),
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
