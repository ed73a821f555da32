"""The page of an offer, the list, the board and the home page: who sees what and may do what."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.sdk import fire
from core.testing.browser import Visitor
from core.testing.fixtures import Scene
from plugins.quotes.models import Offer
from plugins.quotes.services import answers
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    VASILEK,
    approved,
    draft,
    line,
    send,
    taking,
)
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]


BASE = "/quotes/offers/"


@pytest.fixture
def ids(app: Flask, scene: Scene, run_jobs: Callable[[], int]) -> dict[str, int]:
    """Anna's offers, one in each state that a page may show, and one of Boris."""

    def build() -> dict[str, int]:
        with at_work(app) as (session, anna):
            steep = draft(session, anna, line(session, NUT), line(session, BOLT, discount="15"))
            waiting = draft(session, anna, line(session, BOLT, "20", discount="12.5"))
            fire(session, waiting.document_id, "submit", anna)
            ready = approved(session, anna)
            gone = approved(session, anna, line(session, BOLT, "30"))
            send(session, anna, lambda: 0, gone)
            won = approved(session, anna, line(session, BOLT, "40"), line(session, NUT, "40"))
            send(session, anna, lambda: 0, won)
            found = {
                "draft": draft(session, anna).document_id,
                "steep": steep.document_id,
                "on_approval": waiting.document_id,
                "approved": ready.document_id,
                "sent": gone.document_id,
                "confirmed": won.document_id,
            }
        with at_work(app, "boris") as (session, boris):
            found["boris"] = draft(session, boris, to=VASILEK).document_id
        run_jobs()
        with at_work(app) as (session, anna):
            offer = session.get_one(Offer, found["confirmed"])
            answers.accept(session, anna, offer.document_id, taking(offer, line_2="0"), how="phone")
        return found

    return scene(build)


def page_of(visitor: Visitor, offer_id: int) -> Any:
    return visitor.get(f"{BASE}{offer_id}")


def buttons(page: Any) -> str:
    return " ".join(one.get_text(" ", strip=True) for one in page.html.select(".page-actions"))


def plain(text: str) -> str:
    return text.replace("\xa0", " ")
