"""Who decides about a discount: the manager up to the norm, the head above it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import Document, Forbidden, NotFound, Refused, fire, history, moves, today
from core.testing.tools import set_norm
from plugins.quotes.guards import effective_discount
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL
from plugins.quotes.pricing import LineInput
from plugins.quotes.services import offers
from plugins.quotes.tests.offer_world import (
    BOLT,
    NUT,
    VASILEK,
    Actors,
    draft,
    given,
    later,
    line,
)


def open_moves(session: Session, document: Document, actor: object) -> set[str]:
    return {move.transition.name for move in moves(session, document, actor) if move.open}


def test_within_the_norm_the_manager_approves_his_own_offer(
    session: Session, actors: Actors
) -> None:
    offer = draft(session, actors("anna"), line(session, BOLT, discount="10"))

    assert open_moves(session, offer.document, actors("anna")) == {"approve", "discard"}
    fire(session, offer.document_id, "approve", actors("anna"))

    assert offer.document.state == "approved"
    assert offer.document.number == f"КТ-КП-{offer.document.sequence:06d}"


def test_above_the_norm_it_takes_the_head(session: Session, actors: Actors) -> None:
    anna, vera = actors("anna"), actors("vera")
    offer = draft(session, anna, line(session, NUT), line(session, BOLT, discount="15"))

    assert open_moves(session, offer.document, anna) == {"submit", "discard"}
    with pytest.raises(Refused, match="Скидка 15 % больше нормы 10 %"):
        fire(session, offer.document_id, "approve", anna)
    fire(session, offer.document_id, "submit", anna)
    with pytest.raises(Forbidden):
        fire(session, offer.document_id, "approve_discount", anna)
    fire(session, offer.document_id, "approve_discount", vera)

    assert offer.document.state == "approved"
    submitted = history.entries(session, offer.document)[-2]
    assert submitted.payload["transition"] == "submit"
    [reading] = submitted.payload["norms"]
    assert (reading["key"], Decimal(reading["value"])) == (DISCOUNT_WITHOUT_APPROVAL, 10)


def test_the_head_returns_it_with_remarks(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"), line(session, BOLT, discount="15"))
    fire(session, offer.document_id, "submit", actors("anna"))

    with pytest.raises(Refused):
        fire(session, offer.document_id, "return", actors("vera"))
    fire(session, offer.document_id, "return", actors("vera"), reason="Хватит и десяти")

    assert offer.document.state == "draft"
    assert history.entries(session, offer.document)[-1].payload["reason"] == "Хватит и десяти"


def test_a_price_typed_below_the_list_is_a_discount_too(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"), line(session, BOLT, price=Decimal("15.00")))

    assert "approve" not in open_moves(session, offer.document, actors("anna"))
    with pytest.raises(Refused, match="Цена ниже прайса на 18,92 %, это больше нормы скидки 10 %"):
        fire(session, offer.document_id, "approve", actors("anna"))


def test_a_price_above_the_list_is_no_discount(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"), line(session, BOLT, price=Decimal(20), discount="5"))

    assert "approve" in open_moves(session, offer.document, actors("anna"))
    assert effective_discount(Decimal(20), Decimal(5), Decimal("18.50")) == 0


def test_another_norm_rules_from_its_own_moment_on(session: Session, actors: Actors) -> None:
    anna, vera = actors("anna"), actors("vera")
    before = draft(session, anna, line(session, BOLT, discount="15"))
    fire(session, before.document_id, "submit", anna)
    with later(minutes=1):
        set_norm(
            session,
            DISCOUNT_WITHOUT_APPROVAL,
            Decimal(20),
            reason="Сезон скидок",
            valid_from=None,
            actor=vera,
        )
        after = draft(session, anna, line(session, BOLT, discount="15"))
        fire(session, after.document_id, "approve", anna)

    assert before.document.state == "on_approval"
    assert after.document.state == "approved"
    [reading] = history.entries(session, after.document)[-1].payload["norms"]
    assert Decimal(reading["value"]) == 20


def test_what_is_not_complete_is_not_approved(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    empty = offers.create_offer(session, anna, replace(given(session), lines=()))
    bare = LineInput(name="По чертежу", quantity=Decimal(1))
    unpriced = draft(session, anna, line(session, BOLT), bare)
    stale = draft(session, anna, valid_until=today())

    with pytest.raises(Refused, match="хотя бы одну строку"):
        fire(session, empty.document_id, "approve", anna)
    with pytest.raises(Refused, match="Укажите цену в строках: 2"):
        fire(session, unpriced.document_id, "approve", anna)
    with later(days=1), pytest.raises(Refused, match="Срок действия уже прошёл"):
        fire(session, stale.document_id, "approve", anna)


def test_an_offer_with_a_number_is_not_thrown_away(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    offer = draft(session, anna)
    fire(session, offer.document_id, "approve", anna)
    fire(session, offer.document_id, "reopen", anna)

    with pytest.raises(Refused, match="удалить его нельзя"):
        fire(session, offer.document_id, "discard", anna)


def test_a_neighbour_moves_nothing(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"))
    theirs = draft(session, actors("boris"), to=VASILEK)

    with pytest.raises(NotFound):
        fire(session, offer.document_id, "approve", actors("boris"))
    with pytest.raises(NotFound):
        fire(session, theirs.document_id, "approve", actors("anna"))
    assert open_moves(session, theirs.document, actors("vera")) == {"approve", "discard"}


def test_validity_follows_its_norm(session: Session, actors: Actors) -> None:
    set_norm(
        session,
        "quotes.offer_validity_days",
        Decimal(5),
        reason="Цены скачут",
        valid_from=None,
        actor=actors("vera"),
    )

    assert draft(session, actors("anna")).valid_until == today() + timedelta(days=5)
