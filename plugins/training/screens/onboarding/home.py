"""What onboarding shows on the home page: to the newcomer, to his mentor, to the head."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor, format_phone, today
from plugins.training.forms.onboarding import KINDS
from plugins.training.models import StepKind
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import onboarding as queries
from plugins.training.services.onboarding.progress import due_now

# technical: what the home page has room for
NEXT = 5


def own_plan(session: Session, actor: Actor) -> Markup | None:
    """The newcomer's own plan, on top of everything: what to do today."""
    row = queries.open_plan_of(session, actor.user_id)
    if row is None:
        return None
    # What waits for the signature has its own card on the same page, with its own terms.
    left = [state for state in row.states if not state.done]
    steps = [state for state in left if state.step.kind != StepKind.DOCUMENT or not state.link]
    waiting = due_now(steps, today())
    coming = [state for state in steps if state not in waiting]
    return _drawn(
        "training/onboarding/home_own.html",
        row=row,
        mentor_phone=format_phone(row.plan.mentor.phone) if row.plan.mentor.phone else "",
        waiting=[*waiting, *coming][:NEXT],
        to_sign=len(left) - len(steps),
        kinds=KINDS,
    )


def newcomers(session: Session, actor: Actor) -> Markup | None:
    """Those whom the person looks after or whose plans he leads, the latest with steps first."""
    if actor.can(TrainingPermission.ONBOARDING_LEAD):
        seen = queries.plans(session, actor, finished=False)
    else:
        seen = queries.mentored(session, actor.user_id)
    rows = sorted(
        (row for row in seen if row.plan.user_id != actor.user_id),
        key=lambda row: (-row.late, row.plan.starts_on),
    )
    if not rows:
        return None
    return _drawn(
        "training/onboarding/home_newcomers.html", rows=rows[:NEXT], more=len(rows) > NEXT
    )


def _drawn(template: str, **context: object) -> Markup:
    # Templates escape what stands in them: their result is markup already.
    return Markup(render_template(template, **context))  # noqa: S704
