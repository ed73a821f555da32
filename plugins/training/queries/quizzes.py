"""What the screens of questions show: lists, subjects in words, what waits for a mentor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from core.sdk import Actor, Scope, User
from plugins.training.models import (
    Clause,
    Course,
    Plan,
    PlanStep,
    Question,
    Quiz,
    QuizAttempt,
    QuizStop,
    Regulation,
    RegulationVersion,
)
from plugins.training.permissions import TrainingPermission
from plugins.training.services.quizzes import taught_by

VERSION = "version"
COURSE = "course"
PLAN_STEP = "plan-step"
# technical: what a page can bear
MOST_WAITING = 200
# technical: what a key of eight bytes can hold; a longer one names nobody.
MAX_DIGITS = 18


@dataclass(frozen=True)
class Subject:
    """What questions are asked about. ``edition`` is that of a version, None otherwise."""

    kind: str
    key: int
    title: str
    edition: int | None = None


def subjects(session: Session, names: Iterable[str]) -> Mapping[str, Subject]:
    """Subjects by their names (``version:12``), three queries whatever their number."""
    keys: dict[str, set[int]] = {VERSION: set(), COURSE: set(), PLAN_STEP: set()}
    for name in names:
        kind, _, key = name.partition(":")
        if kind in keys and key.isdecimal() and len(key) <= MAX_DIGITS:
            keys[kind].add(int(key))
    found: dict[str, Subject] = {}
    for key, title, edition in session.execute(
        select(RegulationVersion.document_id, Regulation.title, RegulationVersion.edition)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(RegulationVersion.document_id.in_(keys[VERSION]))
    ):
        found[f"{VERSION}:{key}"] = Subject(VERSION, key, title, edition)
    for key, title in session.execute(
        select(Course.id, Course.title).where(Course.id.in_(keys[COURSE]))
    ):
        found[f"{COURSE}:{key}"] = Subject(COURSE, key, title)
    for key, title in session.execute(
        select(PlanStep.id, PlanStep.title).where(PlanStep.id.in_(keys[PLAN_STEP]))
    ):
        found[f"{PLAN_STEP}:{key}"] = Subject(PLAN_STEP, key, title)
    return found


def clause_numbers(session: Session, subject: str, uids: Iterable[str]) -> dict[str, str]:
    """Numbers («3.2») of the clauses in the version that the subject is."""
    kind, _, key = subject.partition(":")
    if kind != VERSION:
        return {}
    rows = session.execute(
        select(Clause.uid, Clause.number).where(
            Clause.document_id == int(key), Clause.uid.in_(set(uids))
        )
    )
    return dict(rows.all())


def clauses_to_name(session: Session, quiz_id: int) -> Sequence[Clause]:
    """Clauses of the latest edition that asks the quiz: one of them holds each answer."""
    latest = session.scalar(
        select(RegulationVersion.document_id)
        .where(RegulationVersion.quiz_id == quiz_id)
        .order_by(RegulationVersion.document_id.desc())
        .limit(1)
    )
    if latest is None:
        return ()
    return session.scalars(
        select(Clause).where(Clause.document_id == latest).order_by(Clause.position)
    ).all()


def question_counts(session: Session, keys: Sequence[int]) -> Mapping[int, int]:
    """How many questions each quiz has."""
    rows = session.execute(
        select(Question.quiz_id, func.count(Question.id))
        .where(Question.quiz_id.in_(keys))
        .group_by(Question.quiz_id)
    )
    return dict(rows.all())


def used_in(session: Session, keys: Sequence[int]) -> Mapping[int, list[Subject]]:
    """Regulations and courses that ask each quiz; of a regulation the latest edition alone."""
    found: dict[int, list[Subject]] = {}
    seen: set[tuple[int, int]] = set()
    for quiz_id, key, regulation_id, title, edition in session.execute(
        select(
            RegulationVersion.quiz_id,
            RegulationVersion.document_id,
            Regulation.id,
            Regulation.title,
            RegulationVersion.edition,
        )
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(RegulationVersion.quiz_id.in_(keys))
        .order_by(RegulationVersion.edition.desc())
    ):
        if quiz_id is not None and (quiz_id, regulation_id) not in seen:
            seen.add((quiz_id, regulation_id))
            found.setdefault(quiz_id, []).append(Subject(VERSION, key, title, edition))
    for quiz_id, key, title in session.execute(
        select(Course.quiz_id, Course.id, Course.title)
        .where(Course.quiz_id.in_(keys))
        .order_by(Course.title)
    ):
        if quiz_id is not None:
            found.setdefault(quiz_id, []).append(Subject(COURSE, key, title))
    return found


def all_quizzes() -> Select[Any]:
    """Every quiz with its author: whoever prepares questions sees all of them."""
    return select(Quiz).outerjoin(User, Quiz.author_id == User.id)


def _unread(actor: Actor) -> Select[Any]:
    return (
        select(QuizAttempt)
        .join(User, User.id == QuizAttempt.user_id)
        .where(
            taught_by(actor),
            QuizAttempt.passed.is_(None),
            QuizAttempt.finished_at.is_not(None),
        )
    )


def _stopped(actor: Actor) -> Select[Any]:
    return (
        select(QuizStop)
        .join(User, User.id == QuizStop.user_id)
        .where(taught_by(actor), QuizStop.opened_at.is_(None))
    )


def waiting_cases(session: Session, actor: Actor) -> Sequence[QuizAttempt]:
    """Answered attempts with a case that the actor is to read, the oldest first."""
    return session.scalars(
        _unread(actor)
        .options(contains_eager(QuizAttempt.user), joinedload(QuizAttempt.quiz))
        .order_by(QuizAttempt.finished_at, QuizAttempt.id)
        .limit(MOST_WAITING)
    ).all()


def waiting_stops(session: Session, actor: Actor) -> Sequence[QuizStop]:
    """People out of attempts for whom the actor may open new ones, the oldest first."""
    return session.scalars(
        _stopped(actor)
        .options(contains_eager(QuizStop.user), joinedload(QuizStop.quiz))
        .order_by(QuizStop.at, QuizStop.id)
        .limit(MOST_WAITING)
    ).all()


# technical: what a page can bear
def opened_stops(session: Session, actor: Actor, limit: int = 20) -> Sequence[QuizStop]:
    """The latest attempts opened to the actor's people: by whom and why."""
    return session.scalars(
        select(QuizStop)
        .join(User, User.id == QuizStop.user_id)
        .where(taught_by(actor), QuizStop.opened_at.is_not(None))
        .options(
            contains_eager(QuizStop.user),
            joinedload(QuizStop.quiz),
            joinedload(QuizStop.opened_by),
        )
        .order_by(QuizStop.opened_at.desc(), QuizStop.id.desc())
        .limit(limit)
    ).all()


def teaches(session: Session, actor: Actor) -> bool:
    """Whether the actor has, or has had, people whose answers he reads: a head those of his
    department, a mentor those of a plan, closed or not."""
    scope = actor.scope(TrainingPermission.QUIZ_REVIEW)
    if scope is None or actor.user_id is None:
        return False
    if scope is not Scope.OWN:
        return True
    return bool(session.scalar(select(exists().where(Plan.mentor_id == actor.user_id))))


def waiting_number(session: Session, actor: Actor) -> int:
    """How many people wait for the actor, for the navigation."""
    return sum(
        session.scalar(select(func.count()).select_from(one.subquery())) or 0
        for one in (_unread(actor), _stopped(actor))
    )
