"""The customer's page of an offer: what it shows, what it takes, what it keeps to itself."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from core.sdk import Document, fire, history
from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Offer, PublicLink
from plugins.quotes.services import answers, links, offers
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    VASILEK,
    approved,
    draft,
    later,
    line,
    organisation,
    send,
)
from plugins.quotes.tests.request_world import at_work
from plugins.quotes.tests.test_sending import png

Visit = Callable[..., Visitor]
RunJobs = Callable[[], int]


@pytest.fixture
def sent(app: Flask, run_jobs: RunJobs) -> int:
    """Anna's offer of ten bolts and ten nuts, sent."""
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


def test_it_shows_the_offer_and_the_seller_without_a_log_in(
    visit: Visit, app: Flask, url: str
) -> None:
    page = visit().get(url)

    shown = plain(page.html.text)
    assert "ООО «Крепёж и Ток»" in shown
    assert "+7 (495) 123-45-67" in shown
    assert "ООО «Ромашка»" in shown
    assert "227,00 ₽" in shown
    assert "Взамен: Гайка М8 латунь. Нет в наличии" in shown
    assert "Благодарим за запрос." in shown
    assert "Смирнова Анна Петровна" in shown
    assert "Регламент" not in shown


def test_it_keeps_its_address_to_itself(visit: Visit, url: str) -> None:
    page = visit().get(url)

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_nothing_leads_from_it_into_the_program(visit: Visit, url: str) -> None:
    page = visit().get(url)

    inside = [
        one["href"]
        for one in page.html.select("a[href]")
        if one["href"].startswith("/") and not one["href"].startswith(url)
    ]
    assert inside == []
    visit().get("/quotes/offers/", status=302)


def test_opening_it_is_noted_once_and_changes_nothing_else(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    before = len(history_of(app, sent))
    visit().head(url)
    with at_work(app) as (session, _anna):
        assert session.scalars(select(PublicLink.opened_at)).all() == [None, None]

    visit().get(url)
    with at_work(app) as (session, _anna):
        first = session.scalars(
            select(PublicLink.opened_at).where(PublicLink.opened_at.is_not(None))
        ).one()
    with later(hours=1):
        visit().get(url)

    with at_work(app) as (session, _anna):
        assert session.scalars(
            select(PublicLink.opened_at).where(PublicLink.opened_at.is_not(None))
        ).all() == [first]
    assert state_of(app, sent) == "sent"
    assert len(history_of(app, sent)) == before


def test_the_paper_is_the_one_that_was_sent(visit: Visit, app: Flask, sent: int, url: str) -> None:
    answer = visit().get(f"{url}/pdf")

    with at_work(app) as (session, _anna):
        kept = session.get_one(Offer, sent).sendings[0].attachment
        assert kept is not None
        assert answer.body == app.extensions["reglament"].storage.get(kept.sha256)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_logo_is_shown_where_there_is_one(visit: Visit, app: Flask, url: str) -> None:
    assert visit().get(f"{url}/logo", status=404)
    with at_work(app) as (session, _anna):
        organisation(session).logo_key = app.extensions["reglament"].storage.put(png())

    page = visit().get(url)

    src = page.html.select_one(".public-logo")["src"]
    assert visit().get(src).content_type == "image/png"


def test_receipt_is_confirmed_by_one_press_and_by_two(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    customer = visit()
    form = form_with(customer.get(url), "/receipt")

    page = form.submit().follow()
    form.submit().follow()

    assert "Спасибо, что подтвердили получение" in page
    assert state_of(app, sent) == "received"
    moved = [one for one in history_of(app, sent) if one.kind == "moved"]
    assert [one.payload["transition"] for one in moved].count("confirm_receipt") == 1
    assert moved[-1].actor_name.endswith("(по ссылке)")
    assert moved[-1].actor_id is None


def test_the_offer_is_taken_in_the_customers_quantities(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    customer = visit()
    form = form_with(customer.get(url), "/accept")
    first, second = quantities(form)
    assert (form[first].value, form[second].value) == ("10", "10")
    form[first] = "2,5"
    form[second] = "0"

    page = form.submit().follow()

    assert "Вы приняли предложение" in page
    assert "46,25" in plain(page.html.text)
    assert page.html.select("input:not([type=hidden]), textarea") == []
    assert state_of(app, sent) == "confirmed"


def test_two_presses_of_acceptance_are_one_answer(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    form = form_with(visit().get(url), "/accept")

    assert form.submit().status_int == form.submit().status_int == 303

    moved = [one.payload["transition"] for one in history_of(app, sent) if one.kind == "moved"]
    assert moved.count("confirm") == 1


def test_answers_leave_the_address_nowhere_in_the_database(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    token = url.rpartition("/")[2]
    customer = visit()
    form_with(customer.get(url), "/receipt").submit().follow()
    form_with(customer.get(url), "/accept").submit().follow()

    with at_work(app) as (session, _anna):
        for table in inspect(session.get_bind()).get_table_names():
            rows = session.execute(text(f'SELECT * FROM "{table}"')).all()
            assert token not in str(rows), table


def test_other_quantities_are_added_up_before_they_are_sent(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    customer = visit()
    form = form_with(customer.get(url), "/accept")
    first, second = quantities(form)
    form[first] = "100"

    whole = form.submit("recalculate", value="1")
    part = customer.post(f"{url}/taken", {first: "1", second: "чуть-чуть"})

    assert "1 892,00" in plain(whole.html.select_one("[data-taken-totals]").text)
    assert "18,50" in part.html.select_one("[data-taken-totals]").text
    assert "чуть-чуть" in part.html.select_one("[data-taken-error]:not([hidden])").text
    assert state_of(app, sent) == "sent"


@pytest.mark.parametrize("typed", ["-1", "пять", "1e99", "9" * 20])
def test_a_quantity_that_cannot_be_comes_back_with_the_reason(
    visit: Visit, app: Flask, sent: int, url: str, typed: str
) -> None:
    form = form_with(visit().get(url), "/accept")
    first, second = quantities(form)
    form[first] = typed
    form[second] = "7"

    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert page.html.select_one("[data-taken-error]:not([hidden])").text
    assert form_with(page, "/accept")[second].value == "7"
    assert state_of(app, sent) == "sent"


def test_to_take_nothing_is_answered_with_a_hint(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    form = form_with(visit().get(url), "/accept")
    for name in quantities(form):
        form[name] = "0"

    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert "хотя бы в одной строке" in page
    assert state_of(app, sent) == "sent"


def test_the_customer_says_no_in_his_own_words(
    visit: Visit, app: Flask, sent: int, url: str
) -> None:
    customer = visit()
    form = form_with(customer.get(url), "/reject")
    form["reason"] = "Нашли <b>дешевле</b>"

    page = form.submit().follow()

    assert "Мы получили ваш отказ" in page
    assert state_of(app, sent) == "rejected"
    assert history_of(app, sent)[-1].payload["reason"] == "Нашли <b>дешевле</b>"
    manager = visit("anna").get(f"/quotes/offers/{sent}")
    assert "Нашли &lt;b&gt;дешевле&lt;/b&gt;" in manager.text


def test_no_reason_no_refusal(visit: Visit, app: Flask, sent: int, url: str) -> None:
    form = form_with(visit().get(url), "/reject")
    form["reason"] = "  "

    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert "Укажите причину" in page
    assert state_of(app, sent) == "sent"


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


def test_an_unknown_link_is_like_any_page_that_does_not_exist(visit: Visit, url: str) -> None:
    stranger = visit()
    unknown = stranger.get(f"{url[:-2]}zz", status=404)
    nothing = stranger.get("/no-such-page", status=404)

    assert unknown.html.select_one("h1").text == nothing.html.select_one("h1").text
    assert "Ромашка" not in unknown
    for path in ("/pdf", "/logo"):
        stranger.get(f"{url[:-2]}zz{path}", status=404)


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
