"""Who sees a plan and who may do what with it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import Actor, NotFound, Scope
from plugins.training.models import Plan, PlanStep, TrialMark
from plugins.training.permissions import TrainingPermission
from plugins.training.services.seeing import visible_to


def find(session: Session, actor: Actor, plan_id: int) -> Plan:
    """A plan with its steps and marks, where the person may see it; NotFound otherwise."""
    plan = session.scalars(
        select(Plan)
        .where(Plan.id == plan_id, visible_to(actor, Plan, TrainingPermission.ONBOARDING_VIEW))
        .options(
            joinedload(Plan.user),
            joinedload(Plan.mentor),
            selectinload(Plan.steps).joinedload(PlanStep.done_by),
            selectinload(Plan.marks).joinedload(TrialMark.author),
        )
    ).first()
    if plan is None:
        raise NotFound()
    return plan


def may_lead(actor: Actor, plan: Plan) -> bool:
    """Whether the person changes and closes the plan. Nobody leads his own."""
    scope = actor.scope(TrainingPermission.ONBOARDING_LEAD)
    if scope is None or (actor.user_id is not None and actor.user_id == plan.user_id):
        return False
    return scope is Scope.ALL or plan.department_id in actor.departments


def may_mark(actor: Actor, plan: Plan) -> bool:
    """Whether the person judges the newcomer: his mentor, or who leads the plan."""
    return actor.user_id == plan.mentor_id or may_lead(actor, plan)
