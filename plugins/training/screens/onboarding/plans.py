"""Plans of people: who is coming in, how far, what waits."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import Refused, StaleVersion, ValidationFailed, today
from core.sdk.web import current_actor, db, toast
from plugins.training.forms.onboarding import (
    DOERS,
    KINDS,
    ChangeForm,
    FinishForm,
    MarkForm,
    PlanForm,
)
from plugins.training.models import Plan
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import onboarding as queries
from plugins.training.screens.onboarding.base import may_lead, people_choices, screens, views
from plugins.training.services import onboarding
from plugins.training.services.onboarding.planning import may_do
from plugins.training.services.onboarding.progress import SEEN_BY_PROGRAM, share, states


def _list(finished: bool, active: str) -> str:
    rows = queries.plans(db.session(), current_actor(), finished=finished)
    return render_template(
        "training/onboarding/index.html",
        page_title=_("Адаптация"),
        rows=rows,
        finished=finished,
        may_lead=may_lead(),
        tabs_=views(active),
    )


@screens.get("/", permission=Can.ONBOARDING_VIEW)
def index() -> str:
    """Plans in progress: own, those of whom one is the mentor, those of the department."""
    return _list(False, "index")


@screens.get("/finished", permission=Can.ONBOARDING_VIEW)
def finished() -> str:
    """Plans that are closed, with how they ended."""
    return _list(True, "finished")


@screens.form("/new", permission=Can.ONBOARDING_LEAD)
def new() -> Response | tuple[str, int]:
    """A plan for a person from a day."""
    form = PlanForm()
    form.user_id.choices = form.mentor_id.choices = people_choices()
    form.template_id.choices = [
        ("", "—"),
        *((template.id, template.title) for template, _steps in queries.templates(db.session())),
    ]
    if request.method == "GET":
        form.starts_on.data = today()
        form.user_id.data = request.args.get("person", type=int)
        return _new_page(form, 200)
    if not form.validate():
        return _new_page(form, 422)
    try:
        plan = onboarding.make_plan(db.session(), current_actor(), form.values())
    except (ValidationFailed, Refused) as error:
        form.take(error)
        return _new_page(form, 422)
    toast(_("План составлен, документы назначены"))
    return redirect(url_for("training_onboarding.show", plan_id=plan.id), code=303)


def _new_page(form: PlanForm, code: int) -> tuple[str, int]:
    page = render_template(
        "training/onboarding/new.html",
        page_title=_("Новый план адаптации"),
        form=form,
        has_templates=len(form.template_id.choices) > 1,
    )
    return page, code


@screens.get("/<int:plan_id>", permission=Can.ONBOARDING_VIEW)
def show(plan_id: int) -> tuple[str, int]:
    """The plan: steps by day, progress, marks."""
    return _page(onboarding.find(db.session(), current_actor(), plan_id))


def _page(
    plan: Plan,
    code: int = 200,
    mark_form: MarkForm | None = None,
    finish_form: FinishForm | None = None,
    change_form: ChangeForm | None = None,
) -> tuple[str, int]:
    actor = current_actor()
    steps = states(db.session(), plan)
    if change_form is None:
        change_form = ChangeForm(formdata=None, obj=plan)
    change_form.mentor_id.choices = people_choices()
    done, total = share(steps)
    page = render_template(
        "training/onboarding/show.html",
        page_title=plan.user.full_name,
        plan=plan,
        days=_by_day(steps),
        done=done,
        total=total,
        kinds=KINDS,
        doers=DOERS,
        mine=actor.user_id == plan.user_id,
        may_do=lambda step: (
            plan.finished_at is None
            and step.kind not in SEEN_BY_PROGRAM
            and may_do(actor, plan, step)
        ),
        may_mark=plan.finished_at is None and onboarding.may_mark(actor, plan),
        may_lead=plan.finished_at is None and onboarding.may_lead(actor, plan),
        mark_form=mark_form or MarkForm(formdata=None),
        finish_form=finish_form or FinishForm(formdata=None),
        change_form=change_form,
        today=today(),
    )
    return page, code


def _by_day(steps: list[onboarding.StepState]) -> list[tuple[Any, list[onboarding.StepState]]]:
    """Steps under the day by whose end they are due, the earliest day first."""
    days: dict[Any, list[onboarding.StepState]] = {}
    for state in sorted(steps, key=lambda one: (one.step.due, one.step.position)):
        days.setdefault(state.step.due, []).append(state)
    return list(days.items())


@screens.post("/<int:plan_id>/mark", permission=Can.ONBOARDING_VIEW)
def mark(plan_id: int) -> Response | tuple[str, int]:
    """A mark of the trial period."""
    form = MarkForm()
    plan = onboarding.find(db.session(), current_actor(), plan_id)
    try:
        if not form.validate():
            return _page(plan, 422, mark_form=form)
        onboarding.add_mark(
            db.session(), current_actor(), plan_id, int(form.mark.data or 0), form.text.data or ""
        )
    except ValidationFailed as error:
        form.take(error)
        return _page(plan, 422, mark_form=form)
    toast(_("Оценка записана: новичок её увидит"))
    return redirect(url_for("training_onboarding.show", plan_id=plan_id), code=303)


@screens.post("/<int:plan_id>/change", permission=Can.ONBOARDING_LEAD)
def change(plan_id: int) -> Response | tuple[str, int]:
    """Another mentor, another end of the trial period."""
    form = ChangeForm()
    form.mentor_id.choices = people_choices()
    plan = onboarding.find(db.session(), current_actor(), plan_id)
    if not form.validate():
        return _page(plan, 422, change_form=form)
    try:
        onboarding.change_plan(
            db.session(),
            current_actor(),
            plan_id,
            form.mentor_id.data or 0,
            form.trial_until.data,
            form.seen_version,
        )
    except ValidationFailed as error:
        form.take(error)
        return _page(plan, 422, change_form=form)
    except StaleVersion as error:
        form.version.data = plan.version
        form.take(ValidationFailed({"": [error.message]}))
        return _page(plan, 409, change_form=form)
    toast(_("План изменён"))
    return redirect(url_for("training_onboarding.show", plan_id=plan_id), code=303)


@screens.post("/<int:plan_id>/finish", permission=Can.ONBOARDING_LEAD)
def finish(plan_id: int) -> Response | tuple[str, int]:
    """Close the plan with a conclusion."""
    form = FinishForm()
    plan = onboarding.find(db.session(), current_actor(), plan_id)
    if not form.validate():
        return _page(plan, 422, finish_form=form)
    try:
        onboarding.finish(
            db.session(),
            current_actor(),
            plan_id,
            form.passed.data == "yes",
            form.conclusion.data or "",
        )
    except (ValidationFailed, Refused) as error:
        form.take(error)
        return _page(plan, 422, finish_form=form)
    toast(_("План закрыт"))
    return redirect(url_for("training_onboarding.show", plan_id=plan_id), code=303)
