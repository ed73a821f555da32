"""The customer's page of an offer: what it shows and how he answers."""

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from core.testing.browser import form_with
from plugins.quotes.models import Offer, PublicLink
from plugins.quotes.tests.offer_world import (
    later,
    organisation,
)
from plugins.quotes.tests.public_world import (  # noqa: F401 - fixtures are used by name
    Visit,
    history_of,
    plain,
    quantities,
    sent,
    state_of,
    url,
)
from plugins.quotes.tests.request_world import at_work
from plugins.quotes.tests.test_sending import png


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
    form[first] = "3"
    form[second] = "0"

    page = form.submit().follow()

    assert "Вы приняли предложение" in page
    assert "55,50" in plain(page.html.text)
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
