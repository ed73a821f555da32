"""Whose an offer is: the head hands it over, a manager keeps to himself."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from core.sdk import User
from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Offer
from plugins.quotes.tests.offer_world import BOLT, draft, line
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]


@pytest.fixture
def draft_id(app: Flask) -> int:
    """Anna's draft for a partner of hers."""
    with at_work(app) as (session, anna):
        return draft(session, anna, line(session, BOLT)).document_id


@pytest.fixture
def boris_id(app: Flask) -> int:
    with at_work(app) as (session, _anna):
        return session.scalars(select(User.id).where(User.login == "boris")).one()


def edit(offer_id: int) -> str:
    return f"/quotes/offers/{offer_id}/edit"


def test_the_head_hands_an_offer_over_and_the_history_tells_it(
    visit: Visit, app: Flask, draft_id: int, boris_id: int
) -> None:
    form = form_with(visit("vera").get(edit(draft_id)), "/edit")
    form["responsible_id"] = str(boris_id)
    page = form.submit(status=303).follow()

    with at_work(app) as (session, _anna):
        offer = session.get_one(Offer, draft_id)
        assert offer.document.responsible_id == boris_id
        boris = offer.document.responsible.full_name
    change = page.html.select_one(".timeline").get_text(" ", strip=True)
    assert "Ответственный" in change
    assert boris in change


def test_the_new_keeper_changes_it_though_the_partner_is_his_colleagues(
    visit: Visit, app: Flask, draft_id: int, boris_id: int
) -> None:
    handed = form_with(visit("vera").get(edit(draft_id)), "/edit")
    handed["responsible_id"] = str(boris_id)
    handed.submit(status=303)

    mine = form_with(visit("boris").get(edit(draft_id)), "/edit")
    mine["lines-0-quantity"] = "77"
    mine.submit(status=303)

    with at_work(app) as (session, _anna):
        assert session.get_one(Offer, draft_id).lines[0].quantity == 77


def test_a_manager_is_not_asked_and_cannot_name_a_colleague(
    visit: Visit, app: Flask, draft_id: int, boris_id: int
) -> None:
    form = form_with(visit("anna").get(edit(draft_id)), "/edit")
    field = form["responsible_id"]
    assert field.attrs["type"] == "hidden"

    field.force_value(str(boris_id))
    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert "Выберите сотрудника своего отдела" in page.text
    with at_work(app) as (session, anna):
        assert session.get_one(Offer, draft_id).document.responsible_id == anna.user_id
