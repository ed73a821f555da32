"""How far people have come: pages read, questions passed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, NotFound, Refusal, Refused, now
from plugins.training.models import Course, CoursePage, CourseProgress, PageRead, QuizAttempt
from plugins.training.permissions import TrainingPermission
from plugins.training.services import quizzes
from plugins.training.services.courses.editing import get, page_of


@dataclass(frozen=True)
class Progress:
    """A person in a course. ``read`` of ``pages`` pages; moments are None until then.

    ``asks``: there are questions at the end. ``finished_at``: everything is read and passed.
    """

    pages: int
    read: int
    started_at: datetime | None
    read_at: datetime | None
    asks: bool
    passed_at: datetime | None

    @property
    def finished_at(self) -> datetime | None:
        """When the last of the two was done."""
        if self.read_at is None:
            return None
        if not self.asks:
            return self.read_at
        return max(self.read_at, self.passed_at) if self.passed_at else None


def subject(course_id: int) -> str:
    """How attempts name the course."""
    return f"course:{course_id}"


def visible(session: Session, actor: Actor, course_id: int) -> Course:
    """The course where the person may see it: published, or he prepares courses."""
    course = get(session, course_id)
    if course.published_at is None and not actor.can(TrainingPermission.COURSE_EDIT):
        raise NotFound()
    return course


def mark_read(session: Session, actor: Actor, course_id: int, page_id: int) -> CourseProgress:
    """The person has gone through a page; a second time changes nothing."""
    if actor.user_id is None:
        raise NotFound()
    page = page_of(session, course_id, page_id)
    progress = _begun(session, actor.user_id, course_id)
    if page.id not in pages_read(session, actor.user_id, course_id):
        _add_once(session, PageRead(user_id=actor.user_id, page_id=page.id, at=now()))
    if progress.read_at is None:
        total = session.scalar(
            select(func.count(CoursePage.id)).where(CoursePage.course_id == course_id)
        )
        if len(pages_read(session, actor.user_id, course_id)) == total:
            progress.read_at = now()
    session.flush()
    return progress


def _add_once(session: Session, row: PageRead | CourseProgress) -> None:
    """Two windows may say the same at once: one of them is enough."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        pass


def _begun(session: Session, user_id: int, course_id: int) -> CourseProgress:
    own = select(CourseProgress).where(
        CourseProgress.user_id == user_id, CourseProgress.course_id == course_id
    )
    found = session.scalars(own).first()
    if found is None:
        _add_once(session, CourseProgress(user_id=user_id, course_id=course_id, started_at=now()))
        found = session.scalars(own).one()
    return found


def pages_read(session: Session, user_id: int, course_id: int) -> set[int]:
    """Ids of the pages of the course that the person has gone through."""
    return set(
        session.scalars(
            select(PageRead.page_id)
            .join(CoursePage, CoursePage.id == PageRead.page_id)
            .where(PageRead.user_id == user_id, CoursePage.course_id == course_id)
        )
    )


def start_quiz(session: Session, actor: Actor, course_id: int) -> QuizAttempt:
    """The questions at the end. Raises Refused until every page is read, and as
    ``quizzes.start`` does; NotFound where the course asks nothing."""
    course = visible(session, actor, course_id)
    if course.quiz_id is None or actor.user_id is None:
        raise NotFound()
    if progress_of(session, [actor.user_id], [course_id])[actor.user_id, course_id].read_at is None:
        raise Refused([Refusal(Message(N_("Сначала прочитайте все страницы курса")))])
    return quizzes.start(session, actor, course.quiz_id, subject(course_id))


def finished(session: Session, user_id: int, course_id: int) -> datetime | None:
    """When the person finished the course: read it all and passed its questions."""
    return progress_of(session, [user_id], [course_id])[user_id, course_id].finished_at


def progress_of(
    session: Session, user_ids: Collection[int], course_ids: Collection[int]
) -> Mapping[tuple[int, int], Progress]:
    """Progress of each person in each course, by (user, course); four queries in all."""
    asks = dict(
        session.execute(select(Course.id, Course.quiz_id).where(Course.id.in_(course_ids))).all()
    )
    pages = dict(
        session.execute(
            select(CoursePage.course_id, func.count(CoursePage.id))
            .where(CoursePage.course_id.in_(course_ids))
            .group_by(CoursePage.course_id)
        ).all()
    )
    begun = {
        (row.user_id, row.course_id): row
        for row in session.scalars(
            select(CourseProgress).where(
                CourseProgress.course_id.in_(course_ids), CourseProgress.user_id.in_(user_ids)
            )
        )
    }
    read = _read_counts(session, user_ids, course_ids)
    passed = _passed(session, user_ids, course_ids)
    return {
        (user_id, course_id): Progress(
            pages=pages.get(course_id, 0),
            read=read.get((user_id, course_id), 0),
            started_at=row.started_at if row else None,
            read_at=row.read_at if row else None,
            asks=asks[course_id] is not None,
            passed_at=passed.get((user_id, subject(course_id))),
        )
        for course_id in asks
        for user_id in user_ids
        for row in [begun.get((user_id, course_id))]
    }


def _read_counts(
    session: Session, user_ids: Collection[int], course_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    rows = session.execute(
        select(PageRead.user_id, CoursePage.course_id, func.count(PageRead.id))
        .join(CoursePage, CoursePage.id == PageRead.page_id)
        .where(CoursePage.course_id.in_(course_ids), PageRead.user_id.in_(user_ids))
        .group_by(PageRead.user_id, CoursePage.course_id)
    )
    return {(user_id, course_id): number for user_id, course_id, number in rows}


def _passed(
    session: Session, user_ids: Collection[int], course_ids: Collection[int]
) -> dict[tuple[int, str], datetime | None]:
    rows = session.execute(
        select(
            QuizAttempt.user_id,
            QuizAttempt.subject,
            func.min(func.coalesce(QuizAttempt.reviewed_at, QuizAttempt.finished_at)),
        )
        .where(
            QuizAttempt.user_id.in_(user_ids),
            QuizAttempt.subject.in_([subject(course_id) for course_id in course_ids]),
            QuizAttempt.passed.is_(True),
        )
        .group_by(QuizAttempt.user_id, QuizAttempt.subject)
    )
    return {(user_id, name): moment for user_id, name, moment in rows}
