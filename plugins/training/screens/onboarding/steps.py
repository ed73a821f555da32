"""Steps of a plan: marked as done, questions answered."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from core.sdk import NotFound
from core.sdk.web import current_actor, db
from plugins.training.models import StepKind
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import onboarding as queries
from plugins.training.screens.onboarding.base import screens
from plugins.training.services import onboarding, quizzes
from plugins.training.services.onboarding.progress import quiz_subject


@screens.post("/steps/<int:step_id>", permission=Can.ONBOARDING_VIEW)
def done(step_id: int) -> Response:
    """Say that a step is done, or take it back."""
    plan = onboarding.set_done(
        db.session(),
        current_actor(),
        step_id,
        request.form.get("done") == "1",
        request.form.get("remark", ""),
    )
    return redirect(
        url_for("training_onboarding.show", plan_id=plan.id, _anchor=f"step-{step_id}"), code=303
    )


@screens.form("/steps/<int:step_id>/quiz", permission=Can.ONBOARDING_VIEW)
def quiz(step_id: int) -> Response:
    """The questions of a step, for the newcomer himself."""
    step = queries.step_of(db.session(), step_id)
    if step is None or step.kind != StepKind.QUIZ or step.target_id is None:
        raise NotFound()
    plan = onboarding.find(db.session(), current_actor(), step.plan_id)
    if plan.user_id != current_actor().user_id:
        raise NotFound()
    passed = quizzes.passed(db.session(), plan.user_id, quiz_subject(step))
    if passed is not None or request.method == "GET":
        return redirect(
            url_for("training_onboarding.show", plan_id=plan.id, _anchor=f"step-{step_id}")
        )
    attempt = quizzes.start(db.session(), current_actor(), step.target_id, quiz_subject(step))
    return redirect(url_for("training_quizzes.attempt", attempt_id=attempt.id), code=303)
