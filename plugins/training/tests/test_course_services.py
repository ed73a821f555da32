"""Courses: prepared, read page by page, finished with questions."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, NotFound, Refused, StaleVersion, ValidationFailed
from plugins.training.models import Course, CoursePage
from plugins.training.queries import courses as queries
from plugins.training.queries import searching
from plugins.training.services import courses, quizzes
from plugins.training.services.courses import CourseInput, PageInput
from plugins.training.tests.quiz_world import CHECKED, quiz_of, right_answers

Actors = Callable[[str], Actor]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def course_of(session: Session, author: Actor, *titles: str, **given: object) -> Course:
    """A published course with a page of each title."""
    course = courses.make_course(session, author, CourseInput("Работа с CRM", **given))  # type: ignore[arg-type]
    for title in titles or ("Начало", "Воронка", "Звонки"):
        courses.add_page(session, course.id, PageInput(title, f"Текст: {title}."), course.version)
    courses.publish(session, course.id, course.version)
    return course


def test_a_course_is_finished_when_every_page_is_read(session: Session, actors: Actors) -> None:
    egor, course = actors("egor"), course_of(session, actors("vera"))
    user_id = egor.user_id or 0
    for number, page in enumerate(course.pages, start=1):
        assert courses.finished(session, user_id, course.id) is None
        courses.mark_read(session, egor, course.id, page.id)
        courses.mark_read(session, egor, course.id, page.id)
        [card] = queries.cards(session, egor)
        assert (card.progress.read, card.progress.pages) == (number, 3)

    assert courses.finished(session, user_id, course.id) is not None


def test_questions_open_after_the_last_page_and_finish_the_course(
    session: Session, actors: Actors
) -> None:
    egor, vera = actors("egor"), actors("vera")
    course = course_of(session, vera, "Одна", quiz_id=quiz_of(session, *CHECKED).id)
    with pytest.raises(Refused, match="все страницы"):
        courses.start_quiz(session, egor, course.id)
    courses.mark_read(session, egor, course.id, course.pages[0].id)
    assert courses.finished(session, egor.user_id or 0, course.id) is None

    attempt = courses.start_quiz(session, egor, course.id)
    quizzes.answer(session, egor, attempt.id, right_answers(attempt.paper))

    assert courses.finished(session, egor.user_id or 0, course.id) == attempt.finished_at


def test_a_page_added_later_does_not_unfinish_the_course(session: Session, actors: Actors) -> None:
    egor, course = actors("egor"), course_of(session, actors("vera"), "Одна")
    courses.mark_read(session, egor, course.id, course.pages[0].id)
    courses.add_page(session, course.id, PageInput("Ещё", "Новое"), course.version)

    assert courses.finished(session, egor.user_id or 0, course.id) is not None


def test_what_is_not_published_is_seen_by_authors_only(session: Session, actors: Actors) -> None:
    vera, egor = actors("vera"), actors("egor")
    course = course_of(session, vera)
    courses.unpublish(session, course.id, course.version)

    with pytest.raises(NotFound):
        courses.visible(session, egor, course.id)
    assert courses.visible(session, vera, course.id) is course
    assert queries.cards(session, egor) == []
    assert searching.pages(session, egor, "воронка", 10) == []
    assert len(searching.pages(session, vera, "воронка", 10)) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("воронки", ["Воронка"]),
        ("звонок", ["Звонки"]),
        ("текст звонков", ["Звонки"]),
        ("ворон", ["Воронка"]),
        ("склад", []),
        ("%", []),
    ],
)
def test_pages_are_found_by_words_in_any_form(
    session: Session, actors: Actors, asked: str, found: list[str]
) -> None:
    course_of(session, actors("vera"))

    pages = searching.pages(session, actors("egor"), asked, 10)

    assert [page.title for page, _course in pages] == found


def test_a_course_without_pages_or_questions_is_not_published(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    empty_quiz = quizzes.make_quiz(session, vera, "Пустой")
    course = courses.make_course(session, vera, CourseInput("Курс", quiz_id=empty_quiz.id))
    with pytest.raises(Refused, match="нет страниц"):
        courses.publish(session, course.id, course.version)
    courses.add_page(session, course.id, PageInput("Одна", "Текст"), course.version)
    with pytest.raises(Refused, match="ни одного вопроса"):
        courses.publish(session, course.id, course.version)


def test_two_authors_of_one_page_are_told_of_each_other(session: Session, actors: Actors) -> None:
    course = course_of(session, actors("vera"))
    page = course.pages[0]
    seen = page.version
    courses.edit_page(session, course.id, page.id, PageInput("Начало", "Первый"), seen)

    with pytest.raises(StaleVersion):
        courses.edit_page(session, course.id, page.id, PageInput("Начало", "Второй"), seen)
    assert page.body == "Первый"


def test_pages_are_moved_and_taken_out_without_gaps(session: Session, actors: Actors) -> None:
    course = course_of(session, actors("vera"))
    courses.move_page(session, course.id, course.pages[2].id, 1, course.version)
    assert [page.title for page in course.pages] == ["Звонки", "Начало", "Воронка"]
    courses.delete_page(session, course.id, course.pages[1].id, course.version)
    session.flush()

    rows = session.scalars(select(CoursePage).order_by(CoursePage.position)).all()
    assert [(row.position, row.title) for row in rows] == [(1, "Звонки"), (2, "Воронка")]


def test_the_last_page_of_a_published_course_stays(session: Session, actors: Actors) -> None:
    course = course_of(session, actors("vera"), "Одна")

    with pytest.raises(Refused, match="последняя страница"):
        courses.delete_page(session, course.id, course.pages[0].id, course.version)


def test_a_begun_course_is_not_deleted(session: Session, actors: Actors) -> None:
    course = course_of(session, actors("vera"))
    courses.mark_read(session, actors("egor"), course.id, course.pages[0].id)
    courses.unpublish(session, course.id, course.version)

    with pytest.raises(Refused):
        courses.delete_course(session, course.id, course.version)


class Blobs:
    """Keeps nothing; what is put is not asked for here."""

    def put(self, content: bytes) -> str:
        return "0" * 64


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("страница.html", b"<script>alert(1)</script>", "не добавить"),
        ("рисунок.svg", b"<svg onload='alert(1)'/>", "не добавить"),
        ("setup.exe", b"MZ", "не добавить"),
        ("картинка.png", b"<html><script>1</script>", "не своим именем"),
        ("письмо.pdf", b"\x89PNG\r\n\x1a\n", "не своим именем"),
        ("фото.webp", b"RIFF0000AVI ", "не своим именем"),
        ("пусто.png", b"", "не своим именем"),
        ("без ending", b"text", "не добавить"),
        ("велика.png", PNG + b"\0" * (25 * 1024 * 1024), "25 МБ"),
    ],
)
def test_files_of_other_kinds_are_refused(
    session: Session, actors: Actors, name: str, content: bytes, words: str
) -> None:
    course = course_of(session, actors("vera"))

    with pytest.raises(ValidationFailed, match=words):
        courses.add_file(session, Blobs(), actors("vera"), course.id, name, content)
