"""What is said to who has guessed too often, and to who asks for the log-in page's head."""

from collections.abc import Callable
from datetime import timedelta

from webtest import TestResponse

from core.accounts import sessions
from core.kernel import clock
from core.testing.browser import Visitor
from core.testing.house import PASSWORD

Visit = Callable[..., Visitor]
OWN = "мой собственный пароль"


def log_in(visit: Visit, password: str) -> TestResponse:
    form = visit().get("/login").forms[0]
    form["login"], form["password"] = "anna", password
    return form.submit(expect_errors=True)


def test_after_too_many_guesses_the_field_says_how_long_to_wait(visit: Visit) -> None:
    anna = visit("anna")

    def change(current: str) -> TestResponse:
        forms = anna.get("/profile/").forms.values()
        form = next(one for one in forms if "repeat" in one.fields)
        form["current"] = current
        form["password"] = form["repeat"] = OWN
        return form.submit(expect_errors=True)

    for _ in range(sessions.GUESSES_PER_LOGIN):
        assert "Это не ваш текущий пароль" in change("мимо")
    # Even the right one is not looked at, and the words say until when.
    with clock.at(clock.now() + timedelta(minutes=5, seconds=30)):
        told = change(PASSWORD)
    assert told.status_int == 422
    errors = told.html.select_one("#current-error").get_text(" ", strip=True)
    assert errors == "Слишком много попыток. Подождите 10 минут и попробуйте снова."
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert change(PASSWORD).status_int == 303


def test_a_log_in_says_how_long_to_wait(visit: Visit) -> None:
    for _ in range(sessions.GUESSES_PER_LOGIN):
        assert log_in(visit, "мимо").status_int != 303
    with clock.at(clock.now() + timedelta(minutes=13, seconds=30)):
        told = log_in(visit, PASSWORD)
    assert told.status_int == 429
    assert "Подождите 2 минуты" in told.html.find("main").get_text(" ", strip=True)


def test_a_checker_of_the_log_in_page_gets_an_answer_without_a_body(visit: Visit) -> None:
    for visitor, address in ((visit(), "/login"), (visit("admin"), "/admin/users/new")):
        answer = visitor.head(address)
        assert answer.status_int == 200
        assert answer.body == b""
