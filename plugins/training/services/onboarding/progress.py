"""How far a new hire has come: what the program sees itself is never typed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import now, today
from plugins.training.models import Assignment, Plan, PlanStep, RegulationVersion, StepKind
from plugins.training.services import courses, quizzes

SEEN_BY_PROGRAM = frozenset({StepKind.DOCUMENT, StepKind.COURSE, StepKind.QUIZ, StepKind.SCRIPT})


@dataclass(frozen=True)
class StepState:
    """A step as it stands. ``link`` leads to where it is done; None: there is nothing to open."""

    step: PlanStep
    done_at: datetime | None
    link: str | None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done_at is not None

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return not self.done and self.step.due < today()


def quiz_subject(step: PlanStep) -> str:
    """What questions of a step are asked about (see ``services.quizzes``)."""
    return f"plan-step:{step.id}"


def states(session: Session, plan: Plan) -> list[StepState]:
    """Every step of the plan as it stands; the number of queries does not depend on the steps."""
    signed = _documents(session, plan)
    learnt = _courses(session, plan)
    found: list[StepState] = []
    for step in plan.steps:
        done_at, link = step.done_at, None
        if step.kind == StepKind.DOCUMENT and step.target_id is not None:
            done_at, link = signed.get(step.target_id, (None, None))
        elif step.kind == StepKind.COURSE and step.target_id is not None:
            done_at = learnt.get(step.target_id)
            link = f"/training/courses/{step.target_id}"
        elif step.kind == StepKind.QUIZ:
            passed = quizzes.passed(session, plan.user_id, quiz_subject(step))
            done_at = passed.finished_at if passed else None
            link = f"/training/onboarding/steps/{step.id}/quiz"
        found.append(StepState(step, done_at, link))
    return found


def _documents(session: Session, plan: Plan) -> Mapping[int, tuple[datetime | None, str | None]]:
    """By regulation: when its version in force was signed, and the page where that is done."""
    wanted = _targets(plan.steps, StepKind.DOCUMENT)
    if not wanted:
        return {}
    moment = now()
    rows = session.execute(
        select(RegulationVersion.regulation_id, Assignment.id, Assignment.signed_at)
        .join(Assignment, Assignment.document_id == RegulationVersion.document_id)
        .where(
            RegulationVersion.regulation_id.in_(wanted),
            RegulationVersion.effective_from <= moment,
            RegulationVersion.effective_until.is_(None)
            | (RegulationVersion.effective_until > moment),
            Assignment.user_id == plan.user_id,
            Assignment.withdrawn_at.is_(None),
        )
    )
    return {
        regulation_id: (signed_at, f"/training/reading/{assignment_id}")
        for regulation_id, assignment_id, signed_at in rows
    }


def _courses(session: Session, plan: Plan) -> Mapping[int, datetime | None]:
    wanted = _targets(plan.steps, StepKind.COURSE)
    if not wanted:
        return {}
    reached = courses.progress_of(session, [plan.user_id], wanted)
    return {course_id: one.finished_at for (_user, course_id), one in reached.items()}


def _targets(steps: Iterable[PlanStep], kind: StepKind) -> list[int]:
    return sorted({step.target_id for step in steps if step.kind == kind and step.target_id})


def share(found: Iterable[StepState]) -> tuple[int, int]:
    """Steps done, and all of them."""
    all_of_them = list(found)
    return sum(1 for one in all_of_them if one.done), len(all_of_them)


def due_now(found: Iterable[StepState], day: date) -> list[StepState]:
    """What is to be done by the day and is not, the earliest first."""
    waiting = [one for one in found if not one.done and one.step.due <= day]
    return sorted(waiting, key=lambda one: (one.step.due, one.step.position))
