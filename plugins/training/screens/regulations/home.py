"""The page of a regulation with all its editions, and making or changing one."""

from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import Actor, Department, Forbidden, StaleVersion, User, ValidationFailed, now
from core.sdk.web import current_actor, db, runtime, toast, translate
from plugins.training.forms.regulations_settings import RegulationForm, stored_values
from plugins.training.models import Regulation, RegulationKind, RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import regulations as queries
from plugins.training.screens.norm_marks import full_value, title_of
from plugins.training.screens.regulations.base import (
    KIND_TITLES,
    audience_in_words,
    found_regulation,
    kind_title,
    may_make,
    roles_in_words,
    screens,
    stages_in_words,
)
from plugins.training.services import regulations
from plugins.training.workflow import REGULATION


@screens.get("/<int:regulation_id>", permission=TrainingPermission.REGULATION_VIEW)
def home(regulation_id: int) -> str:
    """What holds, what comes next, what was before."""
    session, actor = db.session(), current_actor()
    regulation = found_regulation(regulation_id)
    editions = queries.editions(session, regulation_id)
    moment = now()
    current = next((one for one in editions if _holds(one, moment)), None)
    coming = [one for one in editions if one.document.state in {*regulations.OPEN, "approved"}]
    return render_template(
        "training/regulations/home.html",
        page_title=regulation.title,
        regulation=regulation,
        kind=kind_title(regulation.kind),
        audience=audience_in_words(regulation),
        stages=stages_in_words(regulation),
        editions=editions,
        states={state.name: state for state in REGULATION.states},
        current=current,
        coming=coming,
        norms=_norms(current),
        may_lead=regulations.leads(actor, regulation),
        may_start=not any(one.document.state in regulations.OPEN for one in editions),
    )


def _holds(version: RegulationVersion, moment: datetime) -> bool:
    starts, ends = version.effective_from, version.effective_until
    return starts is not None and starts <= moment and (ends is None or ends > moment)


def _norms(version: RegulationVersion | None) -> list[dict[str, str]]:
    """What the version in force sets, with the places where it does."""
    return [
        {
            "key": one.key,
            "title": title_of(one.key),
            "value": full_value(one.key, one.value),
            "clause": one.clause_number,
            "url": regulations.clause_link(one.document_id, one.clause_uid),
        }
        for one in (version.norms if version else ())
    ]


def _begun(actor: Actor) -> dict[str, Any]:
    """A new regulation before anything is typed; ``kind`` of the address says what it is to be."""
    asked = request.args.get("kind", "")
    kind = {"kind": asked} if asked in set(RegulationKind) else {}
    return {"owner_id": actor.user_id, **kind}


@screens.form("/new", permission=TrainingPermission.REGULATION_MAKE)
def new() -> Response | tuple[str, int]:
    """A regulation that is not there yet; its first edition is begun at once."""
    session, actor = db.session(), current_actor()
    if request.method == "GET":
        form = _choices(RegulationForm(formdata=None, data=_begun(actor)))
        return _form_page(form, None)
    form = _choices(RegulationForm())
    if not form.validate():
        return _form_page(form, None, 422)
    try:
        made = regulations.make_regulation(session, actor, form.values())
    except ValidationFailed as error:
        session.rollback()
        form.take(error)
        return _form_page(_choices(form), None, 422)
    if regulations.leads(actor, made):
        started = regulations.start_edition(session, actor, made.id)
        toast(_("Регламент заведён: напишите первую редакцию"))
        return redirect(
            url_for("training_regulations.edit", document_id=started.document_id), code=303
        )
    toast(_("Регламент заведён: первую редакцию готовит владелец процесса"))
    return redirect(url_for("training_regulations.home", regulation_id=made.id), code=303)


@screens.form("/<int:regulation_id>/settings", permission=TrainingPermission.REGULATION_EDIT)
def settings(regulation_id: int) -> Response | tuple[str, int]:
    """What a regulation is; approved editions keep what they were approved with."""
    session, actor = db.session(), current_actor()
    regulation = found_regulation(regulation_id)
    if not regulations.leads(actor, regulation):
        raise Forbidden()
    if request.method == "GET":
        form = RegulationForm(formdata=None, data=stored_values(regulation))
        return _form_page(_choices(form), regulation)
    form = _choices(RegulationForm())
    if not form.validate():
        return _form_page(form, regulation, 422)
    try:
        regulations.edit_regulation(session, actor, regulation_id, form.values(), form.seen_version)
    except ValidationFailed as error:
        session.rollback()
        form.take(error)
        return _form_page(_choices(form), found_regulation(regulation_id), 422)
    except StaleVersion as clash:
        session.rollback()
        form.version.data = str(clash.actual)
        form.form_errors.append(
            _("Пока вы редактировали, регламент изменили. Сверьте и сохраните ещё раз.")
        )
        return _form_page(_choices(form), found_regulation(regulation_id), 409)
    toast(_("Сохранено"))
    return redirect(url_for("training_regulations.home", regulation_id=regulation_id), code=303)


@screens.post("/<int:regulation_id>/editions", permission=TrainingPermission.REGULATION_EDIT)
def start(regulation_id: int) -> Response:
    """A draft of the next edition."""
    started = regulations.start_edition(db.session(), current_actor(), regulation_id)
    toast(_("Редакция %(edition)s: копия действующей", edition=started.edition))
    return redirect(url_for("training_regulations.edit", document_id=started.document_id), code=303)


def _choices(form: RegulationForm) -> RegulationForm:
    session = db.session()
    form.kind.choices = [(kind.value, translate(title)) for kind, title in KIND_TITLES.items()]
    users = session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.full_name))
    form.owner_id.choices = [(user.id, f"{user.full_name}, {user.position}") for user in users]
    form.roles.choices = list(roles_in_words().items())
    departments = session.scalars(select(Department).order_by(Department.name))
    form.departments.choices = [(one.id, one.name) for one in departments]
    form.stages.choices = [
        (code, translate(kind.title))
        for code, kind in runtime().registry.document_types.items()
        if code != regulations.TYPE
    ]
    return form


def _form_page(
    form: RegulationForm, regulation: Regulation | None, code: int = 200
) -> tuple[str, int]:
    page = render_template(
        "training/regulations/settings.html",
        page_title=regulation.title if regulation else _("Новый регламент"),
        form=form,
        regulation=regulation,
        may_make=may_make(),
    )
    return page, code
