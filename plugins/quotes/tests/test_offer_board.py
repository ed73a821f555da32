"""The board of offers."""

import re

import pytest
from flask import Flask

from core.sdk.web import db
from core.testing.browser import form_with
from core.testing.queries import counted
from plugins.quotes.models import Offer
from plugins.quotes.services import links
from plugins.quotes.tests.offer_pages_world import (  # noqa: F401 - fixtures are used by name
    BASE,
    Visit,
    ids,
    page_of,
    plain,
)
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    approved,
    later,
    line,
)
from plugins.quotes.tests.request_world import at_work


def test_a_drop_on_the_board_is_a_move_of_the_workflow(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    anna = visit("anna")

    answer = anna.act(f"{BASE}board", card=ids["draft"], column="approved")

    assert answer.status_int == 200
    assert plain(answer.json["columns"]["approved"]["total"]) == "370,00 ₽"
    with at_work(app) as (session, _anna):
        assert session.get_one(Offer, ids["draft"]).document.state == "approved"


@pytest.mark.parametrize(
    ("state", "column", "code", "words"),
    [
        ("steep", "approved", 422, "больше нормы"),
        ("draft", "confirmed", 422, "нельзя перейти"),
        ("draft", "nowhere", 422, "Такого столбца"),
        ("boris", "approved", 404, ""),
    ],
)
def test_a_drop_that_cannot_be_says_why(
    visit: Visit, ids: dict[str, int], state: str, column: str, code: int, words: str
) -> None:
    answer = visit("anna").act(f"{BASE}board", card=ids[state], column=column)

    assert answer.status_int == code
    told = answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert words in told


@pytest.mark.parametrize(
    ("state", "column", "page"),
    [
        ("approved", "sent", "/send"),
        ("sent", "confirmed", "/answer"),
        ("sent", "rejected", "/answer"),
    ],
)
def test_a_drop_that_needs_more_opens_its_page(
    visit: Visit, ids: dict[str, int], state: str, column: str, page: str
) -> None:
    answer = visit("anna").act(f"{BASE}board", card=ids[state], column=column)

    assert answer.json["location"] == f"{BASE}{ids[state]}{page}"


def test_the_board_shows_each_offer_in_its_column(visit: Visit, ids: dict[str, int]) -> None:
    page = visit("vera").get(f"{BASE}board")

    cards = {
        int(card["data-card"]): card.find_parent(attrs={"data-column": True})["data-column"]
        for card in page.html.select("[data-card]")
    }
    assert cards[ids["on_approval"]] == "on_approval"
    assert cards[ids["confirmed"]] == "confirmed"
    assert cards[ids["boris"]] == "draft"
    mine = visit("vera").get(f"{BASE}board?whose=mine")
    assert mine.html.select("[data-card]") == []


def test_a_late_card_is_marked(visit: Visit, ids: dict[str, int]) -> None:
    anna = visit("anna")
    with later(days=15):
        anna.log_in("anna")
        page = anna.get(f"{BASE}board")

    assert "Срок истёк" in page


def test_the_list_and_the_board_take_as_many_queries_for_many_offers_as_for_few(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    anna = visit("anna")
    with at_work(app) as (_session, _anna):
        engine = db.engine
    sent: list[dict[str, int]] = []
    for _round in range(2):
        numbers: dict[str, int] = {}
        for address in (BASE, f"{BASE}board", "/"):
            anna.get(address)
            with counted(engine) as statements:
                anna.get(address)
            numbers[address] = len(statements)
        sent.append(numbers)
        with at_work(app) as (session, actor):
            for _copy in range(10):
                approved(session, actor, line(session, BOLT), line(session, NUT))

    assert sent[0] == sent[1]


def test_links_are_closed_from_the_page(visit: Visit, app: Flask, ids: dict[str, int]) -> None:
    with at_work(app) as (session, anna):
        token = links.issue_by_hand(session, anna, ids["sent"])
    page = page_of(visit("anna"), ids["sent"])

    page = form_with(page, "/links/close").submit().follow()

    assert re.search(r"Закрыт\w+ 2 ссылк", plain(page.html.text))
    assert visit().get(f"/offer/{token}", expect_errors=True).status_int == 410
