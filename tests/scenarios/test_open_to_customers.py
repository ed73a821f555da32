"""A manager who has not signed is stopped; the customer who holds his offer is not."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from core.sdk import at, now
from core.testing.browser import Visitor, form_with
from plugins.quotes.tests import offer_world
from plugins.training.tests.reading_world import person, rules, working

Visit = Callable[..., Visitor]


def test_a_customer_answers_an_offer_whose_manager_has_not_signed_the_rules(
    app: Flask, visit: Visit, run_jobs: Callable[[], int]
) -> None:
    moment = now()
    with working(app) as session:
        anna = person(session, "anna")
        offer = offer_world.sent(session, anna, lambda: 0)
        rules(session, person(session, "vera"), when=moment)
        token = offer_world.open_link(session, offer)
    run_jobs()
    with at(moment + timedelta(days=10)):
        assert visit("anna").get("/quotes/offers/", expect_errors=True).status_int == 403
        page = visit().get(f"/offer/{token}")
        answered = form_with(page, "/accept").submit().follow()
        assert "Вы приняли предложение" in answered
