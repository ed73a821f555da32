"""What the screens of onboarding read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import Actor, User
from plugins.training.models import (
    Course,
    Plan,
    PlanStep,
    PlanTemplate,
    Quiz,
    Regulation,
    RegulationKind,
    StepKind,
    TemplateStep,
)
from plugins.training.permissions import TrainingPermission
from plugins.training.services.onboarding.progress import StepState, share, states, states_of
from plugins.training.services.seeing import visible_to

# technical: what a page can bear
MOST_PLANS = 200


@dataclass(frozen=True)
class PlanRow:
    """A plan with how far it has come."""

    plan: Plan
    states: Sequence[StepState]

    @property
    def done(self) -> int:
        """Steps done."""
        return share(self.states)[0]

    @property
    def total(self) -> int:
        """All steps."""
        return len(self.states)

    @property
    def late(self) -> int:
        """Steps whose day has passed."""
        return sum(1 for state in self.states if state.late)


def plans(session: Session, actor: Actor, *, finished: bool) -> list[PlanRow]:
    """Plans that the person sees, the newest first; at most ``MOST_PLANS``."""
    found = session.scalars(
        select(Plan)
        .where(
            visible_to(actor, Plan, TrainingPermission.ONBOARDING_VIEW),
            Plan.finished_at.is_not(None) if finished else Plan.finished_at.is_(None),
        )
        .options(joinedload(Plan.user), joinedload(Plan.mentor), selectinload(Plan.steps))
        .order_by(Plan.starts_on.desc(), Plan.id.desc())
        .limit(MOST_PLANS)
    ).all()
    return _rows(session, found)


def _rows(session: Session, found: Sequence[Plan]) -> list[PlanRow]:
    reached = states_of(session, found)
    return [PlanRow(plan, reached[plan.id]) for plan in found]


def open_plan_of(session: Session, user_id: int | None) -> PlanRow | None:
    """The person's own plan that is not closed."""
    plan = session.scalars(
        select(Plan)
        .where(Plan.user_id == user_id, Plan.finished_at.is_(None))
        .options(joinedload(Plan.mentor), selectinload(Plan.steps))
    ).first()
    return PlanRow(plan, states(session, plan)) if plan is not None else None


def mentored(session: Session, user_id: int | None) -> list[PlanRow]:
    """Open plans of those whom the person looks after."""
    found = session.scalars(
        select(Plan)
        .where(Plan.mentor_id == user_id, Plan.finished_at.is_(None))
        .options(joinedload(Plan.user), selectinload(Plan.steps))
        .order_by(Plan.starts_on)
    ).all()
    return _rows(session, found)


def step_of(session: Session, step_id: int) -> PlanStep | None:
    """A step by its key."""
    return session.get(PlanStep, step_id)


def templates(session: Session) -> Sequence[tuple[PlanTemplate, int]]:
    """Each template with the number of its steps; one query."""
    counted = (
        select(TemplateStep.template_id, func.count(TemplateStep.id).label("steps"))
        .group_by(TemplateStep.template_id)
        .subquery()
    )
    rows = session.execute(
        select(PlanTemplate, counted.c.steps)
        .outerjoin(counted, counted.c.template_id == PlanTemplate.id)
        .order_by(PlanTemplate.title)
    )
    return [(template, steps or 0) for template, steps in rows]


def template(session: Session, template_id: int) -> PlanTemplate | None:
    """A template with its steps."""
    return session.get(PlanTemplate, template_id, options=[selectinload(PlanTemplate.steps)])


def people(session: Session) -> Sequence[User]:
    """Everybody with an open account, by name."""
    return session.scalars(
        select(User).where(User.disabled_at.is_(None)).order_by(User.full_name, User.id)
    ).all()


def targets(session: Session) -> list[tuple[str, str]]:
    """What a step may lead to: ``document:3`` → title, in one list for a choice."""
    found: list[tuple[str, str]] = []
    for regulation in session.scalars(select(Regulation).order_by(Regulation.code)):
        kind = StepKind.SCRIPT if regulation.kind == RegulationKind.SCRIPT else StepKind.DOCUMENT
        found.append((f"{kind}:{regulation.id}", f"{regulation.code} {regulation.title}"))
    found += [
        (f"{StepKind.COURSE}:{course.id}", course.title)
        for course in session.scalars(select(Course).order_by(Course.title))
    ]
    found += [
        (f"{StepKind.QUIZ}:{quiz.id}", quiz.title)
        for quiz in session.scalars(select(Quiz).order_by(Quiz.title))
    ]
    return found
