"""Courses over HTTP: prepared with pictures, gone through, watched."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse

from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from plugins.training.services import courses
from plugins.training.services.courses import CourseInput, PageInput
from plugins.training.tests.quiz_world import actor, quiz_of
from plugins.training.tests.test_course_services import PNG

Visit = Callable[..., Visitor]
BASE = "/training/courses/"


def form_of(page: TestResponse, field: str) -> Any:
    """The form that has a field."""
    return next(form for form in page.forms.values() if field in form.fields)


def upload(visitor: Visitor, course_id: int | str, name: str, content: bytes) -> TestResponse:
    """Send a file to a course, as the zone for files does."""
    return visitor.post(
        f"{BASE}{course_id}/files",
        {"csrf_token": visitor.token()},
        upload_files=[("files", name, content)],
        expect_errors=True,
    )


@pytest.fixture
def course(app: Flask) -> tuple[int, list[int]]:
    """A published course of two pages with questions: its id and those of its pages."""
    with app.app_context():
        session = db.session()
        vera = actor(session, "vera")
        made = courses.make_course(
            session, vera, CourseInput("Работа с CRM", "Для новичков", quiz_of(session).id)
        )
        for title, body in (("Начало", "# Начало\n\nТекст **важный**"), ("Воронка", "Этапы")):
            courses.add_page(session, made.id, PageInput(title, body), made.version)
        courses.publish(session, made.id, made.version)
        session.commit()
        found = made.id, [page.id for page in made.pages]
        db.session.remove()
    return found


def test_a_course_is_made_with_a_picture_and_published(visit: Visit) -> None:
    vera = visit("vera")
    form = form_of(vera.get(f"{BASE}new"), "summary")
    form["title"] = "Первый курс"
    page = form.submit().follow()
    form = form_of(page, "body")
    form["title"], form["body"] = "Начало", "Первые слова"
    page = form.submit().follow()
    edit = page.request.path
    page = upload(vera, edit.split("/")[3], "схема.png", PNG).follow()
    address = page.html.select_one(".course-thumb")["src"]
    picture = vera.get(address)
    assert picture.content_type == "image/png"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
    assert visit("egor").get(address, status=404)

    page = form_with(vera.get(edit), "/publish").submit().follow()

    assert "опубликован" in page
    assert visit("egor").get(address).body == PNG
    assert "Первый курс" in visit("egor").get(BASE)


def test_a_learner_goes_through_the_pages_to_the_questions(
    visit: Visit, course: tuple[int, list[int]]
) -> None:
    course_id, pages = course
    egor = visit("egor")
    page = egor.get(f"{BASE}{course_id}")
    assert "Сначала прочитайте все страницы" in page
    page = page.click("Начать")
    assert page.html.select_one(".course-text strong").text == "важный"
    page = form_of(page, "idempotency_key").submit().follow()
    assert page.request.path == f"{BASE}{course_id}/pages/{pages[1]}"
    page = form_of(page, "idempotency_key").submit().follow()
    assert "Все страницы прочитаны" in page

    paper = form_with(page, "/quiz").submit().follow()

    assert "/training/quizzes/attempts/" in paper.request.path
    assert "остались вопросы" in egor.get(BASE)


def test_questions_are_not_begun_before_the_pages_are_read(
    visit: Visit, course: tuple[int, list[int]]
) -> None:
    answer = visit("egor").act(f"{BASE}{course[0]}/quiz")

    assert answer.status_int == 303
    assert "Сначала прочитайте" in answer.follow()


def test_html_of_an_author_stays_text(visit: Visit) -> None:
    body = "<script>alert(1)</script> [щёлк](javascript:alert(1)) ![x](https://evil.example/x.png)"
    answer = visit("vera").act(f"{BASE}preview", body=body, htmx=True)

    assert "<script>" not in answer
    assert answer.html.select("a, img") == []


def test_a_stale_page_shows_both_versions(visit: Visit, course: tuple[int, list[int]]) -> None:
    course_id, pages = course
    address = f"{BASE}{course_id}/pages/{pages[0]}/edit"
    vera, zhanna = visit("vera"), visit("zhanna")
    mine, theirs = (form_of(who.get(address), "body") for who in (vera, zhanna))
    theirs["body"] = "Текст Жанны"
    theirs.submit()
    mine["body"] = "Текст Веры"

    clash = mine.submit(expect_errors=True)

    assert clash.status_int == 409
    assert "Текст Жанны" in clash
    assert "Текст Веры" in clash
    assert form_of(clash, "body").submit().status_int == 303


def test_a_file_that_may_run_is_refused_with_the_reason(
    visit: Visit, course: tuple[int, list[int]]
) -> None:
    answer = upload(visit("vera"), course[0], "опасно.svg", b"<svg/>")

    assert answer.status_int == 422
    assert "не добавить" in answer


def test_a_file_of_one_course_is_not_given_out_by_another(
    visit: Visit, course: tuple[int, list[int]]
) -> None:
    vera = visit("vera")
    page = upload(vera, course[0], "схема.png", PNG).follow()
    address = page.html.select_one(".course-thumb")["src"]
    form = form_of(vera.get(f"{BASE}new"), "summary")
    form["title"] = "Другой"
    other = form.submit().location.split("/courses/")[1].split("/")[0]

    assert vera.get(address.replace(f"/{course[0]}/", f"/{other}/"), status=404)
    form_with(vera.get(f"{BASE}{course[0]}/edit"), "/remove").submit()
    assert vera.get(address, status=404)


def test_the_head_sees_how_far_her_people_have_come(
    visit: Visit, course: tuple[int, list[int]]
) -> None:
    course_id, pages = course
    visit("egor").act(f"{BASE}{course_id}/pages/{pages[0]}/read")

    rows = {
        row.td.text: row.select("td")[2].text
        for row in visit("vera").get(f"{BASE}{course_id}/people").html.select("tbody tr")
    }

    assert rows["Лапин Егор Сергеевич"] == "1 / 2"
    assert "Титов Глеб Олегович" not in rows
    assert visit("egor").get(f"{BASE}{course_id}/people", status=404)


@pytest.mark.parametrize("path", ["new", "{id}/edit", "{id}/pages/new", "{id}/pages/{page}/edit"])
def test_learners_do_not_prepare_courses(
    visit: Visit, course: tuple[int, list[int]], path: str
) -> None:
    address = BASE + path.format(id=course[0], page=course[1][0])

    assert visit("egor").get(address, status=404)


def test_the_search_of_the_program_finds_a_page(
    visit: Visit, course: tuple[int, list[int]]
) -> None:
    page = visit("egor").get("/search/", {"q": "воронку"})

    assert f"{BASE}{course[0]}/pages/{course[1][1]}" in page
