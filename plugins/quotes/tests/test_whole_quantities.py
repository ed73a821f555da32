"""Two and a half bolts: told beside the cell wherever a quantity is given, and lost nowhere."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestResponse, Upload

from core.sdk import Refused, ValidationFailed, fire
from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Offer, Request
from plugins.quotes.services import answers, links, offers, requests
from plugins.quotes.tests import offer_world, request_world
from plugins.quotes.tests.offer_world import (
    BOLT,
    CABLE,
    ROMASHKA,
    Actors,
    RunJobs,
    line,
    material,
    sent,
    taking,
)
from plugins.quotes.tests.public_world import plain, quantities, state_of
from plugins.quotes.tests.public_world import sent as sent_offer  # noqa: F401 - a fixture
from plugins.quotes.tests.request_world import asked, at_work, registered, same_again, unit

Visit = Callable[..., Visitor]
NEW = "/quotes/requests/new"
NEW_OFFER = "/quotes/offers/new"
TOLD = "«шт» не делится: укажите целое число"


def told(page: TestResponse) -> dict[str, str]:
    """Errors beside the cells of the grid, by the cell."""
    found: dict[str, str] = {}
    for one in page.html.select("[data-error]"):
        if text := one.get_text(strip=True):
            found[one["id"].removesuffix("-error")] = text
    return found


@pytest.fixture
def divided(session: Session) -> Callable[[Offer], None]:
    """``divided(offer)``: its first line is from before the unit was said to be whole."""

    def divide(offer: Offer) -> None:
        offer.lines[0].quantity = Decimal("2.5")
        session.flush()

    return divide


# Requests


def test_a_request_by_hand_is_asked_for_whole_pieces_and_keeps_what_was_typed(
    visit: Visit, app: Flask
) -> None:
    form = form_with(visit("anna").get(NEW), NEW)
    form["partner_id_text"] = ROMASHKA
    for number, (text, quantity, code) in enumerate(
        [("Болт М8", "2,5", "штук"), ("Кабель", "2,5", "м"), ("Клей", "0,5", "")]
    ):
        form[f"lines-{number}-text"] = text
        form[f"lines-{number}-quantity"] = quantity
        form[f"lines-{number}-unit"] = code

    refused = form.submit(status=422)

    assert told(refused) == {"lines-0-quantity": TOLD}
    again = form_with(refused, NEW)
    assert again["lines-0-quantity"].value == "2,5"
    again["lines-0-quantity"] = "3"
    again.submit()
    with at_work(app) as (session, _anna):
        made = session.scalars(select(Request)).one()
        assert [row.quantity for row in made.lines] == [3, Decimal("2.5"), Decimal("0.5")]


def test_a_grid_says_so_while_it_is_typed(visit: Visit) -> None:
    typed = {"lines-0-text": "Болт М8", "lines-0-quantity": "2,5", "lines-0-unit": "шт"}
    assert told(visit("anna").act("/quotes/requests/preview", htmx=True, **typed)) == {
        "lines-0-quantity": TOLD
    }


def test_a_letter_keeps_what_was_written_and_tells_what_is_wrong_at_once(visit: Visit) -> None:
    anna = visit("anna")
    form = form_with(anna.get(f"{NEW}/letter"), f"{NEW}/letter")
    form["letter"] = "Нужно:\nБолт М8х40 DIN 933 - 2,5 шт\nКабель ВВГнг 3х2,5 - 2,5 м"

    recognised = form.submit()

    cells = form_with(recognised, NEW)
    assert cells["lines-0-quantity"].value == "2,5"
    assert cells["lines-1-quantity"].value == "2,5"
    assert told(recognised) == {"lines-0-quantity": TOLD}


def test_a_table_keeps_what_was_written_and_tells_what_is_wrong_at_once(visit: Visit) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ["Наименование", "Кол-во", "Ед."],
        ["Болт М8х40", 2.5, "шт"],
        ["Гайка М8", "по месту", "шт"],
        ["Кабель", 2.5, "м"],
    ):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    form = form_with(visit("anna").get(f"{NEW}/table"), f"{NEW}/table")
    form["table"] = Upload("заявка.xlsx", file.getvalue())

    page = form_with(form.submit(), f"{NEW}/table").submit()

    cells = form_with(page, NEW)
    assert [cells[f"lines-{number}-quantity"].value for number in range(3)] == [
        "2,5",
        "по месту",
        "2,5",
    ]
    assert told(page) == {"lines-0-quantity": TOLD, "lines-1-quantity": "Нужно число"}


def test_what_is_missing_in_a_letter_is_no_error_until_the_form_is_sent(visit: Visit) -> None:
    form = form_with(visit("anna").get(f"{NEW}/letter"), f"{NEW}/letter")
    form["letter"] = "Нужно:\n1. Болт М8х40 DIN 933 оцинк\n2. Гайка М8 - 5 шт"
    assert told(form.submit()) == {}


def test_the_service_of_requests_refuses_it_too(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    piece = unit(session, "796").id
    with pytest.raises(ValidationFailed) as caught:
        request_world.draft(session, anna, asked("Болт"), asked("Гайка", "0.5", unit_id=piece))
    assert set(caught.value.errors) == {"lines-1-quantity"}
    kept = request_world.draft(session, anna, asked("Гайка", "5", unit_id=piece))
    worse = (request_world.line_again(kept, 0, quantity=Decimal("0.5")),)
    with pytest.raises(ValidationFailed):
        requests.save_request(
            session,
            anna,
            kept.document_id,
            kept.document.version,
            same_again(kept, lines=worse),
        )


# Offers


def offer_cells(*rows: dict[str, Any], **header: Any) -> dict[str, str]:
    cells = {
        f"lines-{number}-{key}": str(text)
        for number, row in enumerate(rows)
        for key, text in row.items()
    }
    return {"currency": "RUB", "vat_mode": "included", "organisation_id": "1", **cells, **header}


def test_the_grid_of_an_offer_says_so_beside_the_cell_and_prices_the_other_lines(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, _anna):
        bolt, cable = material(session, BOLT).id, material(session, CABLE).id
        metre = unit(session, "006").id
    rows = (
        {"material_id": bolt, "name": BOLT, "quantity": "2,5"},
        {"material_id": cable, "name": CABLE, "quantity": "2,5"},
        # The unit of the line goes before that of the material.
        {"material_id": bolt, "name": BOLT, "quantity": "2,5", "unit_id": metre},
    )

    page = visit("anna").act("/quotes/offers/preview", htmx=True, **offer_cells(*rows))

    assert told(page) == {"lines-0-quantity": TOLD}
    sums = [one.get_text(strip=True) for one in page.html.select('[data-computed="amount"]')]
    assert (bool(sums[0]), plain(sums[1]), plain(sums[2])) == (False, "295,00", "46,25")


def test_an_offer_is_not_saved_with_a_part_of_a_piece(visit: Visit, app: Flask) -> None:
    form = form_with(visit("anna").get(NEW_OFFER), "/new")
    form["partner_id_text"] = ROMASHKA
    form["lines-0-name"] = BOLT
    form["lines-0-quantity"] = "2,5"

    refused = form.submit(status=422)

    assert told(refused) == {"lines-0-quantity": TOLD}
    assert form_with(refused, "/new")["lines-0-quantity"].value == "2,5"
    with at_work(app) as (session, _anna):
        assert session.scalars(select(Offer)).all() == []


def test_the_service_of_offers_refuses_it_too(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    with pytest.raises(ValidationFailed) as caught:
        offer_world.draft(session, anna, line(session, BOLT), line(session, BOLT, "2.5"))
    assert [str(one) for one in caught.value.errors["lines-1-quantity"]] == [TOLD]


def test_what_a_request_asks_in_metres_becomes_a_draft_that_waits_for_whole_pieces(
    session: Session, actors: Actors, visit: Visit
) -> None:
    """The customer wrote metres, the thing is sold by the piece: nothing of it is lost, and
    nothing of it goes out before a person has counted the pieces."""
    anna = actors("anna")
    request = registered(session, anna, asked("Болт М8х40", "2.5", unit_id=unit(session, "006").id))
    request.lines[0].material_id = material(session, BOLT).id
    request.lines[0].status = requests.ACCEPTED
    session.flush()

    offer = offers.from_request(session, anna, request.document_id)

    assert offer.lines[0].quantity == Decimal("2.5")
    with pytest.raises(Refused, match="не делится, в строках: 1"):
        fire(session, offer.document_id, "approve", anna)


def test_the_form_of_such_a_draft_opens_with_the_error(
    session: Session, actors: Actors, visit: Visit, divided: Callable[[Offer], None]
) -> None:
    offer = offer_world.draft(session, actors("anna"), line(session, BOLT))
    divided(offer)
    key = offer.document_id
    session.commit()

    page = visit("anna").get(f"/quotes/offers/{key}/edit")

    assert told(page) == {"lines-0-quantity": TOLD}


def test_a_copy_of_an_old_offer_keeps_its_quantities(
    session: Session, actors: Actors, divided: Callable[[Offer], None]
) -> None:
    anna = actors("anna")
    old = offer_world.draft(session, anna, line(session, BOLT))
    divided(old)
    assert offers.copy(session, anna, old.document_id).lines[0].quantity == Decimal("2.5")


# The customer's answer


def test_a_customer_takes_whole_pieces(
    visit: Visit,
    app: Flask,
    sent_offer: int,
) -> None:
    with at_work(app) as (session, _anna):
        url = f"/offer/{links.issue(session, session.get_one(Offer, sent_offer))}"
    form = form_with(visit().get(url), "/accept")
    first, second = quantities(form)
    form[first], form[second] = "2,5", "4"

    refused = form.submit(status=422)

    again = form_with(refused, "/accept")
    assert (again[first].value, again[second].value) == ("2,5", "4")
    assert TOLD in refused.html.find(id=f"{first}-error").get_text()
    assert state_of(app, sent_offer) == "sent"
    again[first] = "2"
    assert "Вы приняли предложение" in again.submit().follow()


def test_a_manager_writes_down_whole_pieces(
    visit: Visit,
    app: Flask,
    sent_offer: int,
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(f"/quotes/offers/{sent_offer}/answer"), "/accept")
    first = quantities(form)[0]
    form[first] = "2,5"

    refused = form.submit(status=422)

    assert TOLD in refused.html.find(id=f"{first}-error").get_text()
    assert form_with(refused, "/accept")[first].value == "2,5"
    assert state_of(app, sent_offer) == "sent"


def test_what_was_once_offered_may_be_taken_as_it_was_and_shows_what_was_taken(
    session: Session,
    actors: Actors,
    run_jobs: RunJobs,
    visit: Visit,
    divided: Callable[[Offer], None],
) -> None:
    offer = sent(session, actors("anna"), run_jobs, line(session, BOLT), line(session, BOLT))
    divided(offer)
    customer = links.customer(offer)

    def accept(**wanted: str) -> None:
        answers.accept(session, customer, offer.document_id, taking(offer, **wanted), how="link")

    with pytest.raises(ValidationFailed) as caught:
        accept(line_1="1.5")
    assert set(caught.value.errors) == {f"quantity-{offer.lines[0].id}"}
    accept(line_2="4")
    assert offer.lines[0].confirmed_quantity == Decimal("2.5")
    url = f"/offer/{links.issue(session, offer)}"
    session.commit()
    assert "2,5 шт" in plain(visit().get(url).html.text)
