"""Files to begin with: the empty price list for everybody, the demo's own to try the import."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from core.directory.price_file import PriceField, guess_columns, parse_rows
from core.directory.price_import.template import template
from core.directory.tables import read_tables
from core.extending.runtime import Runtime
from core.kernel.errors import NotFound
from core.testing.browser import Visitor
from core.web import samples
from core.web.samples import LETTERS, PRICES, SampleFile

Visit = Callable[..., Visitor]
UPLOAD = "/directory/prices/import"


def data_dir(app: Flask) -> Path:
    runtime: Runtime = app.extensions["reglament"]
    return runtime.settings.data_dir


def test_the_columns_of_the_template_are_understood_without_questions() -> None:
    book = load_workbook(BytesIO(template()))
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["А-1", "Болт М8х40", "Болты", "шт", "1 234,50", 1200, "1100", "RUB", "22%", "0,02", "да"]
    )
    filled = BytesIO()
    book.save(filled)

    [read] = read_tables(filled.getvalue(), "образец.xlsx")
    mapping = guess_columns(read).mapping()
    found = parse_rows(read, mapping)

    assert {column.field for column in mapping.columns} == set(PriceField) - {
        PriceField.MIN_QUANTITY
    }
    assert [str(column.min_quantity) for column in mapping.of(PriceField.PRICE)] == [
        "0",
        "100",
        "1000",
    ]
    assert not found.bad
    assert len(found.rows) == 1


def test_everybody_who_loads_prices_may_take_the_template(visit: Visit) -> None:
    anna = visit("anna")
    page = anna.get(UPLOAD)
    assert "Скачать образец" in page.text
    assert "пример для демонстрации" not in page.text

    file = page.click("Скачать образец")
    assert load_workbook(BytesIO(file.body)).active["A1"].value == "Артикул"


def test_the_demo_offers_its_own_files_where_they_can_be_tried(visit: Visit, app: Flask) -> None:
    samples.keep(data_dir(app), SampleFile(PRICES, "Прайс поставщика.csv", b"1;2"))
    samples.keep(data_dir(app), SampleFile(LETTERS, "Письмо.txt", "Добрый день".encode()))
    anna = visit("anna")

    link = anna.get(UPLOAD).html.find("a", href=lambda href: href and "/samples/" in href)
    assert "Прайс поставщика.csv" in link.get_text()
    assert anna.get(link["href"]).body == b"1;2"
    assert "Письмо.txt" in anna.get("/quotes/requests/new/letter").text


@pytest.mark.parametrize(
    ("purpose", "name"),
    [(PRICES, "нет.csv"), (PRICES, ".."), ("..", "secret"), (PRICES, "../demo_logins.txt")],
)
def test_no_other_file_can_be_reached_by_a_name(tmp_path: Path, purpose: str, name: str) -> None:
    (tmp_path / "secret").write_text("тайна")
    (tmp_path / "demo_logins.txt").write_text("тайна")
    samples.keep(tmp_path, SampleFile(PRICES, "прайс.csv", b""))
    with pytest.raises(NotFound):
        samples.read(tmp_path, purpose, name)
