"""How far a new hire has come: what the program sees itself is never typed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import now, today
from plugins.training.models import (
    Assignment,
    Plan,
    PlanStep,
    QuizAttempt,
    RegulationVersion,
    ScriptRun,
    StepKind,
)
from plugins.training.services import courses

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
    """Every step of the plan as it stands; see ``states_of``."""
    return states_of(session, [plan])[plan.id]


def states_of(session: Session, plans: Sequence[Plan]) -> Mapping[int, list[StepState]]:
    """Every step of each plan as it stands, by plan; the number of queries depends neither on
    the plans nor on their steps."""
    signed = _documents(session, plans)
    learnt = _courses(session, plans)
    passed = _quizzes(session, plans)
    rehearsed = _scripts(session, plans)

    def state_of(plan: Plan, step: PlanStep) -> StepState:
        if step.kind == StepKind.QUIZ:
            link = f"/training/onboarding/steps/{step.id}/quiz"
            return StepState(step, passed.get(quiz_subject(step)), link)
        if step.target_id is None or step.kind not in SEEN_BY_PROGRAM:
            return StepState(step, step.done_at, None)
        key = (plan.user_id, step.target_id)
        if step.kind == StepKind.COURSE:
            return StepState(step, learnt.get(key), f"/training/courses/{step.target_id}")
        if step.kind == StepKind.SCRIPT:
            return StepState(step, rehearsed.get(key), f"/training/scripts/{step.target_id}")
        return StepState(step, *signed.get(key, (None, None)))

    return {plan.id: [state_of(plan, step) for step in plan.steps] for plan in plans}


def _documents(
    session: Session, plans: Sequence[Plan]
) -> Mapping[tuple[int, int], tuple[datetime | None, str | None]]:
    """By person and regulation: when its version in force was signed, and where that is done."""
    wanted = _targets(plans, StepKind.DOCUMENT)
    if not wanted:
        return {}
    moment = now()
    rows = session.execute(
        select(
            Assignment.user_id,
            RegulationVersion.regulation_id,
            Assignment.id,
            Assignment.signed_at,
        )
        .join(Assignment, Assignment.document_id == RegulationVersion.document_id)
        .where(
            RegulationVersion.regulation_id.in_(wanted),
            RegulationVersion.effective_from <= moment,
            RegulationVersion.effective_until.is_(None)
            | (RegulationVersion.effective_until > moment),
            Assignment.user_id.in_({plan.user_id for plan in plans}),
            Assignment.withdrawn_at.is_(None),
        )
    )
    return {
        (user_id, regulation_id): (signed_at, f"/training/reading/{assignment_id}")
        for user_id, regulation_id, assignment_id, signed_at in rows
    }


def _courses(session: Session, plans: Sequence[Plan]) -> Mapping[tuple[int, int], datetime | None]:
    wanted = _targets(plans, StepKind.COURSE)
    if not wanted:
        return {}
    reached = courses.progress_of(session, {plan.user_id for plan in plans}, wanted)
    return {key: one.finished_at for key, one in reached.items()}


def _quizzes(session: Session, plans: Sequence[Plan]) -> Mapping[str, datetime | None]:
    """By subject: when the questions of a step were passed for the first time."""
    subjects = {
        quiz_subject(step): plan.user_id
        for plan in plans
        for step in plan.steps
        if step.kind == StepKind.QUIZ
    }
    if not subjects:
        return {}
    rows = session.execute(
        select(QuizAttempt.subject, QuizAttempt.user_id, QuizAttempt.finished_at)
        .where(QuizAttempt.subject.in_(list(subjects)), QuizAttempt.passed.is_(True))
        .order_by(QuizAttempt.started_at.desc())
    )
    return {subject: day for subject, user_id, day in rows if subjects[subject] == user_id}


def _scripts(session: Session, plans: Sequence[Plan]) -> Mapping[tuple[int, int], datetime | None]:
    """By person and script: when a rehearsal was accepted for the first time."""
    wanted = _targets(plans, StepKind.SCRIPT)
    if not wanted:
        return {}
    rows = session.execute(
        select(ScriptRun.user_id, RegulationVersion.regulation_id, ScriptRun.marked_at)
        .join(RegulationVersion, RegulationVersion.document_id == ScriptRun.document_id)
        .where(
            RegulationVersion.regulation_id.in_(wanted),
            ScriptRun.user_id.in_({plan.user_id for plan in plans}),
            ScriptRun.accepted.is_(True),
        )
        .order_by(ScriptRun.marked_at.desc())
    )
    return {(user_id, script): day for user_id, script, day in rows}


def _targets(plans: Iterable[Plan], kind: StepKind) -> list[int]:
    steps = (step for plan in plans for step in plan.steps)
    return sorted({step.target_id for step in steps if step.kind == kind and step.target_id})


def share(found: Iterable[StepState]) -> tuple[int, int]:
    """Steps done, and all of them."""
    all_of_them = list(found)
    return sum(1 for one in all_of_them if one.done), len(all_of_them)


def due_now(found: Iterable[StepState], day: date) -> list[StepState]:
    """What is to be done by the day and is not, the earliest first."""
    waiting = [one for one in found if not one.done and one.step.due <= day]
    return sorted(waiting, key=lambda one: (one.step.due, one.step.position))
