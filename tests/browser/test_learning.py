"""Questions and courses in a browser: order by keyboard and by dragging, the editor of a page."""

from typing import Any

import pytest
from browsing import Enter
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.session import unit_of_work
from core.kernel.permissions import Actor
from core.testing.live import LiveServer
from plugins.training.models import QuestionKind
from plugins.training.services import courses, quizzes
from plugins.training.services.courses import CourseInput
from plugins.training.services.quizzes import OptionInput, QuestionInput

RIGHT = ["Запрос", "Предложение", "Заказ", "Оплата"]


def actor(session: Any, login: str) -> Actor:
    """The actor that the person is."""
    return actor_of(session, session.scalars(select(User).where(User.login == login)).one())


@pytest.fixture
def attempt(server: LiveServer) -> str:
    """The address of a paper with one order, which Егор has begun."""
    question = QuestionInput(
        kind=QuestionKind.ORDER,
        text="Расставьте этапы сделки",
        options=tuple(OptionInput(text) for text in RIGHT),
    )
    with server.app.app_context(), unit_of_work() as session:
        quiz = quizzes.make_quiz(session, actor(session, "vera"), "Этапы")
        quizzes.add_question(session, quiz.id, question, quiz.version)
        begun = quizzes.start(session, actor(session, "egor"), quiz.id, "course:1")
        return f"/training/quizzes/attempts/{begun.id}"


def items(page: Page) -> list[str]:
    """The options as they stand on the screen."""
    return page.locator(".quiz-order-text").all_inner_texts()


def button(page: Page, way: str, option: str) -> Locator:
    return page.get_by_role("button", name=f"{way}: {option}")


def open_paper(enter: Enter, address: str, **settings: Any) -> Page:
    page = enter("egor", **settings)
    page.goto(address)
    expect(page.locator('[data-controller="ordering"][data-connected]')).to_be_visible()
    return page


def test_an_order_is_answered_by_the_keyboard_alone(enter: Enter, attempt: str) -> None:
    page = open_paper(enter, attempt)
    for place, option in enumerate(RIGHT):
        for _step in range(items(page).index(option) - place):
            up = button(page, "Выше", option)
            up.focus()
            page.keyboard.press("Enter")
            expect(up).to_be_focused()
    assert items(page) == RIGHT
    expect(page.locator("[data-status]")).to_contain_text("из 4")

    page.get_by_role("button", name="Ответить", exact=True).last.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Вопросы сданы")).to_be_visible()


def test_an_order_is_answered_by_dragging(enter: Enter, attempt: str) -> None:
    page = open_paper(enter, attempt)
    for place, option in enumerate(RIGHT):
        if items(page)[place] == option:
            continue
        row = page.locator(".quiz-order-item", has_text=option)
        target = page.locator(".quiz-order-item").nth(place)
        row.locator(".quiz-grip").drag_to(target, target_position={"x": 20, "y": 4})
        expect(page.locator(".quiz-order-text").nth(place)).to_have_text(option)

    page.locator(".form-actions").get_by_role("button", name="Ответить").click()

    expect(page.get_by_text("Вопросы сданы")).to_be_visible()


def test_a_paper_left_and_opened_again_is_the_same(enter: Enter, attempt: str) -> None:
    page = open_paper(enter, attempt)
    before = items(page)
    page.reload()

    assert items(page) == before


def test_what_is_typed_on_a_page_of_a_course_is_seen_at_once(
    enter: Enter, server: LiveServer
) -> None:
    with server.app.app_context(), unit_of_work() as session:
        course = courses.make_course(session, actor(session, "vera"), CourseInput("Курс"))
        address = f"/training/courses/{course.id}/pages/new"
    page = enter("vera")
    page.goto(address)
    page.get_by_label("Заголовок", exact=True).fill("Начало")
    source = page.get_by_role("textbox", name="Текст")
    source.fill("важное")
    source.select_text()
    page.get_by_role("button", name="Жирный").click()

    expect(page.locator("#page-preview strong")).to_have_text("важное")
    page.get_by_role("button", name="Сохранить страницу").click()
    expect(page.get_by_text("Страница сохранена")).to_be_visible()


def test_the_question_mark_opens_the_help_beside(enter: Enter, server: LiveServer) -> None:
    page = enter("vera")
    page.goto("/directory/partners/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Справка об этом экране, в новой вкладке").click()

    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Контрагенты")
