"""Changing a request through the pages; two people at once lose nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse

from core.sdk import fire, history
from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Request
from plugins.quotes.services import requests
from plugins.quotes.tests.request_world import EXACT_BOLT, asked, at_work, registered, user

Visit = Callable[..., Visitor]


@pytest.fixture
def request_id(app: Flask) -> int:
    with at_work(app) as (session, anna):
        made = registered(session, anna, asked(EXACT_BOLT), asked("Гайка М8", "300"))
        requests.match_lines(session, anna, made.document_id)
        return made.document_id


def page_of(request_id: int) -> str:
    return f"/quotes/requests/{request_id}/edit"


def quantities(app: Flask, request_id: int) -> list[str]:
    with at_work(app) as (session, _anna):
        request = session.get_one(Request, request_id)
        return [str(line.quantity.normalize()) for line in request.lines]


def told(app: Flask, request_id: int) -> list[dict[str, list[object]]]:
    """All changes of the history."""
    with at_work(app) as (session, _anna):
        document = session.get_one(Request, request_id).document
        entries = history.entries(session, document)
        return [entry.payload["fields"] for entry in entries if entry.kind == "changed"]


def clash(visit: Visit, app: Flask, request_id: int) -> TestResponse:
    """Vera saves while Anna types; Anna's answer."""
    anna, vera = visit("anna"), visit("vera")
    mine = form_with(anna.get(page_of(request_id)), "/edit")
    theirs = form_with(vera.get(page_of(request_id)), "/edit")
    theirs["lines-0-quantity"] = "500"
    theirs["requester"] = "Олег"
    theirs.submit(status=303)
    mine["lines-1-quantity"] = "350"
    mine["comment"] = "Позвонить до обеда"
    return mine.submit(status=409)


def test_a_change_is_saved_and_told_and_the_answered_line_stays_answered(
    visit: Visit, app: Flask, request_id: int
) -> None:
    form = form_with(visit("anna").get(page_of(request_id)), "/edit")
    form["lines-0-quantity"] = "250"
    form["title"] = "Крепёж"
    page = form.submit().follow()

    assert quantities(app, request_id) == ["2.5E+2", "3E+2"]
    assert told(app, request_id)[-1] == {
        "title": ["", "Крепёж"],
        "line 1 quantity": ["200", "250"],
    }
    assert "Строка 1, количество" in page.text
    assert page.html.find(id="lines").find(class_="badge-success") is not None


def test_the_history_keeps_its_titles_when_a_comment_is_added(
    visit: Visit, request_id: int
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(page_of(request_id)), "/edit")
    form["lines-0-quantity"] = "250"
    form.submit(status=303)

    part = anna.act(f"/documents/{request_id}/comments", htmx=True, text="Перезвонили")

    assert "Перезвонили" in part.text
    assert "Строка 1, количество" in part.text
    assert "line 1" not in part.text


def test_a_stale_save_shows_both_versions_side_by_side(
    visit: Visit, app: Flask, request_id: int
) -> None:
    page = clash(visit, app, request_id)

    rows = {
        row.find("th").get_text(): [cell.get_text() for cell in row.find_all("td")]
        for row in page.html.select(".clash tbody tr")
    }
    assert rows["Кто спрашивает"] == ["—", "Олег"]
    assert rows["Комментарий для своих"] == ["Позвонить до обеда", "—"]
    assert rows["Строка 1"] == [f"{EXACT_BOLT}: 200", f"{EXACT_BOLT}: 500"]
    assert rows["Строка 2"] == ["Гайка М8: 350", "Гайка М8: 300"]
    assert "Орлова Вера Андреевна" in page.text
    form = form_with(page, "/edit")
    assert form["lines-1-quantity"].value == "350"
    assert form["comment"].value == "Позвонить до обеда"


def test_my_version_is_saved_over_and_theirs_stays_in_the_history(
    visit: Visit, app: Flask, request_id: int
) -> None:
    page = clash(visit, app, request_id)
    form_with(page, "/edit").submit(status=303)

    assert quantities(app, request_id) == ["2E+2", "3.5E+2"]
    theirs, mine = told(app, request_id)[-2:]
    assert theirs["line 1 quantity"] == ["200", "500"]
    assert mine["line 1 quantity"] == ["500", "200"]
    assert mine["requester"] == ["Олег", ""]


def test_theirs_is_kept_and_mine_stays_in_the_history(
    visit: Visit, app: Flask, request_id: int
) -> None:
    page = clash(visit, app, request_id)
    shown = form_with(page, "/edit").submit("keep", value="theirs").follow()

    assert quantities(app, request_id) == ["5E+2", "3E+2"]
    assert told(app, request_id)[-1] == {
        "aside requester": ["Олег", ""],
        "aside comment": ["", "Позвонить до обеда"],
        "aside line 1 quantity": ["500", "200"],
        "aside line 2 quantity": ["300", "350"],
    }
    assert "Отложено: строка 2, количество" in shown.text


def test_a_refused_change_keeps_what_was_typed(visit: Visit, app: Flask, request_id: int) -> None:
    form = form_with(visit("anna").get(page_of(request_id)), "/edit")
    form["lines-0-quantity"] = "-1"
    form["comment"] = "Не потерять"
    page = form.submit(status=422)
    again = form_with(page, "/edit")
    assert again["comment"].value == "Не потерять"
    assert again["lines-0-quantity"].value == "-1"
    assert quantities(app, request_id) == ["2E+2", "3E+2"]


def test_a_line_taken_away_without_scripts_goes_only_when_it_is_saved(
    visit: Visit, app: Flask, request_id: int
) -> None:
    form = form_with(visit("anna").get(page_of(request_id)), "/edit")
    edited = form_with(form.submit("lines-remove", value="0"), "/edit")
    assert len(quantities(app, request_id)) == 2
    edited.submit(status=303)
    assert quantities(app, request_id) == ["3E+2"]


def test_the_head_hands_a_request_to_another_manager(
    visit: Visit, app: Flask, request_id: int
) -> None:
    with at_work(app) as (session, _anna):
        boris = user(session, "boris").id
    form = form_with(visit("vera").get(page_of(request_id)), "/edit")
    form["responsible_id"] = str(boris)
    form.submit(status=303)
    assert "КТ-ЗП-000001" in visit("boris").get(f"/quotes/requests/{request_id}")


def test_a_closed_request_is_not_opened_for_a_change(
    visit: Visit, app: Flask, request_id: int
) -> None:
    with at_work(app) as (session, anna):
        fire(session, request_id, "decline", anna, reason="Не наш профиль")
    page = visit("anna").get(page_of(request_id), status=422)
    assert "Запрос закрыт" in page.text
