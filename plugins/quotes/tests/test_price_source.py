"""Where a price came from: told to each reader in his language, kept through the migrations."""

from collections.abc import Callable

from flask import Flask

from core.testing.browser import Visitor
from plugins.quotes.tests.offer_world import BOLT, draft, line
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]


def test_each_reader_sees_the_source_in_his_language(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        offer_id = draft(session, anna, line(session, BOLT, "100")).document_id
    anna = visit("anna")

    assert "цена от 100" in anna.get(f"/quotes/offers/{offer_id}").text
    anna.act("/profile/preferences", language="en")
    page = anna.get(f"/quotes/offers/{offer_id}")
    assert "цена от" not in page.text
    assert "Price list" in page.text
