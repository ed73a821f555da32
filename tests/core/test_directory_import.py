"""What a price file does to materials and prices."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from price_files import ROWS, book, load, prices_in
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.session import db, unit_of_work
from core.directory import match, price_import
from core.directory.models import (
    Material,
    MaterialGroup,
    PriceList,
)
from core.directory.price_file import guess_columns, parse_rows
from core.directory.saving import history
from core.testing.queries import counted

UGLY = sorted(
    path
    for path in (Path(__file__).parents[1] / "fixtures" / "ugly" / "prices").iterdir()
    if path.suffix in {".xlsx", ".csv"}
)


def test_good_rows_are_loaded_and_a_thing_without_a_number_gets_one(app: Flask) -> None:
    counts = load(app, book())

    assert (counts["added"], counts["changed"], counts["unchanged"]) == (2, 2, 0)
    assert counts["bad"] == 1
    prices = prices_in(app)
    assert prices["DIN933-M8x40"] == {"0": "19.9", "100": "17"}
    assert prices["DIN934-M8"] == {"0": "4.2"}
    [own] = [sku for sku in prices if sku.startswith("Н-")]
    assert prices[own] == {"0": "2345.5"}


def test_loading_the_same_file_again_changes_nothing(app: Flask) -> None:
    load(app, book())
    before = prices_in(app)
    with app.app_context():
        traces = len(_all_history(db.session()))

    counts = load(app, book())

    assert (counts["added"], counts["changed"], counts["unchanged"]) == (0, 0, 4)
    assert prices_in(app) == before
    with app.app_context():
        assert len(_all_history(db.session())) == traces


def _all_history(session: Session) -> list[Any]:
    return [entry for row in session.scalars(select(Material)) for entry in history(session, row)]


def test_what_the_file_says_replaces_and_what_it_does_not_say_stays(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        bolt = session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()
        bolt.description, bolt.weight = "хранить сухим", Decimal("0.021")

    load(app, book(((ROWS[0][0], "Болт новый М8х40", "шт", 20, None),)))

    with app.app_context():
        session = db.session()
        bolt = session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()
        assert bolt.name == "Болт новый М8х40"
        assert bolt.description == "хранить сухим"
        assert bolt.weight == Decimal("0.021")
        changes = history(session, bolt)[0].changes
        assert changes["name"][1] == "Болт новый М8х40"
        assert changes["price:Розница 2026"] == [[["1", "18.5"], ["100", "16"]], [["0", "20"]]]
        assert match.match(session, ["болт новый м8х40"])[0][0].material.id == bolt.id
    assert prices_in(app)["VVG-3x2.5"] == {"1": "118"}


def test_another_spelling_of_the_number_is_the_same_thing(app: Flask) -> None:
    counts = load(app, book((("din934 m8", "Гайка М8 DIN 934 оцинк.", "шт", 5, None),)))

    assert (counts.get("added"), counts["changed"]) == (0, 1)
    assert prices_in(app)["DIN934-M8"] == {"0": "5"}


def test_two_spellings_of_one_number_in_one_file_are_told(app: Flask) -> None:
    rows = (("ABC-1", "Вещь", "шт", 5, None), ("abc 1", "Вещь", "шт", 6, None))

    assert load(app, book(rows))["bad"] == 1


def test_what_was_put_away_comes_back_with_a_price(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        nut = session.scalars(select(Material).where(Material.sku == "DIN934-M8")).one()
        nut.archived = True
        match.reindex(session, [nut])

    load(app, book((ROWS[1],)))

    with app.app_context():
        found = match.match(db.session(), ["DIN934-M8"])
        assert found[0][0].material.sku == "DIN934-M8"


def test_groups_of_the_file_become_groups_of_the_tree(app: Flask) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("Артикул", "Наименование", "Группа", "Цена"),
        ("X-1", "Вещь один", "Крепёж", 1),
        ("X-2", "Вещь два", "крепёж", 2),
        ("X-3", "Вещь три", "Болты", 3),
    ):
        sheet.append(row)
    buffer = BytesIO()
    workbook.save(buffer)

    load(app, buffer.getvalue())
    load(app, buffer.getvalue())

    with app.app_context():
        names = db.session().scalars(select(MaterialGroup.name)).all()
        assert names.count("Крепёж") + names.count("крепёж") == 1
        assert names.count("Болты") == 1


def test_prices_in_another_currency_are_refused_row_by_row(app: Flask) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("Артикул", "Наименование", "Цена", "Валюта"),
        ("X-1", "Вещь один", 1, "USD"),
        ("X-2", "Вещь два", 2, "RUB"),
    ):
        sheet.append(row)
    buffer = BytesIO()
    workbook.save(buffer)

    counts = load(app, buffer.getvalue())

    assert (counts["added"], counts["bad"]) == (1, 1)
    assert "X-1" not in prices_in(app)


def test_a_rate_that_has_lapsed_still_names_its_category(app: Flask) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("Артикул", "Наименование", "Цена", "Ставка НДС"),
        ("X-1", "Вещь один", 1, "20%"),
        ("X-2", "Вещь два", 2, "10%"),
        ("X-3", "Вещь три", 3, "17%"),
    ):
        sheet.append(row)
    buffer = BytesIO()
    workbook.save(buffer)

    counts = load(app, buffer.getvalue())

    assert (counts["added"], counts["bad"]) == (2, 1)
    with app.app_context():
        statement = select(Material.sku, Material.vat_category).where(Material.sku.like("X-%"))
        found = {row.sku: row.vat_category for row in db.session().execute(statement)}
    assert found == {"X-1": "standard", "X-2": "reduced"}


@pytest.mark.parametrize("path", UGLY, ids=lambda path: path.stem)
def test_ugly_files_are_loaded_and_a_second_time_change_nothing(app: Flask, path: Path) -> None:
    with app.app_context(), unit_of_work() as session:
        sheet = price_import.read_sheets(path.read_bytes(), path.name)[0]
        rows = parse_rows(sheet, guess_columns(sheet).mapping()).rows
        session.scalars(select(PriceList)).one().currency = rows[0].currency

    first = load(app, path.read_bytes(), path.name)
    second = load(app, path.read_bytes(), path.name)

    assert first["added"] + first["changed"] + first["unchanged"] > 0
    assert (second["added"], second["changed"]) == (0, 0)
    assert second["unchanged"] == first["added"] + first["changed"] + first["unchanged"]
    assert second["bad"] == first["bad"]


@pytest.mark.parametrize("sku", ["NEW-{number}", ""], ids=["with numbers", "without numbers"])
def test_many_new_rows_take_as_many_statements_as_few(app: Flask, sku: str) -> None:
    with app.app_context():
        engine = db.engine

    def statements(count: int, name: str) -> int:
        rows = [
            (sku.format(number=f"{name}-{number}"), f"{name} {number}", "шт", 10 + number, 9)
            for number in range(count)
        ]
        content = book(tuple(rows))
        with counted(engine) as sent:
            counts = load(app, content)
        assert counts["added"] == count
        return len(sent)

    assert statements(250, "Дюбель") == statements(25, "Шуруп")
