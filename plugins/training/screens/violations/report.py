"""Telling of a case, adding to it, and the word of the accused."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import NotFound, Refused, User, ValidationFailed
from core.sdk.web import (
    VersionedForm,
    current_actor,
    db,
    numbered,
    optional_id,
    runtime,
    toast,
)
from plugins.training.forms.violations import (
    ExplanationForm,
    ReportForm,
    RuleForm,
    WordsForm,
    people_to_choose,
)
from plugins.training.models import Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.violations.base import (
    WORDS,
    attempt,
    back,
    found,
    offer_rules,
    rule_of,
    screens,
)
from plugins.training.services import violations
from plugins.training.services.violations.evidence import attach
from plugins.training.workflow_violations import OPEN

Answer = Response | tuple[str, int]
CLAUSES = "clauses"
"""The button that fills the list of clauses where no script does."""


def _report_form(form: ReportForm) -> ReportForm:
    session = db.session()
    people = session.scalars(
        select(User).where(User.disabled_at.is_(None)).order_by(User.full_name, User.id)
    )
    form.offer_people(people_to_choose(people, current_actor()))
    offer_rules(form)
    return form


def _report_page(form: ReportForm, code: int = 200) -> tuple[str, int]:
    # Cases like this one are looked for only where the service has found some.
    asked = form.other_act.errors or form.other_act.data
    alike = violations.told_before(db.session(), current_actor(), form.given()) if asked else []
    page = render_template(
        "training/violations/report.html",
        page_title=_("Сообщить о нарушении"),
        form=form,
        alike=alike,
        lonely=bool(form.without_decider.errors or form.without_decider.data),
    )
    return page, code


@screens.get("/clauses", permission=TrainingPermission.VIOLATION_REPORT)
def clauses() -> str:
    """The field of the clause after another regulation or day was chosen."""
    form = RuleForm(request.args)
    offer_rules(form)
    return render_template("training/violations/clause.html", form=form)


@screens.form("/new", permission=TrainingPermission.VIOLATION_REPORT)
def new() -> Answer:
    """Tell of a violation or complain, on management as well."""
    session, actor = db.session(), current_actor()
    if request.method == "GET":
        values = {
            "accused_id": optional_id(request.args.get("accused_id")),
            "related_number": request.args.get("document", ""),
        }
        return _report_page(_report_form(ReportForm(formdata=None, data=values)))
    form = _report_form(ReportForm())
    if CLAUSES in request.form:
        return _report_page(form)
    if not form.validate():
        return _report_page(form, 422)
    try:
        made = violations.report(session, actor, form.given())
        attach(session, runtime().storage, made, actor, form.uploaded())
    except (ValidationFailed, Refused) as error:
        session.rollback()
        form.take(error)
        return _report_page(form, 422)
    toast(_("Случай %(number)s зарегистрирован", number=made.document.number))
    return back(made.document_id)


@screens.form("/<int:document_id>/explain", permission=TrainingPermission.VIOLATION_VIEW)
def explain(document_id: int) -> Answer:
    """The accused explains in his own words; nobody else comes here."""
    session, actor = db.session(), current_actor()
    violation = found(document_id)
    if not violations.part_of(violation, actor).accused or violation.explained_at is not None:
        raise NotFound()
    form = _words(violation, ExplanationForm)
    title = _("Объяснение")
    if request.method == "GET":
        return _words_page(violation, form, title, "training/violations/explain.html")
    code = attempt(
        form,
        lambda: violations.explain(
            session,
            actor,
            runtime().storage,
            document_id,
            form.text.data or "",
            form.uploaded(),
            form.seen_version,
        ),
    )
    if code is not None:
        return _words_page(violation, form, title, "training/violations/explain.html", code)
    toast(_("Объяснение передано"))
    return back(document_id)


@screens.form("/<int:document_id>/supplement", permission=TrainingPermission.VIOLATION_VIEW)
def supplement(document_id: int) -> Answer:
    """Words or files that belong to the case."""
    session, actor = db.session(), current_actor()
    violation = found(document_id)
    if violation.document.state not in OPEN:
        raise NotFound()
    form = _words(violation, WordsForm)
    form.text.label.text = lazy_gettext("Что добавить")
    title = _("Дополнить случай")
    if request.method == "GET":
        return _words_page(violation, form, title, "training/violations/supplement.html")
    code = attempt(
        form,
        lambda: violations.supplement(
            session, actor, runtime().storage, document_id, form.text.data or "", form.uploaded()
        ),
    )
    if code is not None:
        return _words_page(violation, form, title, "training/violations/supplement.html", code)
    toast(_("Дополнено"))
    return back(document_id)


def _words(violation: Violation, kind: type[WordsForm]) -> WordsForm:
    if request.method == "POST":
        return kind()
    return kind(formdata=None, data={"version": violation.document.version})


def _words_page(
    violation: Violation, form: VersionedForm, title: str, template: str, code: int = 200
) -> tuple[str, int]:
    number = numbered(violation.document.number, violation.document.date)
    page = render_template(
        template,
        page_title=f"{number}: {title}",
        number=number,
        title=title,
        here=url_for("training_violations.show", document_id=violation.document_id),
        violation=violation,
        rule=rule_of(violation),
        part=violations.part_of(violation, current_actor()),
        form=form,
        **WORDS,
    )
    return page, code
