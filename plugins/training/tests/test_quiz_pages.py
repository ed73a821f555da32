"""Questions over HTTP: prepared, answered, read by the mentor."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from webtest import TestResponse

from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from core.testing.tools import set_norm
from plugins.training.models import Question, Quiz, QuizAttempt
from plugins.training.norms import QUIZ_ATTEMPTS
from plugins.training.services import quizzes
from plugins.training.tests.quiz_world import (
    CASE,
    CHECKED,
    NUMBER,
    ORDER,
    SUBJECT,
    actor,
    fail,
    quiz_of,
    right_answers,
    succeed,
    wrong_answers,
)

Visit = Callable[..., Visitor]
BASE = "/training/quizzes/"


def started(app: Flask, *questions: quizzes.QuestionInput, login: str = "egor") -> int:
    """The id of an attempt that the person has begun."""
    with app.app_context():
        session = db.session()
        quiz = quiz_of(session, *questions)
        attempt = quizzes.start(session, actor(session, login), quiz.id, SUBJECT)
        session.commit()
        found = attempt.id
        db.session.remove()
    return found


def paper_of(app: Flask, attempt_id: int) -> list[dict[str, Any]]:
    with app.app_context():
        paper = db.session().get_one(QuizAttempt, attempt_id).paper
        db.session.remove()
    return paper


def form_of(page: TestResponse, field: str) -> Any:
    """The form that has a field."""
    return next(form for form in page.forms.values() if field in form.fields)


def fill(form: Any, answers: dict[int, list[str]]) -> None:
    """Put answers into the fields of a paper's form, as a person would."""
    for place, values in answers.items():
        fields = form.fields[f"q-{place}"]
        if fields[0].attrs.get("type") == "radio":
            form[f"q-{place}"] = values[0]
        elif fields[0].attrs.get("type") == "checkbox":
            for field in fields:
                field.checked = field._value in values
        else:
            for field, value in zip(fields, values, strict=True):
                field.value = value


def test_a_quiz_is_made_with_questions_of_every_kind(visit: Visit, app: Flask) -> None:
    vera = visit("vera")
    form = form_of(vera.get(f"{BASE}new"), "title")
    form["title"] = "Правила отдела"
    page = form.submit().follow()
    show = page.request.path

    for kind, fields in {
        "one": {"text": "Сколько?", "option-1": "Пять", "option-2": "Шесть", "right": "1"},
        "order": {"text": "Порядок?", "option-1": "А", "option-2": "Б", "option-3": "В"},
        "number": {"text": "Сколько процентов?", "value": "12,5", "tolerance": "0,5"},
        "case": {"text": "Что ответите?", "sample": "Спросить"},
    }.items():
        form = form_of(vera.get(f"{show}/questions/new?kind={kind}"), "text")
        for name, value in fields.items():
            form[name] = value
        assert form.submit().status_int == 303

    several = form_of(vera.get(f"{show}/questions/new?kind=several"), "text")
    several["text"] = "Что из этого верно?"
    for number, text in enumerate(("Да", "Нет", "И это"), start=1):
        several[f"option-{number}"] = text
    for box in several.fields["right"][::2][:2]:
        box.checked = True
    assert several.submit().status_int == 303

    with app.app_context():
        stored = db.session().scalars(select(Question).order_by(Question.position)).all()
        assert [one.kind for one in stored] == ["one", "order", "number", "case", "several"]
        assert stored[0].right == {"options": [0]}
        assert stored[2].right == {"value": "12.5", "tolerance": "0.5"}
        assert stored[4].right == {"options": [0, 2]}
        db.session.remove()
    assert "Так вопросы увидит сотрудник" in vera.get(f"{show}/preview")


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("one", {"text": "?", "option-1": "А", "option-2": "Б"}, "ровно один"),
        ("one", {"text": "?", "option-1": "А", "right": "1"}, "2 варианта"),
        ("one", {"text": "?", "option-1": "А", "option-2": "а", "right": "1"}, "повторяются"),
        ("one", {"option-1": "А", "option-2": "Б", "right": "1"}, "Напишите вопрос"),
        ("order", {"text": "?", "option-1": "А", "option-2": "Б"}, "3 варианта"),
        ("number", {"text": "?"}, "верное число"),
        ("number", {"text": "?", "value": "пять"}, "число"),
        ("case", {"text": "?"}, "хорошем ответе"),
    ],
)
def test_a_question_that_cannot_be_checked_is_refused(
    visit: Visit, app: Flask, kind: str, fields: dict[str, str], words: str
) -> None:
    with app.app_context():
        quiz = quizzes.make_quiz(db.session(), actor(db.session(), "vera"), "Набор")
        db.session().commit()
        address = f"{BASE}{quiz.id}/questions/new?kind={kind}"
        db.session.remove()
    page = visit("vera").get(address)
    form = form_of(page, "text")
    for name, value in fields.items():
        form[name] = value

    answer = form.submit(expect_errors=True)

    assert answer.status_int == 422
    assert words in answer
    for value in fields.values():
        assert value in answer


def test_two_authors_at_once_lose_nothing(visit: Visit, app: Flask) -> None:
    with app.app_context():
        quiz = quiz_of(db.session(), NUMBER)
        db.session().commit()
        address = f"{BASE}{quiz.id}/questions/{quiz.questions[0].id}"
        db.session.remove()
    vera, zhanna = visit("vera"), visit("zhanna")
    mine, theirs = (form_of(who.get(address), "text") for who in (vera, zhanna))
    theirs["text"] = "Вопрос Жанны"
    theirs.submit()
    mine["text"] = "Вопрос Веры"

    clash = mine.submit(expect_errors=True)

    assert clash.status_int == 409
    assert "Вопрос Веры" in clash
    again = form_of(clash, "text")
    assert again.submit().status_int == 303


def test_the_paper_holds_no_answer_and_stays_the_same_on_reload(visit: Visit, app: Flask) -> None:
    attempt_id = started(app, *CHECKED, CASE)
    egor = visit("egor")

    first = egor.get(f"{BASE}attempts/{attempt_id}")
    again = egor.get(f"{BASE}attempts/{attempt_id}")

    for secret in (CASE.sample, CHECKED[0].explanation, "tolerance", '"right"', "Уточнить"):
        assert secret not in first
    texts = [[one.text for one in page.html.select(".quiz-text")] for page in (first, again)]
    assert texts[0] == texts[1]


def test_right_answers_pass_and_a_double_sending_gives_one_result(visit: Visit, app: Flask) -> None:
    attempt_id = started(app)
    egor = visit("egor")
    form = form_with(egor.get(f"{BASE}attempts/{attempt_id}"), str(attempt_id))
    fill(form, right_answers(paper_of(app, attempt_id)))

    first, second = form.submit(), form.submit()

    assert (first.status_int, second.status_int) == (303, 303)
    page = second.follow()
    assert "Вопросы сданы" in page
    assert "Верно 4 из 4" in page


def test_a_failed_attempt_explains_but_keeps_the_right_answers_for_later(
    visit: Visit, app: Flask
) -> None:
    attempt_id = started(app)
    egor = visit("egor")
    form = form_with(egor.get(f"{BASE}attempts/{attempt_id}"), str(attempt_id))
    fill(form, wrong_answers(paper_of(app, attempt_id)))

    page = form.submit().follow()

    assert "Вопросы не сданы" in page
    assert CHECKED[0].explanation in page
    assert "Верный ответ" not in page
    again = form_with(page, "/again").submit()
    assert again.location.endswith(f"/attempts/{attempt_id + 1}")


def test_an_unanswered_question_keeps_what_was_typed(visit: Visit, app: Flask) -> None:
    attempt_id = started(app, NUMBER, CASE)
    form = form_with(visit("egor").get(f"{BASE}attempts/{attempt_id}"), str(attempt_id))
    number = next(
        place for place, item in enumerate(paper_of(app, attempt_id)) if item["kind"] == "number"
    )
    form[f"q-{number}"] = "10"

    answer = form.submit(expect_errors=True)

    assert answer.status_int == 422
    assert "Напишите ответ своими словами" in answer
    assert form_with(answer, str(attempt_id))[f"q-{number}"].value == "10"


def test_without_a_script_the_arrows_of_an_order_redraw_the_page(visit: Visit, app: Flask) -> None:
    attempt_id = started(app, ORDER)
    egor = visit("egor")
    page = egor.get(f"{BASE}attempts/{attempt_id}")
    form = form_with(page, str(attempt_id))

    page = form.submit("move", value="q-0:2:up")

    order = [one["value"] for one in page.html.select(".quiz-order input[type=hidden]")]
    assert order == ["0", "2", "1", "3"]
    assert [one.text for one in page.html.select(".quiz-order-text")][1] == (
        paper_of(app, attempt_id)[0]["options"][2]
    )


@pytest.mark.parametrize("login", ["anna", "vera", "admin"])
def test_nobody_else_sees_my_paper(visit: Visit, app: Flask, login: str) -> None:
    attempt_id = started(app)

    assert visit(login).get(f"{BASE}attempts/{attempt_id}", status=404)


@pytest.mark.parametrize("login", ["anna", "egor", "gleb", "dina", "director", "admin"])
def test_who_prepares_no_questions_does_not_see_them(visit: Visit, app: Flask, login: str) -> None:
    with app.app_context():
        quiz = quiz_of(db.session())
        db.session().commit()
        key = quiz.id
        db.session.remove()
    visitor = visit(login)

    for address in (BASE, f"{BASE}{key}", f"{BASE}{key}/preview"):
        assert visitor.get(address, status=404)


def test_the_list_of_a_mentor_shows_his_own_people_only(visit: Visit, app: Flask) -> None:
    with app.app_context():
        session = db.session()
        waiting = succeed(session, actor(session, "egor"), quiz_of(session, CASE)).id
        session.commit()
        db.session.remove()

    assert "Лапин Егор" in visit("zhanna").get("/training/reviews/")
    assert "Лапин Егор" not in visit("boris").get("/training/reviews/")
    assert visit("boris").get(f"/training/reviews/{waiting}", status=404)
    assert visit("dina").get("/training/reviews/", status=404)


def test_the_mentor_reads_a_case_and_the_person_sees_his_word(visit: Visit, app: Flask) -> None:
    why = "Скидка без вопроса учит клиента просить ещё."
    attempt_id = started(app, replace(CASE, explanation=why))
    egor, vera = visit("egor"), visit("vera")
    form = form_with(egor.get(f"{BASE}attempts/{attempt_id}"), str(attempt_id))
    form["q-0"] = "Сразу дам скидку"
    waiting = form.submit().follow()
    assert "Ответ у наставника" in waiting
    # The explanation is the answer: it waits for the mentor with him.
    assert why not in waiting

    listed = vera.get("/training/reviews/")
    assert "Лапин Егор" in listed
    page = vera.get(f"/training/reviews/{attempt_id}")
    assert CASE.sample in page
    form = form_of(page, "mark-0")
    form["mark-0"] = "no"
    assert form.submit(expect_errors=True).status_int == 422
    form["remark-0"] = "Сначала спросите, с чем сравнивает"
    assert form.submit().follow().status_int == 200

    page = egor.get(f"{BASE}attempts/{attempt_id}")
    assert "Сначала спросите, с чем сравнивает" in page
    assert why in page
    assert CASE.sample not in page


def test_the_mentor_opens_new_attempts(visit: Visit, app: Flask) -> None:
    with app.app_context():
        session = db.session()
        set_norm(
            session,
            QUIZ_ATTEMPTS,
            Decimal(1),
            reason="Так решили",
            valid_from=None,
            actor=actor(session, "vera"),
        )
        last = fail(session, actor(session, "egor"), quiz_of(session)).id
        session.commit()
        db.session.remove()
    egor, vera = visit("egor"), visit("vera")
    assert "Попытки кончились" in egor.get(f"{BASE}attempts/{last}")
    assert "Верный ответ" in egor.get(f"{BASE}attempts/{last}")
    form = form_with(vera.get("/training/reviews/"), "/open")
    assert form.submit(expect_errors=True).status_int == 422
    form["note"] = "Разобрали на примере"

    page = form.submit().follow()

    assert "Разобрали на примере" in page
    assert form_with(egor.get(f"{BASE}attempts/{last}"), "/again").submit().status_int == 303


def test_questions_are_moved_and_taken_out(visit: Visit, app: Flask) -> None:
    with app.app_context():
        quiz = quiz_of(db.session())
        db.session().commit()
        key = quiz.id
        db.session.remove()
    vera = visit("vera")
    page = vera.get(f"{BASE}{key}")
    moves = [form for form in page.forms.values() if form.action.endswith("/move")]

    page = moves[-1].submit().follow()

    rows = [row.text for row in page.html.select(".quiz-row-text a")]
    assert rows[2:] == [CHECKED[3].text, CHECKED[2].text]
    deletes = [
        form for form in page.forms.values() if re.search(r"questions/\d+/delete", form.action)
    ]
    page = deletes[0].submit().follow()
    assert len(page.html.select(".quiz-row")) == 3


def test_an_answered_quiz_is_not_deleted(visit: Visit, app: Flask) -> None:
    with app.app_context():
        session = db.session()
        quiz = quiz_of(session)
        succeed(session, actor(session, "egor"), quiz)
        session.commit()
        key = quiz.id
        db.session.remove()
    vera = visit("vera")

    page = form_with(vera.get(f"{BASE}{key}"), f"/{key}/delete").submit().follow()

    assert "не удалить" in page
    with app.app_context():
        assert db.session().get(Quiz, key) is not None
        db.session.remove()
