"""Loading a price file step by step: the pages, the job, its interruptions and rivals."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from price_files import ROWS, actor_called, begin, book, load, prices_in
from sqlalchemy import func, select
from webtest import TestResponse

from core.db.session import db, unit_of_work
from core.directory import match, price_import
from core.directory.models import (
    Material,
    PriceImport,
    PriceList,
    SearchToken,
)
from core.directory.price_import import applying
from core.jobs.models import OutboxJob
from core.jobs.worker import drain
from core.kernel.errors import DomainError, Forbidden, Refused, ValidationFailed
from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]
Jobs = Callable[[], int]


def test_a_price_list_is_in_force_only_once_its_file_is_loaded(
    visit: Visit, run_jobs: Jobs, app: Flask
) -> None:
    anna = visit("anna")

    def upload(name: str) -> TestResponse:
        page = anna.get("/directory/prices/import")
        form = next(form for form in page.forms.values() if "file" in form.fields)
        form["file"] = ("мой прайс.xlsx", book(), "application/octet-stream")
        form["name"] = name
        return form.submit(status="*")

    def lists() -> list[tuple[str, bool]]:
        with app.app_context():
            rows = db.session.execute(select(PriceList.name, PriceList.active))
            return [(name, active) for name, active in rows if name == "Метиз, ноябрь"]

    # Turned back after the first step, and begun again under the same name.
    upload("Метиз, ноябрь").follow()
    assert lists() == [("Метиз, ноябрь", False)]
    columns = upload("Метиз, ноябрь").follow()
    assert lists() == [("Метиз, ноябрь", False)]
    form = next(form for form in columns.forms.values() if "field-A" in form.fields)
    form_with(form.submit().follow(), "/start").submit()
    assert lists() == [("Метиз, ноябрь", True)]
    run_jobs()
    # A list that is in force is not taken for one that was left.
    refused = upload("Метиз, ноябрь")
    assert refused.status_int == 422
    assert "Прайс-лист с таким названием уже есть" in refused


def test_a_manager_loads_his_price_list_through_the_pages(
    visit: Visit, run_jobs: Jobs, app: Flask
) -> None:
    anna = visit("anna")
    page = anna.get("/directory/prices/import")
    form = next(form for form in page.forms.values() if "file" in form.fields)
    form["file"] = ("мой прайс.xlsx", book(), "application/octet-stream")
    form["name"] = "Метиз, ноябрь"

    columns = form.submit().follow()
    form = next(form for form in columns.forms.values() if "field-A" in form.fields)
    assert [form[f"field-{letter}"].value for letter in "ABCDE"] == [
        "sku",
        "name",
        "unit",
        "price",
        "price",
    ]
    assert form["least-E"].value == "100"

    check = form.submit().follow()
    assert [int(one.text) for one in check.html.select(".stat-value")] == [2, 2, 0, 1]
    assert "по запросу" in check

    waiting = form_with(check, "/start").submit().follow()
    assert "Ждёт очереди" in waiting
    run_jobs()
    done = anna.get(waiting.request.path)
    assert "Готово" in done
    assert [int(one.text) for one in done.html.select(".stat-value")] == [2, 2, 0, 1]

    report = load_workbook(BytesIO(anna.get(f"{waiting.request.path}/report").body))
    rows = list(report.active.iter_rows(values_only=True))
    assert rows[0][:4] == ("№ строки", "Что исправить", "Артикул", "Наименование")
    assert rows[1][0] == 6
    assert rows[1][2:4] == ("DIN127-M8", "Шайба пружинная М8 DIN 127")
    assert len(rows) == 2
    assert prices_in(app)["DIN125-M8"] == {"0": "1.35", "100": "1.1"}


def test_a_run_that_is_cut_off_goes_on_where_it_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    rows = tuple((f"CUT-{n}", f"Вещь {n}", "шт", n + 1, None) for n in range(7))
    import_id = begin(app, book((*rows, ROWS[3])))
    with app.app_context(), unit_of_work() as session:
        price_import.confirm(
            session, actor_called(session), session.get_one(PriceImport, import_id)
        )
    real, calls = applying._apply, []

    def failing(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError("the plug was pulled")
        return real(*arguments)

    monkeypatch.setattr(applying, "_apply", failing)
    with app.app_context():
        drain()
    with app.app_context():
        loading = db.session().get_one(PriceImport, import_id)
        assert loading.counts["position"] == 4
        assert loading.applied_at is None

    with app.app_context(), unit_of_work() as session:
        job = session.get_one(OutboxJob, session.get_one(PriceImport, import_id).job_id)
        job.run_after = job.created_at
    with app.app_context():
        drain()

    with app.app_context():
        loading = db.session().get_one(PriceImport, import_id)
        assert loading.counts["added"] == 7
        assert loading.counts["bad"] == 1
        assert loading.applied_at is not None
    assert len([sku for sku in prices_in(app) if sku.startswith("CUT-")]) == 7


def test_two_loads_at_once_make_nothing_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 5)
    rows = tuple((f"TWO-{n}", f"Вещь {n}", "шт", n + 1, None) for n in range(30))
    unnamed = tuple(("", f"Без номера {n}", "шт", n + 1, None) for n in range(10))
    content = book((*rows, *unnamed))
    ids = [begin(app, content, f"{name}.xlsx") for name in "ab"]
    with app.app_context(), unit_of_work() as session:
        for import_id in ids:
            price_import.confirm(
                session, actor_called(session), session.get_one(PriceImport, import_id)
            )
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            drain()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in ids]:
            done.result()
    with app.app_context():
        drain()

    with app.app_context():
        session = db.session()
        counts = [session.get_one(PriceImport, import_id).counts for import_id in ids]
        assert sum(one["added"] for one in counts) == 40
        assert sum(one["unchanged"] for one in counts) == 40
        twice = session.execute(
            select(Material.name).group_by(Material.name).having(func.count() > 1)
        ).all()
        assert twice == []


def test_pressing_the_button_twice_starts_one_job(app: Flask) -> None:
    import_id = begin(app, book())
    with app.app_context(), unit_of_work() as session:
        loading = session.get_one(PriceImport, import_id)
        first = price_import.confirm(session, actor_called(session), loading)
        assert price_import.confirm(session, actor_called(session), loading).id == first.id


def test_columns_cannot_be_changed_under_a_running_load(app: Flask) -> None:
    import_id = begin(app, book())
    with app.app_context(), unit_of_work() as session:
        loading = session.get_one(PriceImport, import_id)
        price_import.confirm(session, actor_called(session), loading)
        sheets = price_import.read_sheets(book(), "price.xlsx")
        with pytest.raises(Refused, match="уже запущена"):
            price_import.set_mapping(
                session,
                actor_called(session),
                loading,
                sheets,
                number=0,
                mapping=price_import.read_mapping(loading.mapping),
            )


def test_a_meaning_of_columns_that_makes_no_sense_is_told_beside_the_column(visit: Visit) -> None:
    anna = visit("anna")
    page = anna.get("/directory/prices/import")
    form = next(form for form in page.forms.values() if "file" in form.fields)
    form["file"] = ("p.xlsx", book(), "application/octet-stream")
    columns = form.submit().follow()
    form = next(form for form in columns.forms.values() if "field-A" in form.fields)
    form["field-B"] = "sku"

    answer = form.submit(expect_errors=True)

    assert answer.status_int == 422
    assert "уже выбрано у другого столбца" in answer


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Файл пустой"),
        (b"%PDF-1.7", "Это не таблица"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "старого формата XLS"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    visit: Visit, content: bytes, told: str
) -> None:
    page = visit("anna").get("/directory/prices/import")
    form = next(form for form in page.forms.values() if "file" in form.fields)
    form["file"] = ("p.xlsx", content, "application/octet-stream")

    answer = form.submit(expect_errors=True)

    assert answer.status_int == 422
    assert told in answer


def test_a_preview_changes_nothing(app: Flask) -> None:
    import_id = begin(app, book())
    before = prices_in(app)
    with app.app_context():
        session = db.session()
        loading = session.get_one(PriceImport, import_id)
        sheets = price_import.read_sheets(book(), "price.xlsx")
        found = price_import.preview(session, loading, sheets)
        session.rollback()

    assert found.bad_rows == 1
    [change] = [one for one in found.changed if one.row.sku == "DIN933-M8x40"]
    assert [(str(c.label), str(c.old), str(c.new)) for c in change.changes] == [
        ("Цена", "от 1 шт 18,50; от 100 шт 16,00", "19,90; от 100 шт 17,00")
    ]
    assert prices_in(app) == before


def test_who_may_not_load_prices_is_forbidden(app: Flask) -> None:
    with pytest.raises(Forbidden):
        begin(app, book(), login="dina")


def test_what_is_loaded_is_found_at_once(app: Flask) -> None:
    load(app, book())

    with app.app_context():
        session = db.session()
        found = match.match(session, ["шайба м8 din125"])[0][0].material
        assert found.sku == "DIN125-M8"
        tokens = select(func.count()).select_from(SearchToken)
        assert session.scalar(tokens.where(SearchToken.entity_id == found.id))


def test_an_unreadable_file_raises_in_words(app: Flask) -> None:
    with pytest.raises((DomainError, ValidationFailed)):
        begin(app, b"PK\x03\x04 not a workbook")
