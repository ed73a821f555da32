"""What a line costs: list, quantity, delivery term, day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import vat
from core.directory.models import (
    CustomerGroup,
    DeliveryTerm,
    Material,
    Organisation,
    PriceItem,
    PriceList,
)
from core.directory.pricing import PriceAsked, order_charge, quote_price, quote_prices
from core.kernel.errors import DomainError
from core.kernel.money import VatMode
from core.testing.queries import counted

TODAY = date(2026, 11, 23)
MakeList = Callable[..., PriceList]


@pytest.fixture
def bolt(session: Session) -> Material:
    """21.30 from one piece in the house's retail list."""
    return session.scalars(select(Material).where(Material.sku == "DIN933-M8x50")).one()


@pytest.fixture
def make_list(session: Session, bolt: Material) -> MakeList:
    """``make_list(breaks={0: "20"}, ...)``: a price list with prices of the bolt."""

    def make(breaks: dict[str, str], **values: Any) -> PriceList:
        count = len(session.scalars(select(PriceList.id)).all())
        price_list = PriceList(
            **{"name": f"Список {count}", "valid_from": date(2026, 1, 1), "valid_to": None} | values
        )
        session.add(price_list)
        session.flush()
        for least, price in breaks.items():
            session.add(
                PriceItem(
                    price_list_id=price_list.id,
                    material_id=bolt.id,
                    min_quantity=Decimal(least),
                    price=Decimal(price),
                )
            )
        session.flush()
        return price_list

    return make


@pytest.fixture
def dealers(session: Session) -> CustomerGroup:
    """A group of customers."""
    return session.scalars(select(CustomerGroup).order_by(CustomerGroup.id)).first() or _group(
        session
    )


def _group(session: Session) -> CustomerGroup:
    group = CustomerGroup(name="Дилеры")
    session.add(group)
    session.flush()
    return group


@pytest.mark.parametrize(
    ("quantity", "price", "least"),
    [("1", "20", "0"), ("99.999", "20", "0"), ("100", "18", "100"), ("5000", "15.5", "1000")],
)
def test_the_greatest_break_that_the_quantity_reaches_gives_the_price(
    session: Session, bolt: Material, make_list: MakeList, quantity: str, price: str, least: str
) -> None:
    price_list = make_list({"0": "20", "100": "18", "1000": "15.5"})

    quote = quote_price(session, bolt, Decimal(quantity), price_list=price_list, at=TODAY)

    assert quote.price == Decimal(price)
    assert quote.min_quantity == Decimal(least)
    assert quote.price_list_id == price_list.id
    assert quote.vat_mode is VatMode.INCLUDED


def test_the_next_break_is_told(session: Session, bolt: Material, make_list: MakeList) -> None:
    price_list = make_list({"0": "20", "100": "18"})

    below = quote_price(session, bolt, Decimal(50), price_list=price_list, at=TODAY)
    above = quote_price(session, bolt, Decimal(100), price_list=price_list, at=TODAY)

    assert below.next_break == (Decimal(100), Decimal(18))
    assert above.next_break is None


def test_the_delivery_term_changes_the_price_and_the_rule_tells_all(
    session: Session, bolt: Material, make_list: MakeList
) -> None:
    price_list = make_list({"100": "18.50"}, name="Опт")
    term = DeliveryTerm(code="x", name="доставка до склада", price_percent=Decimal(3))

    quote = quote_price(
        session, bolt, Decimal(100), price_list=price_list, delivery_term=term, at=TODAY
    )

    assert quote.price == Decimal("19.06")  # 18.50 · 1.03 = 19.055, halves up
    assert quote.list_price == Decimal("18.50")
    assert str(quote.rule) == "Прайс-лист «Опт», цена от 100, доставка до склада +3 %"


def test_a_discount_for_pick_up_lowers_the_price(
    session: Session, bolt: Material, make_list: MakeList
) -> None:
    price_list = make_list({"0": "200"})
    term = DeliveryTerm(code="x", name="самовывоз", price_percent=Decimal("-2.5"))

    quote = quote_price(
        session, bolt, Decimal(1), price_list=price_list, delivery_term=term, at=TODAY
    )

    assert quote.price == Decimal(195)
    assert "самовывоз −2,5 %" in str(quote.rule)


def test_a_price_finer_than_a_kopeck_stays_as_fine(
    session: Session, bolt: Material, make_list: MakeList
) -> None:
    price_list = make_list({"0": "0.4567"})
    term = DeliveryTerm(code="x", name="доставка", price_percent=Decimal(10))

    quote = quote_price(
        session, bolt, Decimal(1), price_list=price_list, delivery_term=term, at=TODAY
    )

    assert quote.price == Decimal("0.5024")


def test_the_list_of_the_customers_group_goes_before_the_common_one(
    session: Session, bolt: Material, make_list: MakeList, dealers: CustomerGroup
) -> None:
    make_list({"0": "20"})
    own = make_list({"0": "17"}, customer_group_id=dealers.id)

    assert quote_price(session, bolt, Decimal(1), at=TODAY).price == Decimal(20)
    quote = quote_price(session, bolt, Decimal(1), customer_group=dealers, at=TODAY)
    assert quote.price == Decimal(17)
    assert quote.price_list_id == own.id


def test_a_thing_absent_from_the_groups_list_is_priced_by_the_common_one(
    session: Session, bolt: Material, make_list: MakeList, dealers: CustomerGroup
) -> None:
    make_list({}, customer_group_id=dealers.id)
    common = make_list({"0": "20"})

    quote = quote_price(session, bolt, Decimal(1), customer_group=dealers, at=TODAY)

    assert quote.price_list_id == common.id


def test_of_two_common_lists_the_later_one_holds(
    session: Session, bolt: Material, make_list: MakeList
) -> None:
    make_list({"0": "20"}, valid_from=date(2026, 1, 1))
    make_list({"0": "22"}, valid_from=date(2026, 11, 1))

    assert quote_price(session, bolt, Decimal(1), at=TODAY).price == Decimal(22)
    assert quote_price(session, bolt, Decimal(1), at=date(2026, 10, 31)).price == Decimal(20)


@pytest.mark.parametrize(
    "values",
    [
        {"active": False},
        {"valid_from": date(2026, 11, 24)},
        {"valid_to": date(2026, 11, 22)},
        {"currency": "USD"},
    ],
)
def test_a_list_that_does_not_hold_gives_no_price_and_says_why(
    session: Session, bolt: Material, make_list: MakeList, values: dict[str, Any]
) -> None:
    price_list = make_list({"0": "20"}, name="Старый", **values)

    quote = quote_price(session, bolt, Decimal(1), price_list=price_list, at=TODAY)

    assert quote.price is None
    assert "«Старый» не действует на 23.11.2026 или составлен не в RUB" in str(quote.rule)


def test_both_ends_of_the_validity_belong_to_it(
    session: Session, bolt: Material, make_list: MakeList
) -> None:
    price_list = make_list({"0": "20"}, valid_from=TODAY, valid_to=TODAY)

    assert quote_price(session, bolt, Decimal(1), price_list=price_list, at=TODAY).price


def test_too_small_a_quantity_is_told_with_the_least_one(
    session: Session, bolt: Material, make_list: MakeList
) -> None:
    price_list = make_list({"50": "20", "100": "18"})

    quote = quote_price(session, bolt, Decimal(49), price_list=price_list, at=TODAY)

    assert quote.price is None
    assert "на количество от 50" in str(quote.rule)


def test_an_absent_thing_is_told(session: Session, bolt: Material, make_list: MakeList) -> None:
    price_list = make_list({})

    quote = quote_price(session, bolt, Decimal(1), price_list=price_list, at=TODAY)

    assert quote.price is None
    assert "этого товара нет" in str(quote.rule)


def test_many_lines_take_as_many_questions_as_one(session: Session) -> None:
    materials = session.scalars(select(Material)).all()

    def ask(count: int) -> int:
        lines = [PriceAsked(materials[n % len(materials)].id, Decimal(n)) for n in range(1, count)]
        with counted(session.get_bind()) as statements:
            quotes = quote_prices(session, lines, at=TODAY)
        assert len(quotes) == len(lines)
        return len(statements)

    assert ask(2) == ask(200) == 2


def test_the_charge_on_an_order_holds_in_its_own_currency_only() -> None:
    term = DeliveryTerm(code="x", name="x", order_charge=Decimal(1500), currency="RUB")
    free = DeliveryTerm(code="y", name="y", order_charge=Decimal(0), currency="RUB")

    assert order_charge(term, "RUB") == Decimal(1500)
    assert order_charge(term, "USD") is None
    assert order_charge(free, "USD") == Decimal("0.00")


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 12, 31), "20%"),
        (date(2026, 1, 1), "22%"),
        (date(2026, 11, 23), "22%"),
    ],
)
def test_the_standard_rate_is_that_of_the_day(session: Session, day: date, code: str) -> None:
    rate = vat.vat_rate(session, "standard", day)

    assert rate.code == code
    assert rate.rate.code == code


def test_a_day_without_a_rate_is_told(session: Session) -> None:
    with pytest.raises(DomainError, match=r"нет ставки этого вида на 01\.01\.2000"):
        vat.vat_rate(session, "standard", date(2000, 1, 1))


@pytest.mark.parametrize(
    ("option", "category", "code"),
    [
        ("general", "standard", "22%"),
        ("general", "reduced", "10%"),
        ("exempt", "standard", "без НДС"),
        ("exempt", "zero", "без НДС"),
        ("usn_5", "standard", "5%"),
        ("usn_5", "reduced", "5%"),
        ("usn_7", "standard", "7%"),
        ("usn_7", "zero", "0%"),
        ("usn_5", "none", "без НДС"),
    ],
)
def test_the_seller_charges_by_his_own_tax_option(
    session: Session, option: str, category: str, code: str
) -> None:
    seller = Organisation(name="x", vat_option=option)

    assert vat.seller_rates(session, seller, TODAY)[category].code == code
