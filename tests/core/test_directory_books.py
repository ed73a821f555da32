"""Price lists, reference books, first data, integrity checks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.directory import (
    checks,
    match,
    partners,
    price_lists,
    reference,
    saving,
    seed,
)
from core.directory.books import BOOKS
from core.directory.models import (
    Channel,
    Material,
    MaterialGroup,
    Partner,
    PriceList,
    Unit,
    VatRate,
)
from core.directory.price_lists import PriceListData
from core.kernel.errors import Forbidden, NotFound, ValidationFailed
from core.kernel.permissions import Actor

Actors = Callable[[str], Actor]


@pytest.fixture
def vera(actors: Actors) -> Actor:
    """The head of sales: keeps materials, prices and books."""
    return actors("vera")


@pytest.fixture
def bolt(session: Session) -> Material:
    """A bolt of the house."""
    return session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()


def _errors(action: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(ValidationFailed) as caught:
        action()
    return {name: " ".join(map(str, told)) for name, told in caught.value.errors.items()}


# Price lists


LIST = PriceListData(name="Ноябрь", valid_from=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"name": ""}, "name", "Заполните"),
        ({"name": "Розница 2026"}, "name", "уже есть"),
        ({"valid_from": None}, "valid_from", "с какого дня"),
        ({"valid_to": date(2026, 10, 31)}, "valid_to", "раньше начала"),
        ({"currency": "XXX"}, "currency", "из списка"),
        ({"vat_mode": "x"}, "vat_mode", "включён ли НДС"),
        ({"customer_group_id": 10**9}, "customer_group_id", "нет"),
    ],
)
def test_each_wrong_value_of_a_price_list_is_told_beside_its_field(
    session: Session, vera: Actor, changed: dict[str, Any], field: str, told: str
) -> None:
    errors = _errors(lambda: price_lists.create_price_list(session, vera, replace(LIST, **changed)))

    assert list(errors) == [field]
    assert told in errors[field]


def test_prices_of_a_thing_are_replaced_whole_and_traced(
    session: Session, vera: Actor, bolt: Material
) -> None:
    price_list = price_lists.create_price_list(session, vera, LIST)

    def put(*breaks: tuple[int, int]) -> bool:
        pairs = [(Decimal(least), Decimal(price)) for least, price in breaks]
        changed = price_lists.set_prices(session, vera, price_list, bolt, pairs)
        session.flush()
        return changed

    assert put((0, 20), (100, 18))
    assert not put((100, 18), (0, 20))
    assert put((0, 21))

    [item] = price_lists.prices_of(session, price_list.id, [bolt.id])[bolt.id]
    assert (item.min_quantity, item.price) == (0, 21)
    assert saving.history(session, bolt)[0].changes == {
        "price:Ноябрь": [[["0", "20"], ["100", "18"]], [["0", "21"]]]
    }
    assert put()
    assert price_lists.prices_of(session, price_list.id, [bolt.id]) == {}


def test_one_quantity_has_one_price(session: Session, vera: Actor, bolt: Material) -> None:
    price_list = session.scalars(select(PriceList)).one()
    twice = [(Decimal(1), Decimal(2)), (Decimal(1), Decimal(3))]

    errors = _errors(lambda: price_lists.set_prices(session, vera, price_list, bolt, twice))

    assert "дважды" in errors["breaks"]


# Reference books


RATE = {
    "category": "standard",
    "percent": Decimal(25),
    "valid_from": date(2030, 1, 1),
    "valid_to": None,
}


def _close_the_current_rate(session: Session) -> None:
    current = session.scalars(
        select(VatRate).where(VatRate.category == "standard", VatRate.valid_to.is_(None))
    ).one()
    current.valid_to = date(2029, 12, 31)
    session.flush()


def test_the_code_of_a_rate_follows_from_its_percent(session: Session, vera: Actor) -> None:
    _close_the_current_rate(session)

    rate = reference.add(session, vera, BOOKS["vat-rates"], RATE)

    assert rate.code == rate.rate.code == "25%"


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"percent": None}, "percent", "Укажите процент"),
        ({"category": "none"}, "percent", "оставьте поле пустым"),
        ({"percent": Decimal(101)}, "percent", "От 0 до 100"),
        ({"valid_from": None}, "valid_from", "Заполните"),
        ({"valid_to": date(2029, 1, 1)}, "valid_to", "раньше начала"),
        ({"valid_from": date(2029, 12, 31)}, "valid_from", "уже есть ставка 22%"),
        ({"category": "x"}, "category", "из списка"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(
    session: Session, vera: Actor, changed: dict[str, Any], field: str, told: str
) -> None:
    _close_the_current_rate(session)

    errors = _errors(lambda: reference.add(session, vera, BOOKS["vat-rates"], RATE | changed))

    assert told in errors[field]


def test_no_vat_is_a_rate_without_a_percent(session: Session, vera: Actor) -> None:
    for row in session.scalars(select(VatRate).where(VatRate.category == "none")):
        session.delete(row)
    session.flush()

    rate = reference.add(
        session, vera, BOOKS["vat-rates"], RATE | {"category": "none", "percent": None}
    )

    assert (rate.code, rate.percent) == ("без НДС", None)


def test_a_row_is_compared_without_regard_to_case(session: Session, vera: Actor) -> None:
    book = BOOKS["rejection-reasons"]
    reference.add(session, vera, book, {"name": "Дорого"})

    errors = _errors(lambda: reference.add(session, vera, book, {"name": "  дорого "}))

    assert "уже есть" in errors["name"]


def test_a_row_may_be_saved_under_its_own_name(session: Session, vera: Actor) -> None:
    book = BOOKS["competitors"]
    row = reference.add(session, vera, book, {"name": "Крепёж-Центр", "site": ""})

    reference.change(
        session, vera, book, row.id, {"name": "Крепёж-Центр", "site": "krepezh.example"}
    )

    assert row.site == "krepezh.example"


def test_a_row_put_away_is_kept_where_it_is_chosen(session: Session, vera: Actor) -> None:
    row = session.scalars(select(Channel).where(Channel.code == "tender")).one()

    reference.archive(session, vera, BOOKS["channels"], row.id, archived=True)

    assert row.id not in dict(reference.choices(session, Channel))
    assert row.id in dict(reference.choices(session, Channel, keep=row.id))


def test_a_rate_of_tax_is_closed_by_its_day_and_not_put_away(session: Session, vera: Actor) -> None:
    rate = session.scalars(select(VatRate)).first()
    assert rate

    with pytest.raises(NotFound):
        reference.archive(session, vera, BOOKS["vat-rates"], rate.id, archived=True)


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_book_refuses_an_empty_row_and_who_may_not_keep_it(
    session: Session, vera: Actor, actors: Actors, name: str
) -> None:
    assert _errors(lambda: reference.add(session, vera, BOOKS[name], {}))
    with pytest.raises(Forbidden):
        reference.add(session, actors("anna"), BOOKS[name], {})


# First data and checks


def test_the_first_data_are_added_once(session: Session) -> None:
    seed.fill(session)
    before = {
        model: session.scalar(select(func.count()).select_from(model))
        for model in (Unit, Channel, VatRate)
    }
    session.scalars(select(Channel).where(Channel.code == "tender")).one().name = "Торги"

    seed.fill(session)

    for model, count in before.items():
        assert session.scalar(select(func.count()).select_from(model)) == count
    assert session.scalars(select(Channel).where(Channel.code == "tender")).one().name == "Торги"


def test_a_sound_company_passes_every_check(session: Session) -> None:
    for partner in session.scalars(unrestricted(select(Partner))):
        partners.reindex(session, partner)
    match.reindex(session, session.scalars(select(Material)))

    for check in (
        checks.merged_partners,
        checks.group_circles,
        checks.vat_rates,
        checks.unsearchable,
        checks.prices_of_archived,
    ):
        assert check(session) == [], check.__name__


def test_the_checks_see_what_is_broken(session: Session, bolt: Material) -> None:
    one, other = session.scalars(unrestricted(select(Partner).order_by(Partner.id).limit(2)))
    one.merged_into_id, other.merged_into_id = other.id, one.id
    top = MaterialGroup(name="А")
    session.add(top)
    session.flush()
    low = MaterialGroup(name="Б", parent_id=top.id)
    session.add(low)
    session.flush()
    top.parent_id = low.id
    session.add(VatRate(code="23%", category="standard", percent=23, valid_from=date(2026, 6, 1)))
    bolt.archived = True
    session.add(Material(sku="LOST", sku_key="LOST", name="Потерянный", unit_id=bolt.unit_id))
    session.flush()

    assert len(checks.merged_partners(session)) == 2
    assert len(checks.group_circles(session)) == 2
    assert checks.vat_rates(session) == [
        "ставки НДС «standard» с 01.01.2026 и с 01.06.2026 пересекаются"
    ]
    assert checks.prices_of_archived(session) == [
        "прайс-лист «Розница 2026»: DIN933-M8x40 в архиве"
    ]
    assert any("номенклатура" in line for line in checks.unsearchable(session))
