"""What the program answers when something is wrong: in the form that the reader wants."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from core.db.session import db
from core.testing.browser import Visitor
from core.web import errors, frame

Visit = Callable[..., Visitor]


def test_a_page_that_is_not_there_is_said_in_words_to_person_fragment_and_program(
    visit: Visit,
) -> None:
    anna = visit("anna")
    page = anna.get("/nowhere", expect_errors=True)
    assert (page.status_int, page.content_type) == (404, "text/html")
    assert "Здесь ничего нет" in page
    part = anna.get("/nowhere", headers={"HX-Request": "true"}, expect_errors=True)
    assert part.status_int == 404
    assert part.headers["HX-Reswap"] == "none"
    assert "toast" in part.headers["HX-Trigger"]
    data = anna.get("/nowhere", headers={"Accept": "application/json"}, expect_errors=True)
    assert data.status_int == 404
    assert data.json == {"error": "Not Found"}
    head = anna.head("/nowhere", expect_errors=True)
    assert (head.status_int, head.body) == (404, b"")


def test_a_refusal_in_a_dialog_comes_as_words_and_leaves_the_page_alone(visit: Visit) -> None:
    anna = visit("anna")
    form = {"csrf_token": anna.token()}
    from_dialog = {"HX-Request": "true", "HX-Boosted": "true", "X-Dialog": "move-cancel"}
    answer = anna.post(
        "/documents/999999/fire/cancel", form, headers=from_dialog, expect_errors=True
    )
    assert answer.status_int == 404
    assert answer.headers["HX-Reswap"] == "none"
    assert "toast" in answer.headers["HX-Trigger"]
    # A boosted form that stands in the page gets a page.
    del from_dialog["X-Dialog"]
    answer = anna.post(
        "/documents/999999/fire/cancel", form, headers=from_dialog, expect_errors=True
    )
    assert "Здесь ничего нет" in answer


def test_a_wrong_method_names_the_right_ones(visit: Visit) -> None:
    answer = visit().get("/logout", expect_errors=True)
    assert answer.status_int == 405
    assert "POST" in answer.headers["Allow"]


def test_a_zero_byte_is_refused_not_stumbled_over(visit: Visit) -> None:
    anna = visit("anna")
    assert anna.get("/search/?q=a%00b", expect_errors=True).status_int == 400
    assert anna.act("/profile/contacts", email="a\0b").status_int == 400


def test_a_form_as_long_as_a_big_offer_is_taken(visit: Visit) -> None:
    anna = visit("anna")
    lines = {f"lines-{number}-name": "Болт оцинкованный" * 10 for number in range(600)}
    answer = anna.act("/profile/contacts", email="anna@example.com", **lines)
    assert answer.status_int == 303


@pytest.mark.parametrize("template", ["error", "auth"])
def test_a_page_without_the_frame_leaves_nothing_of_its_look_to_the_body(
    app: Flask, template: str
) -> None:
    # A boosted link changes what is inside of the body; the attributes of the old one stay.
    source, _name, _fresh = app.jinja_loader.get_source(  # pyright: ignore[reportOptionalMemberAccess]
        app.jinja_env, f"layout/{template}.html"
    )
    assert "<body" in source
    assert "<body class" not in source


def test_a_row_that_stays_busy_is_a_conflict_not_a_crash(app: Flask) -> None:
    with app.test_request_context("/login"):
        response = errors._stale(StaleDataError())  # pyright: ignore[reportPrivateUsage]
        assert response.status_code == 409


def test_the_page_of_a_crash_needs_no_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def __call__(self) -> None:
            raise OperationalError("SELECT 1", {}, Exception("connection refused"))

        def rollback(self) -> None: ...

        def remove(self) -> None: ...

    with app.test_request_context("/"):
        monkeypatch.setattr(db, "session", Dead())
        response = errors._crash(RuntimeError("x"))  # pyright: ignore[reportPrivateUsage]
        assert response.status_code == 500
        assert "Ошибка у нас" in response.get_data(as_text=True)


def test_what_stands_around_a_page_is_counted_once_however_many_parts_it_has(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = visit("vera")
    counted: list[int] = []
    navigation = frame.navigation

    def count() -> object:
        counted.append(1)
        return navigation()

    monkeypatch.setattr(frame, "navigation", count)
    vera.get("/")
    assert counted == [1]
    vera.get("/nowhere", expect_errors=True)
    assert counted == [1]


def test_files_of_the_program_may_be_kept_for_ever_and_pages_never(visit: Visit) -> None:
    stranger = visit()
    page = stranger.get("/login")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = stranger.get(page.html.find("link", rel="stylesheet")["href"])
    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.headers["X-Content-Type-Options"] == "nosniff"
