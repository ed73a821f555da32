"""The customer's page of an offer: what it shows, what it takes, what it keeps to itself."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.sdk import history
from core.testing.browser import Visitor
from core.testing.fixtures import Scene
from plugins.quotes.models import Offer
from plugins.quotes.services import links
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    approved,
    line,
    send,
)
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]


RunJobs = Callable[[], int]


@pytest.fixture
def sent(app: Flask, scene: Scene, run_jobs: RunJobs) -> int:
    """Anna's offer of ten bolts and ten nuts, sent."""

    def build() -> int:
        with at_work(app) as (session, anna):
            offer = approved(
                session,
                anna,
                line(session, BOLT),
                line(session, NUT, instead_of="Гайка М8 латунь", instead_reason="Нет в наличии"),
                opening="Благодарим за запрос.",
            )
            send(session, anna, lambda: 0, offer)
            offer_id = offer.document_id
        run_jobs()
        return offer_id

    return scene(build)


@pytest.fixture
def url(app: Flask, sent: int) -> str:
    """The customer's address of it."""
    with at_work(app) as (session, _anna):
        return f"/offer/{links.issue(session, session.get_one(Offer, sent))}"


def state_of(app: Flask, offer_id: int) -> str:
    with at_work(app) as (session, _anna):
        return session.get_one(Offer, offer_id).document.state


def history_of(app: Flask, offer_id: int) -> list[Any]:
    with at_work(app) as (session, _anna):
        return history.entries(session, session.get_one(Offer, offer_id).document)


def quantities(form: Any) -> list[str]:
    return [name for name in form.fields if name and name.startswith("quantity-")]


def plain(text: str) -> str:
    return text.replace("\xa0", " ")
