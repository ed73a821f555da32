"""Two windows over one offer: both versions are seen, neither is lost."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Offer
from plugins.quotes.tests.offer_world import BOLT, NUT, draft, line
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]


@pytest.fixture
def draft_id(app: Flask) -> int:
    """Anna's draft of ten bolts."""
    with at_work(app) as (session, anna):
        return draft(session, anna, line(session, BOLT), line(session, NUT)).document_id


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_two_people_at_once_see_both_versions_and_lose_neither(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    anna, vera = visit("anna"), visit("vera")
    mine = form_with(anna.get(f"/quotes/offers/{draft_id}/edit"), "/edit")
    theirs = form_with(vera.get(f"/quotes/offers/{draft_id}/edit"), "/edit")
    theirs["lines-0-quantity"] = "200"
    theirs.submit().follow()
    mine["lines-0-quantity"] = "300"

    clash = mine.submit(expect_errors=True)

    assert clash.status_int == 409
    shown = plain(clash.html.select_one(".clash").text)
    assert "300 шт" in shown
    assert "200 шт" in shown
    assert "Орлова" in shown
    again = form_with(clash, "/edit")
    assert again["lines-0-quantity"].value == "300"
    again.submit().follow()
    with at_work(app) as (session, _anna):
        assert session.get_one(Offer, draft_id).lines[0].quantity == 300


def test_ones_own_second_window_is_called_so_and_long_texts_and_sums_are_readable(
    visit: Visit, draft_id: int
) -> None:
    anna = visit("anna")
    first, second = (form_with(anna.get(f"/quotes/offers/{draft_id}/edit"), "/edit") for _ in "12")
    text = "Болты и гайки. " * 100
    first["opening"] = text + "Первое окно"
    first["lines-0-quantity"] = "200000"
    first.submit().follow()
    second["opening"] = text + "Второе окно"

    clash = second.submit(expect_errors=True)

    assert clash.status_int == 409
    card = clash.html.select_one(".clash")
    assert "в другом окне" in card.text
    assert "коллег" not in card.text
    cells = [cell for cell in card.select("td") if "Первое окно" in cell.text]
    assert len(cells) == 1
    cells[0].details.extract()
    assert cells[0].text.strip().startswith("…")
    (sums,) = (row for row in card.select("tr") if row.th.text == "Сумма")
    assert re.fullmatch(r"\d{1,3}(\xa0\d{3})+,\d\d", sums.select("td")[1].text.strip())


def test_one_may_leave_the_other_version_and_keep_his_own_in_the_history(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    anna, vera = visit("anna"), visit("vera")
    mine = form_with(anna.get(f"/quotes/offers/{draft_id}/edit"), "/edit")
    theirs = form_with(vera.get(f"/quotes/offers/{draft_id}/edit"), "/edit")
    theirs["lines-0-quantity"] = "200"
    theirs.submit()
    mine["lines-0-quantity"] = "300"
    clash = form_with(mine.submit(expect_errors=True), "/edit")

    page = clash.submit("keep", value="theirs").follow()

    assert "Правка отложена" in page
    assert "300 шт" in plain(page.text)
    with at_work(app) as (session, _anna):
        assert session.get_one(Offer, draft_id).lines[0].quantity == 200
