"""Preparing a course: what it is called, its pages, whether others see it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Message,
    NotFound,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    now,
    words_of,
)
from plugins.training.models import Course, CoursePage, CourseProgress, Quiz
from plugins.training.services import ordering
from plugins.training.services.faults import too_long
from plugins.training.text.words import indexed

# technical: lengths of columns and of what a page can hold
MAX_TITLE = 200
MAX_SUMMARY = 2000
MAX_BODY = 200_000
Faults = dict[str, list[Message]]


@dataclass(frozen=True)
class CourseInput:
    """A course as typed. ``quiz_id``: the questions at its end, None for none."""

    title: str
    summary: str = ""
    quiz_id: int | None = None


@dataclass(frozen=True)
class PageInput:
    """A page as typed; ``body`` is Markdown."""

    title: str
    body: str


def get(session: Session, course_id: int) -> Course:
    """The course; NotFound where there is none."""
    course = session.get(Course, course_id)
    if course is None:
        raise NotFound()
    return course


def page_of(session: Session, course_id: int, page_id: int) -> CoursePage:
    """A page of that course; NotFound for another's."""
    page = session.get(CoursePage, page_id)
    if page is None or page.course_id != course_id:
        raise NotFound()
    return page


def make_course(session: Session, actor: Actor, given: CourseInput) -> Course:
    """A course without pages that nobody else sees yet. Raises ValidationFailed."""
    _check(session, given)
    course = Course(
        title=given.title.strip(),
        summary=given.summary.strip(),
        words=indexed(f"{given.title} {given.summary}"),
        quiz_id=given.quiz_id,
        author_id=actor.user_id,
        created_at=now(),
        changed_at=now(),
    )
    session.add(course)
    session.flush()
    return course


def edit_course(session: Session, course_id: int, given: CourseInput, version: int) -> Course:
    """Another title, description or quiz. Raises ValidationFailed, StaleVersion."""
    _check(session, given)
    course = _to_change(session, course_id, version)
    course.title = given.title.strip()
    course.summary = given.summary.strip()
    course.words = indexed(f"{course.title} {course.summary}")
    course.quiz_id = given.quiz_id
    session.flush()
    return course


def _check(session: Session, given: CourseInput) -> None:
    errors: Faults = {}
    _check_title(given.title, errors, Message(N_("Назовите курс")))
    if len(given.summary) > MAX_SUMMARY:
        errors["summary"] = [too_long(MAX_SUMMARY)]
    if given.quiz_id is not None and session.get(Quiz, given.quiz_id) is None:
        errors["quiz_id"] = [Message(N_("Такого набора вопросов нет: выберите другой"))]
    if errors:
        raise ValidationFailed(errors)


def _check_title(title: str, errors: Faults, absent: Message) -> None:
    if not title.strip():
        errors["title"] = [absent]
    elif len(title.strip()) > MAX_TITLE:
        errors["title"] = [too_long(MAX_TITLE)]


def _to_change(session: Session, course_id: int, version: int) -> Course:
    """The course, locked and marked as changed; StaleVersion where somebody was first."""
    course = get(session, course_id)
    session.refresh(course, with_for_update=True)
    if course.version != version:
        raise StaleVersion(version, course.version)
    course.changed_at = now()
    return course


def add_page(session: Session, course_id: int, given: PageInput, version: int) -> CoursePage:
    """One more page, the last; ``version`` is the course's.

    Raises ValidationFailed, StaleVersion.
    """
    _check_page(given)
    course = _to_change(session, course_id, version)
    page = CoursePage(position=len(course.pages) + 1, title="", body="", words="")
    _write(page, given)
    course.pages.append(page)
    session.flush()
    return page


def edit_page(
    session: Session, course_id: int, page_id: int, given: PageInput, version: int
) -> CoursePage:
    """Change a page; ``version`` is the page's own: two authors work on two pages at once.

    Raises ValidationFailed, StaleVersion.
    """
    page = page_of(session, course_id, page_id)
    _check_page(given)
    session.refresh(page, with_for_update=True)
    if page.version != version:
        raise StaleVersion(version, page.version)
    _write(page, given)
    session.flush()
    return page


def _check_page(given: PageInput) -> None:
    errors: Faults = {}
    _check_title(given.title, errors, Message(N_("Назовите страницу")))
    if not given.body.strip():
        errors["body"] = [Message(N_("Страница пуста: напишите текст"))]
    elif len(given.body) > MAX_BODY:
        errors["body"] = [
            Message(N_("Не длиннее %(limit)s знаков: разделите страницу на две"), limit=MAX_BODY)
        ]
    if errors:
        raise ValidationFailed(errors)


def _write(page: CoursePage, given: PageInput) -> None:
    page.title = given.title.strip()
    page.body = given.body.replace("\r\n", "\n").strip()
    page.words = indexed(f"{page.title} {words_of(page.body)}")


def delete_page(session: Session, course_id: int, page_id: int, version: int) -> None:
    """Take a page out; a published course keeps one at least. ``version`` is the course's."""
    page = page_of(session, course_id, page_id)
    course = _to_change(session, course_id, version)
    if course.published_at is not None and len(course.pages) == 1:
        raise Refused(
            [
                Refusal(
                    Message(N_("Это последняя страница опубликованного курса: сначала снимите его"))
                )
            ]
        )
    course.pages.remove(page)
    ordering.number(course.pages)
    session.flush()


def move_page(session: Session, course_id: int, page_id: int, to: int, version: int) -> None:
    """Put a page at a place, counted from 1; beyond the ends is the end."""
    page = page_of(session, course_id, page_id)
    course = _to_change(session, course_id, version)
    ordering.move(course.pages, page, to)
    session.flush()
    session.refresh(course, ["pages"])


def publish(session: Session, course_id: int, version: int) -> Course:
    """Show the course to everybody. Raises Refused: no pages, questions without a question."""
    course = _to_change(session, course_id, version)
    if not course.pages:
        raise Refused([Refusal(Message(N_("В курсе нет страниц: добавьте хотя бы одну")))])
    if course.quiz is not None and not course.quiz.questions:
        raise Refused([Refusal(Message(N_("В наборе вопросов курса нет ни одного вопроса")))])
    if course.published_at is None:
        course.published_at = now()
    session.flush()
    return course


def unpublish(session: Session, course_id: int, version: int) -> Course:
    """Take the course back; what people have gone through is kept."""
    course = _to_change(session, course_id, version)
    course.published_at = None
    session.flush()
    return course


def delete_course(session: Session, course_id: int, version: int) -> None:
    """Remove a course that nobody has begun; Refused otherwise."""
    course = _to_change(session, course_id, version)
    begun = session.scalar(
        select(func.count(CourseProgress.id)).where(CourseProgress.course_id == course_id)
    )
    if begun or course.published_at is not None:
        raise Refused(
            [
                Refusal(
                    Message(N_("Курс опубликован или его уже проходили: снимите его с публикации"))
                )
            ]
        )
    session.delete(course)
    session.flush()
