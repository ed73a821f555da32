"""The manager hears what his customer has said: a letter, the home page, a counter."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, MailMessage, User, fire
from core.testing.browser import form_with
from plugins.quotes.queries.offers import news
from plugins.quotes.services import answers, links, offers
from plugins.quotes.services.answers import Rejection
from plugins.quotes.tests import offer_world
from plugins.quotes.tests.offer_world import Actors, RunJobs, commit, later, taking
from plugins.quotes.tests.public_world import (  # noqa: F401 - fixtures are used by name
    Visit,
    plain,
    sent,
    state_of,
    url,
)
from plugins.quotes.tests.request_world import at_work


def letters_to_anna(session: Session) -> list[MailMessage]:
    address = session.scalars(select(User.email).where(User.login == "anna")).one()
    rows = session.scalars(select(MailMessage).order_by(MailMessage.id))
    return [one for one in rows if one.to == [address]]


def give_addresses(session: Session) -> None:
    for person in session.scalars(select(User)):
        person.email = f"{person.login}@house.example"
    commit(session)


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("receipt", "Клиент подтвердил получение"),
        ("accept", "Клиент принял предложение"),
        ("reject", "Клиент отказался"),
    ],
)
def test_each_answer_of_the_customer_is_written_to_the_manager_once(
    session: Session, actors: Actors, run_jobs: RunJobs, said: str, subject: str
) -> None:
    give_addresses(session)
    anna = actors("anna")
    offer = offer_world.sent(session, anna, run_jobs)
    customer = links.customer(offer)

    if said == "receipt":
        answers.confirm_receipt(session, customer, offer.document_id, "link")
    elif said == "accept":
        answers.accept(session, customer, offer.document_id, taking(offer), how="link")
    else:
        answers.reject(session, customer, offer.document_id, Rejection("Дорого"), how="link")
    assert news.unheard_count(session, anna) == 1
    commit(session)
    run_jobs()
    run_jobs()
    session.expire_all()

    (letter,) = letters_to_anna(session)
    assert letter.subject == f"{offer.document.number}: {subject}"
    assert f"/quotes/offers/{offer.document_id}" in letter.text
    assert ("«Дорого»" in letter.text) == (said == "reject")
    assert news.unheard_count(session, actors("boris")) == 0


def test_what_the_manager_records_himself_is_no_news_to_him(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    give_addresses(session)
    anna = actors("anna")
    offer = offer_world.sent(session, anna, run_jobs)
    answers.confirm_receipt(session, links.customer(offer), offer.document_id, "link")

    answers.accept(session, anna, offer.document_id, taking(offer), how="phone")

    assert news.unheard(session, anna, 8) == []
    commit(session)
    run_jobs()
    session.expire_all()
    assert letters_to_anna(session) == []


def test_a_new_revision_answers_the_customer(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    offer = offer_world.sent(session, anna, run_jobs)
    answers.confirm_receipt(session, links.customer(offer), offer.document_id, "link")

    offers.revise(session, anna, offer.document_id)

    assert news.unheard_count(session, anna) == 0


def test_a_history_that_the_program_lays_up_writes_no_letters(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    give_addresses(session)
    offer = offer_world.sent(session, actors("anna"), run_jobs)

    answers.confirm_receipt(session, Actor.system("Ромашка (по ссылке)"), offer.document_id, "link")
    commit(session)
    run_jobs()
    session.expire_all()

    assert letters_to_anna(session) == []
    assert news.unheard_count(session, actors("anna")) == 1


def test_old_news_is_not_written(session: Session, actors: Actors, run_jobs: RunJobs) -> None:
    give_addresses(session)
    offer = offer_world.sent(session, actors("anna"), run_jobs)
    fire(session, offer.document_id, "confirm_receipt", links.customer(offer))
    commit(session)

    with later(days=3):
        run_jobs()
    session.expire_all()

    assert letters_to_anna(session) == []
    assert news.unheard_count(session, actors("anna")) == 1


def test_the_home_page_says_it_until_the_manager_opens_the_offer(
    visit: Visit,
    app: Flask,
    sent: int,
    url: str,
) -> None:
    page = visit().get(url)
    form = form_with(page, f"{url}/accept")
    form["words"] = "Можно с доставкой?"
    thanks = form.submit("ask", value="1").follow()
    assert "Вы просили изменить" in thanks.html.text
    assert "Можно с доставкой?" in thanks.html.text
    assert state_of(app, sent) == "sent"

    anna = visit("anna")
    home = anna.get("/")
    assert "Клиенты ответили" in home.html.text
    shown = anna.get(f"/quotes/offers/{sent}")
    assert "Клиент просит изменить" in shown.html.text
    assert "Клиенты ответили" not in anna.get("/").html.text
    assert "клиент просит изменить" in anna.get("/quotes/offers/").html.text
    assert "клиент просит изменить" in anna.get("/quotes/offers/board").html.text


def test_too_much_typed_by_the_customer_becomes_a_revision_with_one_press(
    visit: Visit,
    app: Flask,
    sent: int,
    url: str,
) -> None:
    form = form_with(visit().get(url), f"{url}/accept")
    first, second = (name for name in form.fields if name and name.startswith("quantity-"))
    form[first], form[second] = "99999", "0"
    thanks = form.submit().follow()
    assert "Это ещё не заказ" in thanks.html.text
    assert state_of(app, sent) == "sent"

    anna = visit("anna")
    page = anna.get(f"/quotes/offers/{sent}")
    forms = [one for one in page.forms.values() if "wish" in one.fields and "revise" in one.action]
    draft = forms[0].submit().follow()

    assert "99 999" in plain(draft.html.text)
    assert state_of(app, sent) == "superseded"
    with at_work(app) as (session, actor):
        assert news.unheard_count(session, actor) == 0


def test_the_manager_is_told_beside_the_field_and_may_record_the_wish(
    visit: Visit,
    app: Flask,
    sent: int,
) -> None:
    anna = visit("anna")
    address = f"/quotes/offers/{sent}"
    form = form_with(anna.get(f"{address}/answer"), f"{address}/accept")
    first = next(name for name in form.fields if name and name.startswith("quantity-"))
    form[first] = "11"
    again = form.submit(status=422)
    fault = again.html.select_one(f"#{first}-error").text
    assert "Предложено 10 шт" in fault

    form = form_with(again, f"{address}/accept")
    page = form.submit("ask", value="1").follow()

    assert "Клиент просит изменить" in page.html.text
    assert state_of(app, sent) == "sent"
    with at_work(app) as (session, actor):
        assert news.unheard_count(session, actor) == 0
