"""The signature of the person under a sanction, or the act that there is none."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import NotFound
from core.sdk.web import VersionedForm, current_actor, db, numbered, proves_himself, toast
from plugins.training.forms.violations import AcquaintForm, NotAcquaintedForm
from plugins.training.models import Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.agreeing import NOT_YOURS, ask_to_agree
from plugins.training.screens.reading.base import how
from plugins.training.screens.violations.base import attempt, back, found, screens
from plugins.training.services import violations
from plugins.training.services.reading.agreeing import Signable, consent_of
from plugins.training.services.regulations import text_hash

Answer = Response | tuple[str, int]
VIEW = TrainingPermission.VIOLATION_VIEW


@screens.form("/<int:document_id>/consent", permission=VIEW)
def consent(document_id: int) -> Answer:
    """The agreement to sign by simple electronic signature, where the accused has given none that
    names decisions on cases."""
    violation = _to_sign(document_id)
    page = url_for("training_violations.show", document_id=document_id)
    return ask_to_agree(
        violation.document,
        Signable.SANCTION,
        lambda shown: violations.agree_to_sign(
            db.session(), current_actor(), document_id, how(), shown
        ),
        onwards=url_for("training_violations.acquaint", document_id=document_id),
        back=page,
        crumbs=[
            (_("Нарушения и жалобы"), url_for("training_violations.index")),
            (numbered(violation.document.number, violation.document.date), page),
        ],
    )


@screens.form("/<int:document_id>/acquaint", permission=VIEW)
def acquaint(document_id: int) -> Answer:
    """The accused confirms by his password that he has read the decision."""
    violation = _to_sign(document_id)
    if consent_of(db.session(), current_actor().user_id, Signable.SANCTION) is None:
        return redirect(url_for("training_violations.consent", document_id=document_id), code=303)
    if request.method == "GET":
        form = AcquaintForm(formdata=None, data={"version": violation.document.version})
        return _to_acquaint(violation, form)
    form = AcquaintForm()
    if form.validate() and not proves_himself(form.password, _(NOT_YOURS)):
        return _to_acquaint(violation, form, 422)
    code = attempt(
        form,
        lambda: violations.acquaint(
            db.session(),
            current_actor(),
            document_id,
            how(),
            form.seen_version,
            form.shown.data or None,
        ),
    )
    if code is not None:
        return _to_acquaint(violation, form, code)
    toast(_("Подписано: вы ознакомлены с решением"))
    return back(document_id)


@screens.form("/<int:document_id>/not-acquainted", permission=VIEW)
def not_acquainted(document_id: int) -> Answer:
    """Whoever decides records that the person did not sign, with a witness."""
    violation = _awaiting(document_id)
    if not violations.part_of(violation, current_actor()).decider:
        raise NotFound()
    title = _("Акт: не ознакомлен под подпись")
    if request.method == "GET":
        form = NotAcquaintedForm(formdata=None, data={"version": violation.document.version})
        return _page(violation, "not_acquainted", title, form)
    form = NotAcquaintedForm()
    code = attempt(
        form,
        lambda: violations.record_not_acquainted(
            db.session(),
            current_actor(),
            document_id,
            form.reason.data or "",
            form.witness.data or "",
            form.seen_version,
        ),
    )
    if code is not None:
        return _page(violation, "not_acquainted", title, form, code)
    toast(_("Акт записан"))
    return back(document_id)


def _to_sign(document_id: int) -> Violation:
    """The case whose sanction the person himself is to sign; NotFound for anybody else."""
    violation = _awaiting(document_id)
    if not violations.part_of(violation, current_actor()).accused:
        raise NotFound()
    return violation


def _awaiting(document_id: int) -> Violation:
    """The case whose sanction awaits a signature; NotFound for any other."""
    violation = found(document_id)
    if violation.notice is None or violation.notice.closed_at is not None:
        raise NotFound()
    return violation


def _to_acquaint(violation: Violation, form: AcquaintForm, code: int = 200) -> tuple[str, int]:
    form.shown.data = text_hash(violations.statement(violation))
    return _page(violation, "acquaint", _("Подпись об ознакомлении"), form, code)


def _page(
    violation: Violation, template: str, title: str, form: VersionedForm, code: int = 200
) -> tuple[str, int]:
    number = numbered(violation.document.number, violation.document.date)
    page = render_template(
        f"training/violations/{template}.html",
        page_title=f"{number}: {title}",
        title=title,
        number=number,
        violation=violation,
        notice=violation.notice,
        statement=violations.statement(violation),
        form=form,
    )
    return page, code
