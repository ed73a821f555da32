"""The customer's page at its limits: revised, expired, closed, stolen and mistaken links."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.sdk import Document, fire
from core.testing.browser import form_with
from plugins.quotes.models import Offer
from plugins.quotes.services import answers, links, offers
from plugins.quotes.tests.offer_world import (
    BOLT,
    VASILEK,
    approved,
    draft,
    later,
    line,
    send,
)
from plugins.quotes.tests.public_world import (  # noqa: F401 - fixtures are used by name
    RunJobs,
    Visit,
    plain,
    quantities,
    sent,
    state_of,
    url,
)
from plugins.quotes.tests.request_world import at_work


def test_an_answer_to_a_revised_offer_meets_a_clear_page(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    customer = visit()
    form = form_with(customer.get(url), "/accept")
    with at_work(app) as (session, anna):
        offers.revise(session, anna, sent)

    page = form.submit(expect_errors=True)

    assert page.status_int == 409
    assert "предложение изменилось" in page
    assert "заменено новым" in page
    assert "Принять предложение" not in page
    assert state_of(app, sent) == "superseded"


def test_an_answer_to_an_older_state_is_asked_for_again_with_what_was_typed(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    form = form_with(visit().get(url), "/accept")
    first, _second = quantities(form)
    form[first] = "3"
    with at_work(app) as (session, anna):
        fire(session, sent, "confirm_receipt", anna)

    page = form.submit(expect_errors=True)
    again = form_with(page, "/accept")

    assert page.status_int == 409
    assert again[first].value == "3"
    assert again.submit().status_int == 303


def test_after_the_term_it_says_so_and_takes_no_acceptance(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    form = form_with(visit().get(url), "/accept")
    with later(days=15):
        page = visit().get(url)
        late = form.submit(expect_errors=True)

    assert "Цены действовали до" in page
    assert "Принять предложение" not in page
    assert late.status_int == 422
    assert "истёк" in late
    assert state_of(app, sent) == "sent"


def test_an_expired_link_names_the_seller_and_the_manager_and_nothing_more(
    visit: Visit, app: Flask, url: str
) -> None:
    with later(days=60):
        page = visit().get(url, status=410)
        visit().get(f"{url}/pdf", status=410)

    assert "Срок этой ссылки истёк" in page
    assert "Смирнова Анна Петровна" in page
    assert "Ромашка" not in page
    assert "227,00" not in page


def test_a_closed_link_opens_nothing(visit: Visit, app: Flask, sent: int, url: str) -> None:
    form = form_with(visit().get(url), "/accept")
    with at_work(app) as (session, anna):
        links.revoke_all(session, anna, sent)

    assert "закрыта" in visit().get(url, status=410)
    assert form.submit(expect_errors=True).status_int == 410
    assert state_of(app, sent) == "sent"


def test_an_unknown_link_says_what_to_do_and_nothing_of_what_there_was(
    visit: Visit, url: str
) -> None:
    stranger = visit()
    unknown = stranger.get(f"{url[:-2]}zz", status=404)

    assert unknown.html.select_one("h1").text == "Ссылка устарела или неверна"
    assert "попросите менеджера" in unknown
    assert "Ромашка" not in unknown
    # There is nothing for a customer behind the log-in.
    assert unknown.html.select("main a") == []
    assert stranger.get("/offer/never-was", status=404).text == unknown.text
    for path in ("/pdf", "/logo"):
        stranger.get(f"{url[:-2]}zz{path}", status=404)


def test_a_manager_who_follows_an_unknown_link_learns_where_a_new_one_is_given(
    visit: Visit, url: str
) -> None:
    page = visit("anna").get(f"{url[:-2]}zz", status=404)

    assert page.html.select_one("h1").text == "Ссылка устарела или неверна"
    assert page.html.select_one("main a")["href"] == "/quotes/offers/"
    assert "Новую ссылку для клиента выдают на странице предложения" in page


def test_an_answer_from_another_site_is_not_taken(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    visit().get(url)

    page = visit().post(f"{url}/receipt", {"csrf_token": "чужой"}, expect_errors=True)

    assert page.status_int == 400
    assert "Страница устарела" in page
    assert state_of(app, sent) == "sent"


def test_over_https_the_answer_needs_no_referer(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    customer = visit()
    customer.extra_environ |= {"wsgi.url_scheme": "https", "HTTP_HOST": "localhost"}
    form = form_with(customer.get(url), "/receipt")

    assert form.submit().status_int == 303

    assert state_of(app, sent) == "received"


def test_a_link_opens_its_own_offer_only(
    visit: Visit, app: Flask, sent: int, url: str, run_jobs: RunJobs
) -> None:
    with at_work(app, "boris") as (session, boris):
        other = approved(session, boris, line(session, BOLT, "777"), to=VASILEK)
        send(session, boris, lambda: 0, other)
        other_id = other.document_id
    run_jobs()
    form = form_with(visit().get(url), "/accept")
    with at_work(app) as (session, _anna):
        foreign = session.get_one(Offer, other_id).lines[0].id

    page = visit().get(url)
    form_with(page, "/accept")
    customer = visit()
    own = form_with(customer.get(url), "/accept")
    fields = {name: own[name].value for name in own.fields if name}
    customer.post(f"{url}/accept", {**fields, f"quantity-{foreign}": "5"})

    assert "777" not in page
    assert form is not None
    assert state_of(app, other_id) == "sent"
    with at_work(app) as (session, _anna):
        assert session.get_one(Offer, other_id).lines[0].confirmed_quantity is None


def test_a_manager_who_is_logged_in_sees_the_customers_page_too(visit: Visit, url: str) -> None:
    page = visit("boris").get(url)

    assert "227,00" in plain(page.html.text)
    assert page.html.select(".side-nav, .top-bar") == []


def test_what_went_back_to_draft_is_not_shown(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        offer = draft(session, anna, line(session, BOLT))
        token = links.issue(session, offer)

    page = visit().get(f"/offer/{token}", status=410)

    assert "готовится заново" in page
    assert "Болт" not in page


def test_the_customer_may_do_nothing_but_answer(app: Flask, sent: int) -> None:
    with at_work(app) as (session, _anna):
        customer = links.customer(session.get_one(Offer, sent))
        for move in ("reopen", "approve"):
            with pytest.raises(Exception, match=r"прав|состоянии|Не найдено"):
                fire(session, sent, move, customer)
        session.rollback()
        assert session.scalars(
            select(Document.state).execution_options(reglament_scope="test")
        ).all() == ["sent"]


def test_answers_by_the_manager_and_by_the_customer_do_not_cross(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    form = form_with(visit().get(url), "/reject")
    form["reason"] = "Передумали"
    with at_work(app) as (session, anna):
        offer = session.get_one(Offer, sent)
        answers.accept(
            session,
            anna,
            sent,
            {row.id: row.quantity for row in offer.lines},
            how="phone",
        )

    page = form.submit(expect_errors=True)

    assert page.status_int == 409
    assert "Вы приняли предложение" in page
    assert state_of(app, sent) == "confirmed"
