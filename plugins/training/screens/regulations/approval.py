"""The approval of a version: what stands against it, from when it holds."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    NotFound,
    Refused,
    StaleVersion,
    add_working_days,
    norm,
    now,
    today,
)
from core.sdk.web import current_actor, day, db, norm_value, toast, translate
from plugins.training.forms.regulations_talk import ApprovalForm
from plugins.training.guards import earliest_for_worse_pay
from plugins.training.models import RegulationVersion
from plugins.training.norms import READING_DAYS
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.regulations.base import audience_in_words, found, screens
from plugins.training.services import regulations
from plugins.training.worse_pay import PAY_KINDS, WorseValue, worse_values

CONDITIONS: Mapping[str, str] = {
    "actor_is_owner": N_("Утверждает владелец процесса"),
    "text_is_sound": N_("В тексте нет ошибок, значения норм допустимы"),
    "change_is_told": N_("Сказано, что меняется"),
    "every_role_is_heard": N_("Высказались все роли, которых касается документ"),
    "every_remark_is_answered": N_("На все замечания дан ответ"),
    "pay_is_said": N_("Сказано, ухудшает ли редакция условия оплаты"),
    "norms_do_not_clash": N_("Нормы не спорят с другими регламентами"),
}
"""Guards of the approval by their names, but for those that judge the date."""


def _start(chosen: date | None) -> datetime | None:
    """The beginning of the chosen day; None: at once."""
    return datetime.combine(chosen, time(), DEFAULT_ZONE) if chosen else None


def _proposed(version: RegulationVersion) -> date:
    """The first day after the term in which it is read and signed, or, where it is later, the
    first one that the law allows for worse pay."""
    term = int(norm(db.session(), READING_DAYS).value)
    read = add_working_days(today(), term + 1)
    if version.lowers_pay or worse_values(db.session(), version):
        return max(read, earliest_for_worse_pay(now()).astimezone(DEFAULT_ZONE).date())
    return read


@screens.form(
    "/versions/<int:document_id>/approval", permission=TrainingPermission.REGULATION_APPROVE
)
def approval(document_id: int) -> Response | tuple[str, int]:
    """The list of conditions with the form of the date."""
    version = found(document_id)
    if version.document.state != "discussion":
        raise NotFound()
    form = ApprovalForm()
    if not form.is_submitted():
        form = ApprovalForm(
            formdata=None,
            data={"version": version.document.version, "effective_from": _proposed(version)},
        )
        return _page(version, form)
    if not form.validate():
        return _page(version, form, 422)
    try:
        approved = regulations.approve(
            db.session(),
            current_actor(),
            document_id,
            _start(form.day),
            form.seen_version,
            short_notice=form.notice_reason,
        )
    except Refused as error:
        db.session().rollback()
        form.take(error)
        return _page(found(document_id), form, 422)
    except StaleVersion as clash:
        db.session().rollback()
        form.version.data = str(clash.actual)
        form.form_errors.append(
            _("Пока вы смотрели, редакцию изменили. Прочитайте её ещё раз и утвердите.")
        )
        return _page(found(document_id), form, 409)
    if approved.document.state == "in_force":
        toast(_("Редакция утверждена и действует"))
    else:
        toast(_("Редакция утверждена, вступит в силу %(day)s", day=day(approved.effective_from)))
    return redirect(url_for("training_regulations.show", document_id=document_id), code=303)


def _page(version: RegulationVersion, form: ApprovalForm, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "training/regulations/approval.html",
        page_title=_("Утверждение редакции %(edition)s", edition=version.edition),
        version=version,
        regulation=version.regulation,
        form=form,
        worse=[_worse(one) for one in worse_values(db.session(), version)],
        conditions=_conditions(version),
        audience=audience_in_words(version),
        earliest=earliest_for_worse_pay(now()),
        before=regulations.latest_approved(db.session(), version.regulation_id),
    )
    return page, code


def _conditions(version: RegulationVersion) -> list[dict[str, Any]]:
    """Each condition with the reason why it is not met, if it is not."""
    against = regulations.obstacles(db.session(), version, current_actor())
    about_pay = version.regulation.kind in PAY_KINDS
    return [
        {
            "title": translate(title),
            "reason": translate(against[name].message) if name in against else "",
        }
        for name, title in CONDITIONS.items()
        if (about_pay or name != "pay_is_said")
        and (version.edition > 1 or name != "change_is_told")
    ]


def _worse(one: WorseValue) -> str:
    """«Снижение премии за нарушение: 5 % → 20 %, п. 3.2»."""
    words = f"{translate(one.norm.title)}: {norm_value(one.norm, one.old)} → "
    words += norm_value(one.norm, one.new)
    return f"{words}, {_('п. %(number)s', number=one.clause)}" if one.clause else words
