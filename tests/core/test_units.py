"""How finely quantities of each unit may be divided."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from price_files import load, prices_in
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from webtest import TestResponse

from core.db.session import db
from core.directory import price_lists, reference, seed
from core.directory.books import BOOKS
from core.directory.models import Material, PriceList, Unit
from core.directory.okei import unit_by_code
from core.directory.units import quantity_fault
from core.extending import migrate
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor
from core.testing.browser import Visitor
from core.testing.databases import TestDatabases

Actors = Callable[[str], Actor]
UNITS = "/directory/reference/units"


def unit(session: Session, code: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def of_units(page: TestResponse) -> Any:
    """The form of a new unit, which is sent to its own page."""
    return next(form for form in page.forms.values() if "decimals" in form.fields)


@pytest.mark.parametrize(
    ("code", "quantity", "fault"),
    [
        ("796", "2.5", "«шт» не делится: укажите целое число"),
        ("796", "2.000", ""),
        ("796", "1E+3", ""),
        ("715", "0.5", "«пар» не делится: укажите целое число"),
        ("798", "2.5", ""),
        ("798", "2.5005", "Не больше 3 знаков после запятой"),
        ("006", "2.123456", ""),
        ("006", "2.1234567", "Не больше 6 знаков после запятой"),
    ],
)
def test_a_quantity_is_divided_as_finely_as_its_unit(
    session: Session, code: str, quantity: str, fault: str
) -> None:
    found = quantity_fault(unit(session, code), Decimal(quantity))
    assert str(found or "") == fault


def test_without_a_unit_a_quantity_is_as_fine_as_the_tables_keep_it() -> None:
    assert quantity_fault(None, Decimal("0.000001")) is None
    assert str(quantity_fault(None, Decimal("0.0000001"))) == "Не больше 6 знаков после запятой"


@pytest.mark.parametrize("code", ["796", "778", "839", "715", "704", "own.box"])
def test_what_is_counted_begins_whole(session: Session, code: str) -> None:
    assert unit(session, code).decimals == 0


@pytest.mark.parametrize("code", ["006", "166", "112", "168", "356", "055"])
def test_what_is_measured_begins_divided(session: Session, code: str) -> None:
    assert unit(session, code).decimals == 6


def test_the_company_says_itself_how_finely_a_unit_is_divided(
    visit: Callable[..., Visitor],
) -> None:
    vera = visit("vera")
    form = of_units(vera.get(UNITS))
    form["code"], form["short"], form["name"] = "own.reel", "кассета", "Кассета"
    assert form["decimals"].value == "0"
    form["decimals"] = "7"
    refused = of_units(form.submit(status=422))
    assert refused["decimals"].value == "7"
    refused["decimals"] = "1"
    page = refused.submit().follow()
    row = page.html.find("a", string="own.reel").find_parent("tr")
    assert row.find("td", attrs={"data-label": "Знаков после запятой"}).get_text(strip=True) == "1"


def test_what_the_company_has_said_is_not_said_anew(session: Session, actors: Actors) -> None:
    coil = unit(session, "own.coil")
    said = {"code": coil.code, "short": coil.short, "name": coil.name, "decimals": 1}
    reference.change(session, actors("vera"), BOOKS["units"], coil.id, said)
    seed.fill(session)
    session.refresh(coil)
    assert coil.decimals == 1


def test_units_that_are_there_already_are_told_apart_by_the_upgrade(
    databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    app = make_app(databases.create("units_before"), plugins=",")
    registry = app.extensions["reglament"].registry
    with app.app_context():
        migrate.upgrade(db.engine, registry)
        migrate.downgrade(db.engine, registry, "core", "0003")
        with db.engine.begin() as connection:
            for code in ("796", "006", "798", "own.reel"):
                connection.execute(
                    text(
                        "INSERT INTO core_unit (code, short, name, archived)"
                        " VALUES (:code, :code, :code, false)"
                    ),
                    {"code": code},
                )
        migrate.upgrade(db.engine, registry)
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT code, decimals FROM core_unit"))
            found = {row.code: row.decimals for row in rows}
        db.engine.dispose()
    assert found == {"796": 0, "006": 6, "798": 3, "own.reel": 6}
    known = {code: unit_by_code(code) for code in found}
    assert all(one is None or one.decimals == found[code] for code, one in known.items())


def test_no_price_holds_from_a_part_of_a_piece(session: Session, actors: Actors) -> None:
    bolt = session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()
    prices = session.scalars(select(PriceList)).one()
    with pytest.raises(ValidationFailed) as caught:
        price_lists.set_prices(
            session, actors("vera"), prices, bolt, [(Decimal("2.5"), Decimal(10))]
        )
    assert "не делится" in str(caught.value.errors["breaks"][0])


def test_a_price_from_a_part_of_a_piece_is_a_bad_row_of_a_file(app: Flask) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ("Артикул", "Наименование", "Ед. изм.", "Количество от", "Цена"),
        ("X-1", "Штучная вещь", "шт", 2.5, 9),
        ("X-2", "Мерная вещь", "м", 2.5, 9),
    ):
        book.active.append(row)
    file = BytesIO()
    book.save(file)

    counts = load(app, file.getvalue())

    assert (counts["added"], counts["bad"]) == (1, 1)
    assert prices_in(app)["X-2"] == {"2.5": "9"}
