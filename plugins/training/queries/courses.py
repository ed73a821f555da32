"""What the screens of courses show: lists, and how far people have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session

from core.sdk import Actor, Scope, User
from plugins.training.models import Course, CourseProgress, PageRead, Quiz
from plugins.training.permissions import TrainingPermission
from plugins.training.services.courses import Progress, progress_of


@dataclass(frozen=True)
class CourseCard:
    """A course as the list shows it to one person."""

    course: Course
    progress: Progress


@dataclass(frozen=True)
class PersonRow:
    """How far one person has come in a course."""

    user: User
    progress: Progress


def open_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which the person sees a course: published, or he prepares them."""
    if actor.can(TrainingPermission.COURSE_EDIT):
        return true()
    return Course.published_at.is_not(None)


def cards(session: Session, actor: Actor) -> list[CourseCard]:
    """Courses that the person sees: begun and not finished first, then by title."""
    found = session.scalars(
        select(Course).where(open_to(actor)).order_by(Course.title, Course.id)
    ).all()
    if actor.user_id is None:
        return []
    progress = progress_of(session, [actor.user_id], [course.id for course in found])
    rows = [CourseCard(course, progress[actor.user_id, course.id]) for course in found]
    return sorted(rows, key=lambda row: _place(row.progress))


def _place(progress: Progress) -> int:
    if progress.finished_at is not None:
        return 2
    return 0 if progress.started_at is not None else 1


def people(session: Session, actor: Actor, course_id: int) -> list[PersonRow]:
    """People whom the actor watches, with their progress; by name."""
    scope = actor.scope(TrainingPermission.READING_WATCH)
    found = select(User).where(User.disabled_at.is_(None)).order_by(User.full_name)
    if scope is None:
        found = found.where(false())
    elif scope is Scope.DEPARTMENT:
        found = found.where(User.department_id.in_(sorted(actor.departments)))
    elif scope is Scope.OWN:
        found = found.where(User.id == actor.user_id)
    users = session.scalars(found).all()
    progress = progress_of(session, [user.id for user in users], [course_id])
    return [PersonRow(user, progress[user.id, course_id]) for user in users]


def quiz_choices(session: Session) -> Sequence[tuple[int, str]]:
    """Quizzes to choose from, by title."""
    return [
        (key, title)
        for key, title in session.execute(select(Quiz.id, Quiz.title).order_by(Quiz.title))
    ]


def readers(session: Session, page_ids: Sequence[int]) -> Mapping[int, int]:
    """How many people have read each page."""
    rows = session.execute(
        select(PageRead.page_id, func.count(PageRead.id))
        .where(PageRead.page_id.in_(page_ids))
        .group_by(PageRead.page_id)
    )
    return dict(rows.all())


def learners(session: Session, course_id: int) -> int:
    """How many people have begun the course."""
    return (
        session.scalar(
            select(func.count(CourseProgress.id)).where(CourseProgress.course_id == course_id)
        )
        or 0
    )
