"""A customer who wants something else than was offered: his wish is no acceptance."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Material,
    PriceItem,
    Refused,
    ValidationFailed,
    fire,
    history,
)
from plugins.quotes.jobs import REMIND_JOB
from plugins.quotes.models import Offer
from plugins.quotes.pricing import LineInput
from plugins.quotes.services import answers, links, offers, wishes
from plugins.quotes.services.wishes import Wish
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    Actors,
    RunJobs,
    draft,
    later,
    line,
    send,
    sent,
    taking,
)
from plugins.quotes.tests.test_offer_answers import run


def answer(session: Session, offer: Offer, words: str = "", **changed: str) -> bool:
    """What the customer presses «Принять предложение» with."""
    return wishes.answer(
        session,
        links.customer(offer),
        offer.document_id,
        Wish(taking(offer, **changed), words),
        how="link",
    )


def approved_by_vera(session: Session, actors: Actors, run_jobs: RunJobs) -> Offer:
    """A hundred bolts with a discount that the head has agreed to, sent."""
    offer = draft(session, actors("anna"), line(session, BOLT, "100", discount="25"))
    fire(session, offer.document_id, "submit", actors("anna"))
    fire(session, offer.document_id, "approve_discount", actors("vera"))
    send(session, actors("anna"), run_jobs, offer)
    return offer


def test_more_than_was_offered_is_a_wish_and_the_offer_stays_sent(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    assert not answer(session, offer, "Нужно много", line_1="99999")

    assert offer.document.state == "sent"
    assert offer.lines[0].confirmed_quantity is None
    wish = wishes.open_wish(session, offer.document)
    assert wish is not None
    assert wishes.wished(wish) == {offer.lines[0].id: Decimal(99999)}
    assert wish.words == "Нужно много"
    told = history.entries(session, offer.document)[-1]
    assert told.payload["params"] == {"words": "Нужно много"}
    assert told.actor_name == "Петров Пётр Петрович (по ссылке)"


def test_the_manager_who_records_more_is_told_beside_the_line(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    with pytest.raises(ValidationFailed) as caught:
        answers.accept(
            session,
            actors("anna"),
            offer.document_id,
            taking(offer, line_1="11"),
            how="phone",
        )

    (message,) = caught.value.errors[f"quantity-{offer.lines[0].id}"]
    assert str(message) == "Предложено 10 шт: цена на большее количество может быть другой"
    assert offer.document.state == "sent"


def test_less_is_accepted_while_the_break_of_the_list_holds(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs, line(session, BOLT, "10", discount="5"))

    assert answer(session, offer, line_1="4")

    assert offer.document.state == "confirmed"


def test_one_piece_at_the_price_of_a_thousand_is_a_wish(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    first = session.scalars(
        select(PriceItem).join(Material).where(Material.sku == BOLT).order_by(PriceItem.id)
    ).first()
    assert first is not None
    session.add(
        PriceItem(
            price_list_id=first.price_list_id,
            material_id=first.material_id,
            min_quantity=Decimal(1000),
            price=first.price / 2,
        )
    )
    session.flush()
    offer = sent(session, actors("anna"), run_jobs, line(session, BOLT, "1500"))

    assert not answer(session, offer, line_1="1")
    assert offer.document.state == "sent"
    assert answer(session, offer, line_1="1200")
    assert offer.document.state == "confirmed"


def test_a_discount_of_the_head_is_for_the_quantity_that_he_saw(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = approved_by_vera(session, actors, run_jobs)

    assert not answer(session, offer, line_1="99")
    assert answer(session, offer)


def test_a_line_may_be_left_out(session: Session, actors: Actors, run_jobs: RunJobs) -> None:
    offer = sent(session, actors("anna"), run_jobs, line(session, BOLT), line(session, NUT))

    assert answer(session, offer, line_2="0")


def test_a_typed_price_without_a_list_is_for_the_quantity_offered(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    special = offers_line("Фланец по чертежу", "1000", "15")
    offer = sent(session, actors("anna"), run_jobs, special)

    assert not answer(session, offer, line_1="1")
    assert answer(session, offer)


def offers_line(name: str, quantity: str, price: str) -> LineInput:
    return LineInput(name=name, quantity=Decimal(quantity), price=Decimal(price))


def test_the_revision_takes_the_wished_quantities_at_the_prices_for_them(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    bolts = line(session, BOLT, "10", price=Decimal("17"))
    offer = sent(session, anna, run_jobs, bolts, line(session, NUT))
    answer(session, offer, line_1="20", line_2="0")
    wish = wishes.open_wish(session, offer.document)
    assert wish is not None

    revision = offers.revise(session, anna, offer.document_id, wishes.wished(wish))

    assert [(one.sku, one.quantity) for one in revision.lines] == [(BOLT, Decimal(20))]
    assert revision.lines[0].price == revision.lines[0].list_price == Decimal("18.5")
    assert revision.document.revision == 2
    assert offer.document.state == "superseded"
    behind = wishes.wish_behind(session, revision.document)
    assert behind is not None
    assert behind.id == wish.id


def test_a_second_press_makes_no_second_wish(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    answer(session, offer, line_1="20")
    before = len(history.entries(session, offer.document))

    answer(session, offer, line_1="20")

    assert len(history.entries(session, offer.document)) == before


def test_to_ask_for_a_change_something_must_change(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    customer = links.customer(offer)

    with pytest.raises(Refused, match="напишите, что изменить"):
        wishes.ask_for_change(session, customer, offer.document_id, Wish(taking(offer)), how="link")
    with pytest.raises(Refused, match="хотя бы в одной строке"):
        wishes.ask_for_change(session, customer, offer.document_id, Wish({}, "Нет"), how="link")
    with pytest.raises(ValidationFailed):
        wishes.ask_for_change(
            session,
            customer,
            offer.document_id,
            Wish(taking(offer, line_1="2.5")),
            how="link",
        )


def test_whoever_has_asked_for_a_change_is_not_reminded_of_the_receipt(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    answer(session, offer, line_1="20")

    with later(days=6):
        run(session, run_jobs, REMIND_JOB)

    assert offer.reminded_at is None
