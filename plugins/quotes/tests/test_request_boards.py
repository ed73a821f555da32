"""The board, the reports, the list, the home page and the search."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from core.sdk import Actor, at, fire, link, now, today
from core.sdk.web import db
from core.testing.browser import Visitor
from core.testing.queries import counted
from plugins.quotes.models import Request
from plugins.quotes.queries.requests.demand import By, demand, demand_total, unmet_demand
from plugins.quotes.services import answers, offers, requests
from plugins.quotes.tests.offer_world import BOLT, Actors, material
from plugins.quotes.tests.request_world import (
    ANY_BOLT,
    EXACT_BOLT,
    EXACT_CABLE,
    UNKNOWN,
    asked,
    at_work,
    draft,
    registered,
)

Visit = Callable[..., Visitor]
BOARD = "/quotes/requests/board"


def state_of(app: Flask, request_id: int) -> str:
    with at_work(app) as (session, _anna):
        return session.get_one(Request, request_id).document.state


def toast_of(answer: object) -> str:
    return json.loads(answer.headers["HX-Trigger"])["toast"]["text"]  # type: ignore[attr-defined]


def test_a_card_dropped_on_the_next_state_moves_the_request(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        request_id = registered(session, anna).document_id
    answer = visit("anna").act(BOARD, card=request_id, column="in_work", position=0)
    assert answer.status_int == 204
    assert state_of(app, request_id) == "in_work"


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("answered", "подготовьте его"),
        ("draft", "нельзя перейти"),
        ("nowhere", "обновите страницу"),
    ],
)
def test_a_card_that_cannot_go_there_returns_and_says_why(
    visit: Visit, app: Flask, column: str, words: str
) -> None:
    with at_work(app) as (session, anna):
        request_id = registered(session, anna).document_id
    answer = visit("anna").act(BOARD, card=request_id, column=column, position=0)
    assert answer.status_int == 422
    assert words in toast_of(answer)
    assert state_of(app, request_id) == "registered"


def test_a_guard_refuses_on_the_board_as_everywhere(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        request_id = draft(session, anna, of=None).document_id
    answer = visit("anna").act(BOARD, card=request_id, column="registered", position=0)
    assert answer.status_int == 422
    assert "Укажите контрагента" in toast_of(answer)
    assert state_of(app, request_id) == "draft"


def test_a_strangers_card_is_not_found(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        request_id = registered(session, anna).document_id
    answer = visit("boris").act(BOARD, card=request_id, column="in_work", position=0)
    assert answer.status_int == 404
    assert state_of(app, request_id) == "registered"


def test_an_overdue_card_names_the_norm_that_is_broken(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna, due=today() - timedelta(days=3))
        registered(session, anna, due=today() + timedelta(days=3))
    page = visit("anna").get(BOARD)
    broken = page.html.select(".board-card.is-broken")
    assert len(broken) == 1
    assert "норма: 2 раб. дн." in broken[0].get_text()


def test_the_head_narrows_the_board_to_his_own(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna)
    vera = visit("vera")
    assert "КТ-ЗП-000001" in vera.get(BOARD)
    assert "КТ-ЗП-000001" not in vera.get(BOARD, {"whose": "mine"})
    assert "Мои" not in visit("anna").get(BOARD).html.find("main").get_text()


def test_the_list_marks_and_filters_the_overdue_and_counts_lines(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna, asked("Болт"), asked("Гайка"), due=today() - timedelta(days=1))
        registered(session, anna, due=today())
    anna = visit("anna")
    rows = anna.get("/quotes/requests/").html.select("tbody tr")
    marked = [row.get_text(" ", strip=True) for row in rows if "просрочен" in row.get_text()]
    assert len(marked) == 1
    assert "КТ-ЗП-000001" in marked[0]
    late = anna.get("/quotes/requests/?overdue=1")
    assert "КТ-ЗП-000001" in late
    assert "КТ-ЗП-000002" not in late


def test_the_list_goes_out_as_a_workbook(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna, asked("Болт"), asked("Гайка"))
    answer = visit("anna").get("/quotes/requests/?export=xlsx&cols=number,asker,lines,state")
    sheet = load_workbook(BytesIO(answer.body)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Номер", "Кто спрашивает", "Строк", "Состояние")
    assert rows[1] == ("КТ-ЗП-000001", "ООО «Ромашка»", 2, "Зарегистрирован")


def test_the_list_and_the_board_ask_as_much_for_one_request_as_for_thirty(
    visit: Visit, app: Flask
) -> None:
    anna = visit("anna")
    sizes: dict[str, list[int]] = {"/quotes/requests/": [], BOARD: [], "/": []}
    for count in (1, 29):
        with at_work(app) as (session, actor):
            for _number in range(count):
                registered(session, actor, asked("Болт"), asked("Гайка"))
        with app.app_context():
            engine = db.engine
        for address, found in sizes.items():
            anna.get(address)
            with counted(engine) as sent:
                anna.get(address)
            found.append(len(sent))
    assert {address: found[0] == found[1] for address, found in sizes.items()} == dict.fromkeys(
        sizes, True
    )


def test_several_requests_are_taken_into_work_at_once(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        one = registered(session, anna).document_id
        other = draft(session, anna).document_id
    anna = visit("anna")
    page = anna.post(
        "/quotes/requests/",
        [
            ("csrf_token", anna.token()),
            ("list_action", "bulk"),
            ("bulk", "take"),
            ("key", str(one)),
            ("key", str(other)),
        ],
    ).follow()
    assert "В работу взят 1 запрос" in page.text
    assert (state_of(app, one), state_of(app, other)) == ("in_work", "draft")


def test_the_home_page_of_a_manager_lists_what_waits_the_overdue_on_top(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna, due=today() + timedelta(days=1))
        registered(session, anna, due=today() - timedelta(days=1))
    text = visit("anna").get("/").html.find("main").get_text(" ", strip=True)
    assert "Запросы, ждущие ответа" in text
    assert text.index("КТ-ЗП-000002") < text.index("КТ-ЗП-000001")
    assert "Просроченные запросы отдела" not in text


def test_the_home_page_of_the_head_lists_the_overdue_of_the_team(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna, due=today() + timedelta(days=1))
        registered(session, anna, due=today() - timedelta(days=1))
    text = visit("vera").get("/").html.find("main").get_text(" ", strip=True)
    panel = text[text.index("Просроченные запросы отдела") :]
    assert "КТ-ЗП-000002" in panel
    assert "КТ-ЗП-000001" not in panel
    assert "Смирнова Анна Петровна" in panel


def test_the_navigation_counts_the_overdue(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna, due=today() - timedelta(days=1))
    entry = visit("anna").get("/").html.find("nav").find("a", href="/quotes/requests/")
    assert "1" in entry.get_text()


@pytest.mark.parametrize("words", ["000001", "кт-зп-000001", "ромаш", "7736207543"])
def test_the_search_finds_a_request_by_number_partner_and_inn(
    visit: Visit, app: Flask, words: str
) -> None:
    with at_work(app) as (session, anna):
        registered(session, anna)
    assert "КТ-ЗП-000001" in visit("anna").get("/search/", {"q": words})
    assert "КТ-ЗП-000001" not in visit("boris").get("/search/", {"q": words})


@pytest.fixture
def anna(actors: Actors) -> Actor:
    return actors("anna")


def won(session: Session, actor: Actor, request: Request, *, revised: bool = False) -> None:
    """The request's offer goes out and is confirmed, in its second revision if so wished."""
    offer = offers.from_request(session, actor, request.document_id)
    if revised:
        fire(session, offer.document_id, "approve", actor)
        offer = offers.revise(session, actor, offer.document_id)
    fire(session, offer.document_id, "approve", actor)
    fire(session, offer.document_id, "send", Actor.system())
    taken = {line.id: line.quantity for line in offer.lines}
    answers.accept(session, actor, offer.document_id, taken, how="phone")


def matched(session: Session, actor: Actor, *texts: str) -> Request:
    request = registered(session, actor, *(asked(text) for text in texts))
    requests.match_lines(session, actor, request.document_id)
    return request


def test_demand_tells_how_much_of_what_is_asked_is_answered_and_won(
    session: Session, anna: Actor
) -> None:
    won(session, anna, matched(session, anna, EXACT_BOLT, EXACT_CABLE))
    won(session, anna, matched(session, anna, EXACT_BOLT), revised=True)
    matched(session, anna, EXACT_BOLT)
    draft(session, anna)

    rows = {row.key: row for row in demand(session, anna, By.MATERIAL, None)}
    bolt = rows[material(session, BOLT).id]
    assert (bolt.requests, bolt.won) == (3, 2)
    assert bolt.title == material(session, BOLT).name

    total = demand_total(session, anna, None)
    assert (total.requests, total.lines, total.won) == (3, 4, 2)
    groups = {row.title: row.requests for row in demand(session, anna, By.GROUP, None)}
    assert groups == {"Болты": 3, "Кабель": 1}


def test_demand_counts_what_was_asked_for_and_not_what_was_offered_instead(
    session: Session, anna: Actor
) -> None:
    request = matched(session, anna, EXACT_BOLT)
    stainless = material(session, "DIN933-M8x40-A2")
    requests.offer_alternative(
        session, anna, request.document_id, request.lines[0].id, stainless.id, reason="Есть"
    )
    keys = [row.key for row in demand(session, anna, By.MATERIAL, None)]
    assert keys == [material(session, BOLT).id]


def test_demand_by_month_puts_the_newest_first(session: Session, anna: Actor) -> None:
    for month in (9, 11, 10):
        moment = datetime(2026, month, 2, 12, tzinfo=now().tzinfo)
        with at(moment):
            registered(session, anna, received_at=moment)
    rows = demand(session, anna, By.MONTH, None)
    assert [row.month for row in rows] == [
        date(2026, 11, 1),
        date(2026, 10, 1),
        date(2026, 9, 1),
    ]


def test_a_ring_of_links_does_not_hang_the_analysis(session: Session, anna: Actor) -> None:
    request = matched(session, anna, EXACT_BOLT)
    offer = offers.from_request(session, anna, request.document_id)
    other = offers.copy(session, anna, offer.document_id)
    link(session, offer.document, other.document, "supersedes")
    link(session, other.document, offer.document, "supersedes")
    assert demand_total(session, anna, None).won == 0


def test_unmet_demand_joins_the_same_words_and_keeps_units_and_reasons_apart(
    session: Session, anna: Actor
) -> None:
    for text, quantity, reason in (
        (UNKNOWN, "1", "Не возим"),
        ("трансформаторы тмг-160", "2", "Не возим"),
        ("ТМГ-160 трансформатор", "3", "Нет поставщика"),
        ("Пружина 10 мм", "7", "Не возим"),
    ):
        request = registered(session, anna, asked(text, quantity))
        requests.mark_unmet(session, anna, request.document_id, request.lines[0].id, reason)

    first, second = unmet_demand(session, anna, None)
    assert (first.requests, first.quantity) == (3, 6)
    assert dict(first.reasons) == {"Не возим": 2, "Нет поставщика": 1}
    assert second.what == "Пружина 10 мм"


def test_what_is_only_looked_at_in_ones_own_scope(
    session: Session, anna: Actor, actors: Actors
) -> None:
    request = registered(session, anna, asked(UNKNOWN))
    requests.mark_unmet(session, anna, request.document_id, request.lines[0].id, "Не возим")
    assert len(unmet_demand(session, actors("vera"), None)) == 1
    assert unmet_demand(session, actors("boris"), None) == []
    assert demand(session, actors("boris"), By.MATERIAL, None) == []


def test_reports_keep_to_their_period_and_go_out_as_workbooks(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        request = registered(session, anna, asked("=Пружина 10 мм", "7"), asked(ANY_BOLT))
        requests.mark_unmet(session, anna, request.document_id, request.lines[0].id, "Не возим")
    anna = visit("anna")
    day = f"{today():%d.%m.%Y}"
    assert "Пружина" in anna.get(f"/quotes/requests/unmet?date_from={day}&date_to={day}")
    assert "Пружина" not in anna.get("/quotes/requests/unmet?date_to=01.01.2020")
    assert "Пружина" in anna.get("/quotes/requests/unmet?date=all")
    assert "Пружина" in anna.get("/quotes/requests/unmet", {"date": "чушь"})

    book = load_workbook(BytesIO(anna.get("/quotes/requests/unmet?export=xlsx").body))
    assert book.active is not None
    row = list(book.active.iter_rows())[1]
    assert [cell.value for cell in row][:3] == ["=Пружина 10 мм", 1, 7]
    assert row[0].data_type == "s"

    for by in ("material", "group", "month", "unheard-of"):
        page = anna.get("/quotes/requests/demand", {"by": by})
        assert "Всего разных запросов" in page
    book = load_workbook(BytesIO(anna.get("/quotes/requests/demand?export=xlsx").body))
    assert book.active is not None
    assert book.active["A1"].value == "Что просят"


def test_two_numbers_alike_are_told_apart_by_their_dates(visit: Visit, app: Flask) -> None:
    dates = []
    with at_work(app) as (session, anna):
        for moment in (now() - timedelta(days=370), now()):
            with at(moment):
                document = registered(session, anna).document
            assert document.number == "КТ-ЗП-000001"
            dates.append(f"{document.date:%d.%m.%Y}")
        document_id = document.id
    anna_there = visit("anna")
    both = [f"КТ-ЗП-000001 от {day}" for day in dates]
    for page in (f"/search/?{urlencode({'q': 'КТ-ЗП-000001'})}", BOARD, "/"):
        text = anna_there.get(page).html.find("main").get_text(" ", strip=True)
        assert [one for one in both if one not in text] == []
    heading = anna_there.get(f"/quotes/requests/{document_id}").html.find("h1").get_text()
    assert heading == f"Запрос {both[1]}"
    rows = anna_there.get("/quotes/requests/").html.select("[data-list-row]")
    assert sorted(row.select_one("[data-label=Дата]").get_text() for row in rows) == sorted(dates)
