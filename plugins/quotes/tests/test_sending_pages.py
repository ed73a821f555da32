"""Sending an offer and writing down its answer, through the pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.sdk import Competitor, MailMessage, RejectionReason, fire
from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Offer, Sending
from plugins.quotes.tests.offer_world import BOLT, NUT, approved, line, send
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]
RunJobs = Callable[[], int]
HTMX = {"HX-Request": "true"}


def address(offer_id: int, *rest: str) -> str:
    return "/".join(["/quotes/offers", str(offer_id), *rest])


@pytest.fixture
def ready(app: Flask) -> int:
    """Anna's approved offer."""
    with at_work(app) as (session, anna):
        return approved(session, anna, line(session, BOLT), line(session, NUT)).document_id


@pytest.fixture
def sent(app: Flask, ready: int, run_jobs: RunJobs) -> int:
    """The same offer, sent."""
    with at_work(app) as (session, anna):
        send(session, anna, lambda: 0, session.get_one(Offer, ready))
    run_jobs()
    return ready


def offer_of(app: Flask, offer_id: int) -> tuple[str, Any]:
    with at_work(app) as (session, _anna):
        offer = session.get_one(Offer, offer_id)
        return offer.document.state, [row.confirmed_quantity for row in offer.lines]


def test_the_letter_is_prefilled_and_goes_by_the_outbox(
    visit: Visit, app: Flask, ready: int, run_jobs: RunJobs
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(address(ready)), "/send/email")
    assert form["to"].value == "zakaz@romashka.example"
    assert form["subject"].value.startswith("Коммерческое предложение КТ-КП-000001")
    form["text"] = "Добрый день!"

    page = form.submit().follow()

    assert "готовится" in page.html.select_one("#offer-sendings").text
    run_jobs()
    page = anna.get(address(ready))
    sendings = page.html.select_one("#offer-sendings").text
    assert "zakaz@romashka.example" in sendings
    assert "ссылку ещё не открывали" in sendings
    with at_work(app) as (session, _anna):
        [row] = session.scalars(select(Sending)).all()
        assert row.attachment is not None
        assert row.attachment.sha256[:12] in sendings
        [letter] = session.scalars(select(MailMessage)).all()
        assert "Добрый день!" in letter.text
    assert offer_of(app, ready)[0] == "sent"


def test_the_block_asks_for_itself_until_the_offer_has_moved_on(
    visit: Visit, ready: int, run_jobs: RunJobs
) -> None:
    anna = visit("anna")
    form_with(anna.get(address(ready)), "/send/email").submit()

    block = anna.get(address(ready, "sendings?state=approved"), headers=HTMX)
    assert "load delay:2s" in block
    run_jobs()
    moved = anna.get(address(ready, "sendings?state=approved"), headers=HTMX)
    assert moved.headers["HX-Redirect"].endswith(address(ready))
    assert anna.get(address(ready, "sendings")).location.endswith(address(ready))


def test_two_presses_of_the_button_make_one_sending(visit: Visit, app: Flask, ready: int) -> None:
    anna = visit("anna")
    form = form_with(anna.get(address(ready)), "/send/email")

    assert form.submit().status_int == form.submit().status_int == 303

    with at_work(app) as (session, _anna):
        assert len(session.scalars(select(Sending)).all()) == 1


def test_a_wrong_address_comes_back_beside_the_field(visit: Visit, ready: int) -> None:
    form = form_with(visit("anna").get(address(ready)), "/send/email")
    form["to"] = "нет такого"
    form["text"] = "Это не должно пропасть"

    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert form_with(page, "/send/email")["text"].value == "Это не должно пропасть"
    assert page.html.select_one("#to-error, [id$='to-error']")


def test_what_went_by_hand_is_written_down(
    visit: Visit, app: Flask, ready: int, run_jobs: RunJobs
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(address(ready, "send")), "/send/manual")
    form["recipient"] = "Петрову в Telegram"
    form.submit().follow()
    run_jobs()

    page = anna.get(address(ready))

    assert "Петрову в Telegram" in page.html.select_one("#offer-sendings").text
    assert "Петрову в Telegram" in page.html.select_one("#document-timeline").text
    assert offer_of(app, ready)[0] == "sent"


def test_an_offer_that_changed_meanwhile_is_not_sent_unseen(
    visit: Visit, app: Flask, ready: int
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(address(ready)), "/send/email")
    with at_work(app) as (session, actor):
        fire(session, ready, "reopen", actor)
        fire(session, ready, "approve", actor)

    page = form.submit(expect_errors=True)

    assert page.status_int == 409
    again = form_with(page, "/send/email")
    assert again.submit().status_int == 303


def test_the_failure_of_a_sending_is_shown_with_its_reason(
    visit: Visit, app: Flask, ready: int, run_jobs: RunJobs
) -> None:
    anna = visit("anna")
    form_with(anna.get(address(ready)), "/send/email").submit()
    with at_work(app) as (session, actor):
        fire(session, ready, "reopen", actor)
    run_jobs()

    block = anna.get(address(ready)).html.select_one("#offer-sendings")

    assert "Отправляют утверждённое предложение" in block.text


def test_a_link_is_shown_once_and_opens_the_offer(visit: Visit, app: Flask, sent: int) -> None:
    anna = visit("anna")

    page = anna.act(address(sent, "link"))
    url = page.html.select_one("#offer-link-url")["value"]
    fragment = anna.act(address(sent, "link"), htmx=True)

    assert visit().get(url.removeprefix("http://localhost")).status_int == 200
    assert "<html" not in fragment.text
    assert url not in anna.get(address(sent)).text
    told = anna.get(address(sent)).html.select_one("#offer-sendings").text
    assert re.search(r"вручную\D+2", told)


def test_no_link_for_what_has_not_been_sent(visit: Visit, ready: int) -> None:
    assert visit("anna").act(address(ready, "link"), htmx=True).status_int == 422


def test_the_manager_writes_down_what_the_customer_takes(
    visit: Visit, app: Flask, sent: int
) -> None:
    form = form_with(visit("anna").get(address(sent, "answer")), "/accept")
    first, second = [name for name in form.fields if name and name.startswith("quantity-")]
    assert form[first].value == "10"
    form[first] = "4"
    form[second] = "0"
    form["how"] = "phone"

    page = form.submit().follow()

    assert "74,00" in page
    assert offer_of(app, sent) == ("confirmed", [4, 0])


def test_the_sum_of_what_is_typed_is_shown_before_it_is_written(
    visit: Visit, app: Flask, sent: int
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(address(sent, "answer")), "/accept")
    first, second = [name for name in form.fields if name and name.startswith("quantity-")]

    part = anna.act(address(sent, "taken"), **{first: "2", second: "много"})
    assert "37,00" in part.html.select_one("[data-taken-totals]").text
    assert "много" in part.html.select_one("[data-taken-error]:not([hidden])").text
    form[first] = "2"
    whole = form.submit("recalculate", value="1")

    assert "79,00" in whole.html.select_one("[data-taken-totals]").text
    assert offer_of(app, sent)[0] == "sent"


@pytest.mark.parametrize("typed", ["-1", "много", "0,0000001"])
def test_a_quantity_that_cannot_be_is_told_beside_it(
    visit: Visit, app: Flask, sent: int, typed: str
) -> None:
    form = form_with(visit("anna").get(address(sent, "answer")), "/accept")
    first = next(name for name in form.fields if name and name.startswith("quantity-"))
    form[first] = typed

    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert page.html.select_one("[data-taken-error]:not([hidden])").text
    assert offer_of(app, sent)[0] == "sent"


def test_to_take_nothing_is_not_written_as_an_acceptance(
    visit: Visit, app: Flask, sent: int
) -> None:
    form = form_with(visit("anna").get(address(sent, "answer")), "/accept")
    for name in form.fields:
        if name and name.startswith("quantity-"):
            form[name] = "0"

    page = form.submit(expect_errors=True)

    assert page.status_int == 422
    assert "хотя бы в одной строке" in page
    assert offer_of(app, sent) == ("sent", [None, None])


def test_a_refusal_is_written_with_its_reason_and_the_competitor(
    visit: Visit, app: Flask, sent: int
) -> None:
    with at_work(app) as (session, _anna):
        reason, rival = RejectionReason(name="Нашли ближе"), Competitor(name="ООО «Рядом»")
        session.add_all([reason, rival])
        session.flush()
        reason_id, rival_id = reason.id, rival.id
    anna = visit("anna")
    empty = form_with(anna.get(address(sent, "answer")), "/reject")
    assert empty.submit(expect_errors=True).status_int == 422
    form = form_with(anna.get(address(sent, "answer")), "/reject")
    form["reason_id"] = str(reason_id)
    form["competitor_id"] = str(rival_id)

    page = form.submit().follow()

    assert "Нашли ближе" in page
    assert "ООО «Рядом»" in page
    assert offer_of(app, sent)[0] == "rejected"


def test_an_answer_over_a_newer_version_is_shown_again(visit: Visit, app: Flask, sent: int) -> None:
    form = form_with(visit("anna").get(address(sent, "answer")), "/accept")
    with at_work(app) as (session, anna):
        fire(session, sent, "confirm_receipt", anna)

    page = form.submit(expect_errors=True)

    assert page.status_int == 409
    assert form_with(page, "/accept").submit().status_int == 303


def test_what_does_not_wait_for_an_answer_takes_none(visit: Visit, ready: int) -> None:
    anna = visit("anna")

    assert anna.get(address(ready, "answer"), expect_errors=True).status_int == 422
    assert anna.act(address(ready, "accept")).status_int in {409, 422}
