"""Making and changing offers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import (
    Document,
    Forbidden,
    Message,
    NotFound,
    Refused,
    StaleVersion,
    ValidationFailed,
    VatMode,
    fire,
    history,
    today,
)
from plugins.quotes.models import Offer
from plugins.quotes.pricing import LineInput
from plugins.quotes.services import offers
from plugins.quotes.tests.offer_world import (
    BOLT,
    BOLT_LONG,
    CABLE,
    NUT,
    VASILEK,
    Actors,
    approved,
    delivery,
    draft,
    given,
    line,
    organisation,
    partner,
)


def errors_of(caught: pytest.ExceptionInfo[ValidationFailed]) -> set[str]:
    return set(caught.value.errors)


def changed_fields(session: Session, offer: Offer) -> dict[str, list[str]]:
    last = history.entries(session, offer.document)[-1]
    assert last.kind == "changed"
    return last.payload["fields"]


def test_a_new_offer_is_a_draft_of_its_author_with_prices_of_the_list(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")

    offer = draft(session, anna, line(session, BOLT, "10"), line(session, CABLE, "2.5"))

    assert offer.document.state == "draft"
    assert offer.document.number is None
    assert offer.document.responsible_id == anna.user_id
    assert [row.price for row in offer.lines] == [Decimal("18.50"), Decimal("118.00")]
    assert [row.unit.short for row in offer.lines if row.unit] == ["шт", "м"]
    assert offer.document.total == Decimal("185.00") + Decimal("295.00")
    assert offer.net + offer.vat == offer.document.total
    assert offer.valid_until == today() + timedelta(days=14)


def test_the_wholesale_price_holds_from_its_quantity_on(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"), line(session, BOLT, "100"))

    assert offer.lines[0].price == Decimal("16.00")
    assert "от 100" in str(Message.from_json(offer.lines[0].price_source))


def test_delivery_to_the_door_raises_the_price(session: Session, actors: Actors) -> None:
    door = delivery(session, "door")

    offer = draft(session, actors("anna"), delivery_term_id=door.id)

    assert offer.lines[0].price == Decimal("19.06")
    assert "Доставка до склада" in str(Message.from_json(offer.lines[0].price_source))


def test_prices_of_a_list_with_tax_are_shown_without_it_where_the_tax_comes_on_top(
    session: Session, actors: Actors
) -> None:
    offer = draft(session, actors("anna"), vat_mode=VatMode.EXCLUDED)

    assert offer.lines[0].price == Decimal("15.16")
    assert (offer.net, offer.vat) == (Decimal("151.60"), Decimal("33.35"))
    assert offer.document.total == Decimal("184.95")


def test_what_is_not_in_the_assortment_is_offered_in_words_at_a_price_by_hand(
    session: Session, actors: Actors
) -> None:
    special = LineInput(name="Кронштейн по чертежу", quantity=Decimal(2), price=Decimal(950))

    offer = draft(session, actors("anna"), special)

    assert offer.lines[0].sku == ""
    assert offer.lines[0].list_price is None
    assert offer.document.total == Decimal(1900)


def test_wrong_input_is_refused_field_by_field(session: Session, actors: Actors) -> None:
    bad = (
        LineInput(name=" ", quantity=Decimal(1)),
        line(session, BOLT, "0"),
        line(session, BOLT, discount="101"),
        line(session, BOLT, shipping_days=-1),
        line(session, BOLT, instead_of="Болт М8х45"),
    )
    wrong = replace(
        given(session, *bad),
        valid_until=today() - timedelta(days=1),
        contact_id=partner(session, VASILEK).contacts[0].id,
    )

    with pytest.raises(ValidationFailed) as caught:
        offers.create_offer(session, actors("anna"), wrong)

    assert errors_of(caught) == {
        "contact_id",
        "valid_until",
        "lines-0-name",
        "lines-1-quantity",
        "lines-3-shipping_days",
        "lines-4-instead_reason",
    }


def test_a_number_that_cannot_be_names_its_line(session: Session, actors: Actors) -> None:
    with pytest.raises(ValidationFailed) as caught:
        draft(session, actors("anna"), line(session, BOLT), line(session, NUT, discount="101"))

    assert errors_of(caught) == {"lines-1-discount_percent"}


def test_a_material_that_does_not_exist_names_its_line(session: Session, actors: Actors) -> None:
    stray = LineInput(name="Болт", quantity=Decimal(1), material_id=999_999)

    with pytest.raises(ValidationFailed) as caught:
        draft(session, actors("anna"), stray)

    assert errors_of(caught) == {"lines-0-name"}


def test_nobody_offers_to_a_partner_that_he_does_not_see(session: Session, actors: Actors) -> None:
    with pytest.raises(NotFound):
        draft(session, actors("anna"), to=VASILEK)


def test_an_archived_partner_gets_no_offers(session: Session, actors: Actors) -> None:
    partner(session).archived = True

    with pytest.raises(ValidationFailed) as caught:
        draft(session, actors("anna"))

    assert errors_of(caught) == {"partner_id"}


def test_who_may_not_prepare_offers_makes_none(session: Session, actors: Actors) -> None:
    with pytest.raises(Forbidden):
        offers.create_offer(session, actors("gleb"), given(session))


def test_a_saved_offer_tells_in_the_history_what_became_different(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    offer = draft(session, anna, line(session, BOLT), line(session, NUT, "5"))
    was = offers.as_input(offer)
    kept, dropped = was.lines
    changed = replace(
        was,
        lines=(line(session, BOLT_LONG, "1"), replace(kept, discount_percent=Decimal(5))),
        delivery_term_id=delivery(session, "pickup").id,
    )

    offers.save_offer(session, anna, offer.document_id, offer.document.version, changed)

    fields = changed_fields(session, offer)
    assert fields["Условия поставки"] == ["", delivery(session, "pickup").name]
    assert fields["№ 1"][0] == ""
    assert fields["№ 1"][1][0].startswith("Болт М8х50")
    told, days = fields["№ 2"][1]
    assert told.endswith("− 5 %")
    assert str(Message.from_json(days)) == "3 дня"
    assert fields["№ 2 (−)"][0][0].startswith("Гайка М8")
    assert "Контрагент" not in fields
    assert [row.id for row in offer.lines][1] == kept.id
    assert dropped.id not in {row.id for row in offer.lines}


def test_saving_without_a_change_writes_nothing(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    offer = draft(session, anna)
    before = len(history.entries(session, offer.document))

    offers.save_offer(
        session, anna, offer.document_id, offer.document.version, offers.as_input(offer)
    )

    assert len(history.entries(session, offer.document)) == before


def test_even_a_change_of_the_text_alone_makes_another_version(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    offer = draft(session, anna)
    seen = offer.document.version
    changed = replace(offers.as_input(offer), opening="Благодарим за запрос.")

    offers.save_offer(session, anna, offer.document_id, seen, changed)

    with pytest.raises(StaleVersion):
        offers.save_offer(session, anna, offer.document_id, seen, changed)


def test_only_a_draft_is_changed(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    offer = approved(session, anna)

    with pytest.raises(Refused):
        offers.save_offer(
            session, anna, offer.document_id, offer.document.version, offers.as_input(offer)
        )


def test_a_registered_offer_stays_with_its_organisation(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    offer = approved(session, anna)
    fire(session, offer.document_id, "reopen", anna)
    own = organisation(session)
    other = type(own)(name="ИП Второй", inn="500100732259")
    session.add(other)
    session.flush()

    with pytest.raises(ValidationFailed) as caught:
        offers.save_offer(
            session,
            anna,
            offer.document_id,
            offer.document.version,
            replace(offers.as_input(offer), organisation_id=other.id),
        )

    assert errors_of(caught) == {"organisation_id"}


def test_a_neighbour_finds_no_offer(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"))

    for act in (offers.get, lambda s, key, who: offers.copy(s, who, key)):
        with pytest.raises(NotFound):
            act(session, offer.document_id, actors("boris"))


def test_a_copy_is_a_fresh_draft_of_the_copier(session: Session, actors: Actors) -> None:
    offer = approved(session, actors("anna"), line(session, BOLT, discount="7"))

    twin = offers.copy(session, actors("vera"), offer.document_id)

    assert twin.document.state == "draft"
    assert twin.document.number is None
    assert twin.document.responsible_id == actors("vera").user_id
    assert [row.discount_percent for row in twin.lines] == [Decimal(7)]
    assert twin.document.total == offer.document.total


def test_a_revision_keeps_the_number_and_closes_what_it_replaces(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    offer = approved(session, anna)
    number = offer.document.number
    numbers = [number]
    for _round in range(3):
        offer = offers.revise(session, anna, offer.document_id)
        assert offer.document.number is None
        fire(session, offer.document_id, "approve", anna)
        numbers.append(offer.document.number)

    assert numbers == [number, f"{number}/2", f"{number}/3", f"{number}/4"]
    states = session.query(Document).execution_options(reglament_scope="test").order_by("id")
    assert [row.state for row in states] == ["superseded"] * 3 + ["approved"]


def test_a_draft_needs_no_revision(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"))

    with pytest.raises(Refused):
        offers.revise(session, actors("anna"), offer.document_id)
