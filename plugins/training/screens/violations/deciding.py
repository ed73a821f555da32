"""The decision, the way of a case into the next edition, and what comes before them."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import NotFound, Refused, StaleVersion, ValidationFailed, today
from core.sdk.web import current_actor, db, numbered, render, toast
from plugins.training.discipline import penalty_rule, period_of, taken_in
from plugins.training.forms.violations import (
    DecisionForm,
    PassOnForm,
    PauseForm,
    RuleForm,
    pause_values,
    rule_values,
)
from plugins.training.models import Outcome, Violation, ViolationPause
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations import page as queries
from plugins.training.same_act import punished_twins
from plugins.training.screens.violations.base import (
    OUTCOMES,
    WORDS,
    attempt,
    back,
    found_to_decide,
    month_name,
    offer_rules,
    rule_of,
    screens,
    stale,
)
from plugins.training.screens.violations.money import reduction_in_words
from plugins.training.screens.violations.report import CLAUSES
from plugins.training.services import violations

Answer = Response | tuple[str, int]
CALCULATE = "calculate"
# Who was appointed to a case may have no right to decide on others: the case itself is asked.
DECIDE = TrainingPermission.VIOLATION_VIEW


def _page(
    violation: Violation, template: str, title: str, code: int = 200, **context: Any
) -> tuple[str, int]:
    number = numbered(violation.document.number, violation.document.date)
    page = render_template(
        f"training/violations/{template}.html",
        page_title=f"{number}: {title}",
        title=title,
        violation=violation,
        number=number,
        rule=rule_of(violation),
        **WORDS,
        **context,
    )
    return page, code


@screens.form("/<int:document_id>/decide", permission=DECIDE)
def decide(document_id: int) -> Answer:
    """Nothing, a reproof or a reprimand; with them as much off the bonus as the law lets."""
    session, actor = db.session(), current_actor()
    violation = found_to_decide(document_id)
    heard = violation.document.state in ("explained", "unexplained")
    fault = rule_of(violation).fault
    form = _decision_form(violation, sanctions=heard and fault is None)
    if request.method == "GET":
        return _decision_page(violation, form, heard)
    weighed: list[str] = []
    calculates = CALCULATE in request.form
    if not (form.ask_figures_alone() if calculates else form.validate()):
        return _decision_page(violation, form, heard, code=422)
    try:
        if calculates:
            weighed = _weigh(violation, form)
            return _decision_page(violation, form, heard, weighed=weighed)
        violations.decide(session, actor, document_id, form.decision(), form.seen_version)
    except (ValidationFailed, Refused) as error:
        session.rollback()
        form.take(error)
        return _decision_page(violation, form, heard, code=422)
    except StaleVersion as error:
        stale(form, error)
        return _decision_page(violation, form, heard, code=409)
    toast(_("Решение принято, сотруднику отправлено письмо"))
    return back(document_id)


def _decision_form(violation: Violation, *, sanctions: bool) -> DecisionForm:
    if request.method == "POST":
        form = DecisionForm()
    else:
        taken = _taken(violation)
        form = DecisionForm(
            formdata=None,
            data={
                "version": violation.document.version,
                "outcome": None if sanctions else Outcome.DISMISSED.value,
                "pay": taken.pay,
                "bonus": taken.bonus,
            },
        )
    form.offer(sanctions=sanctions)
    return form


def _taken(violation: Violation) -> Any:
    user_id = violation.document.responsible_id
    assert user_id is not None
    return taken_in(db.session(), user_id, period_of(today()), violation.document_id)


def _weigh(violation: Violation, form: DecisionForm) -> list[str]:
    """The calculation by the figures typed."""
    given = form.reduction()
    assert given is not None
    rule, found = violations.weigh(db.session(), violation, given)
    if rule.fault:
        return [render(rule.fault)]
    return reduction_in_words(found)


def _decision_page(
    violation: Violation,
    form: DecisionForm,
    heard: bool,
    *,
    weighed: list[str] | None = None,
    code: int = 200,
) -> tuple[str, int]:
    return _page(
        violation,
        "decide",
        _("Решение"),
        code,
        form=form,
        heard=heard,
        penalty=penalty_rule(db.session(), violation.document, violation),
        taken=_taken(violation),
        month=month_name(period_of(today())),
        weighed=weighed or [],
        twins=queries.twins_of(db.session(), violation, current_actor()),
        punished=bool(punished_twins(db.session(), violation)),
        outcomes=OUTCOMES,
    )


@screens.post("/<int:document_id>/join", permission=DECIDE)
def join(document_id: int) -> Response:
    """Close the case into another that tells of the same act."""
    into_id = request.form.get("into", type=int) or 0
    version = request.form.get("version", type=int)
    violations.join(db.session(), current_actor(), document_id, into_id, version)
    toast(_("Случаи объединены: решение одно"))
    return back(document_id)


@screens.form("/<int:document_id>/pass-on", permission=DECIDE)
def pass_on(document_id: int) -> Answer:
    """A case that the rules do not know goes into the next edition of one of them."""
    session, actor = db.session(), current_actor()
    violation = found_to_decide(document_id)
    rules = queries.regulations_to_pass_to(session)
    title = _("Передать в следующую редакцию")
    if request.method == "GET":
        version = violation.rule_version
        form = PassOnForm(
            formdata=None,
            data={
                "version": violation.document.version,
                "regulation_id": version.regulation_id if version else None,
            },
        )
        form.offer(rules)
        return _page(violation, "pass_on", title, form=form)
    form = PassOnForm()
    form.offer(rules)
    code = attempt(
        form,
        lambda: violations.pass_on(
            session,
            actor,
            document_id,
            form.regulation_id.data or 0,
            form.proposal.data or "",
            form.motive.data or "",
            form.seen_version,
        ),
    )
    if code is not None:
        return _page(violation, "pass_on", title, code, form=form)
    toast(_("Случай передан владельцу процесса как замечание к следующей редакции"))
    return back(document_id)


@screens.form("/<int:document_id>/rule", permission=DECIDE)
def qualify(document_id: int) -> Answer:
    """Put the reporter right: the day, the clause, the document."""
    session, actor = db.session(), current_actor()
    violation = found_to_decide(document_id)
    title = _("Уточнить правило")
    if request.method == "GET":
        form = RuleForm(formdata=None, data=rule_values(violation))
        offer_rules(form)
        return _page(violation, "qualify", title, form=form)
    form = RuleForm()
    offer_rules(form)
    if CLAUSES in request.form:
        return _page(violation, "qualify", title, form=form)
    code = attempt(
        form,
        lambda: violations.qualify(
            session, actor, document_id, form.qualified(), form.seen_version
        ),
    )
    if code is not None:
        return _page(violation, "qualify", title, code, form=form)
    toast(_("Сохранено"))
    return back(document_id)


@screens.form("/<int:document_id>/pauses/new", permission=DECIDE)
def new_pause(document_id: int) -> Answer:
    """Put days of illness or leave out of the month."""
    return _pause(found_to_decide(document_id), None)


@screens.form("/<int:document_id>/pauses/<int:pause_id>", permission=DECIDE)
def edit_pause(document_id: int, pause_id: int) -> Answer:
    """Change those put out before, as when an illness has ended."""
    violation = found_to_decide(document_id)
    pause = next((one for one in violation.pauses if one.id == pause_id), None)
    if pause is None:
        raise NotFound()
    return _pause(violation, pause)


@screens.post("/<int:document_id>/pauses/<int:pause_id>/drop", permission=DECIDE)
def drop_pause(document_id: int, pause_id: int) -> Response:
    """Take a pause away."""
    violations.drop_pause(
        db.session(),
        current_actor(),
        document_id,
        pause_id,
        request.form.get("version", type=int),
    )
    toast(_("Приостановка убрана, срок пересчитан"))
    return back(document_id)


def _pause(violation: Violation, pause: ViolationPause | None) -> Answer:
    session, document_id = db.session(), violation.document_id
    title = _("Приостановка срока")
    pause_id = pause.id if pause else None
    if request.method == "GET":
        values = pause_values(pause) if pause else {}
        form = PauseForm(formdata=None, data=values | {"version": violation.document.version})
        form.offer()
        return _page(violation, "pause", title, form=form)
    form = PauseForm()
    form.offer()
    code = attempt(
        form,
        lambda: violations.pause(
            session, current_actor(), document_id, form.given(), pause_id, form.seen_version
        ),
    )
    if code is not None:
        return _page(violation, "pause", title, code, form=form)
    toast(_("Срок пересчитан"))
    return back(document_id)
