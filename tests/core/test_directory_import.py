"""Loading materials and prices from a file."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.session import db, unit_of_work
from core.directory import match, price_import
from core.directory.models import (
    Material,
    MaterialGroup,
    PriceImport,
    PriceItem,
    PriceList,
    SearchToken,
)
from core.directory.price_file import guess_columns, parse_rows
from core.directory.price_import import applying
from core.directory.saving import history
from core.jobs.models import OutboxJob
from core.jobs.worker import drain
from core.kernel.errors import DomainError, Forbidden, Refused, ValidationFailed
from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]
Jobs = Callable[[], int]
UGLY = sorted(
    path
    for path in (Path(__file__).parents[1] / "fixtures" / "ugly" / "prices").iterdir()
    if path.suffix in {".xlsx", ".csv"}
)
HEAD = ("Артикул", "Наименование", "Ед.", "Цена, руб.", "Цена от 100 шт")
ROWS: tuple[tuple[Any, ...], ...] = (
    ("DIN933-M8x40", "Болт М8х40 DIN 933 кл. пр. 8.8 оцинк.", "шт", 19.9, 17),
    ("DIN934-M8", "Гайка М8 DIN 934 оцинк.", "шт", 4.2, None),
    ("DIN125-M8", "Шайба М8 DIN 125 оцинк.", "шт", "1,35", 1.1),
    ("DIN127-M8", "Шайба пружинная М8 DIN 127", "шт", "по запросу", None),
    ("", "Саморез кровельный 5,5х25", "шт", "2 345,50", None),
)


def book(rows: tuple[tuple[Any, ...], ...] = ROWS) -> bytes:
    """A workbook with a heading and the rows."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Прайс-лист ООО «Метиз»"])
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _actor(session: Session, login: str = "anna") -> Any:
    return actor_of(session, session.scalars(select(User).where(User.login == login)).one())


def _begin(app: Flask, content: bytes, name: str = "price.xlsx", login: str = "anna") -> int:
    """Upload a file into the house's list; the import's id."""
    with app.app_context(), unit_of_work() as session:
        price_list = session.scalars(select(PriceList)).one()
        return price_import.begin(
            session,
            _actor(session, login),
            price_list_id=price_list.id,
            file_name=name,
            content=content,
            files=app.extensions["reglament"].storage,
        ).id


def _load(app: Flask, content: bytes, name: str = "price.xlsx") -> dict[str, Any]:
    """Upload and apply a file with the columns as guessed; the counts."""
    import_id = _begin(app, content, name)
    with app.app_context(), unit_of_work() as session:
        loading = session.get_one(PriceImport, import_id)
        price_import.confirm(session, _actor(session), loading)
    with app.app_context():
        drain()
    with app.app_context():
        session = db.session()
        loading = session.get_one(PriceImport, import_id)
        job = session.get_one(OutboxJob, loading.job_id)
        assert job.done_at is not None, job.last_error
        return dict(loading.counts)


def _prices(app: Flask) -> dict[str, dict[str, str]]:
    """Article number → quantity → price, of the house's list."""
    with app.app_context():
        rows = db.session().execute(
            select(Material.sku, PriceItem.min_quantity, PriceItem.price).join(
                Material, Material.id == PriceItem.material_id
            )
        )
        found: dict[str, dict[str, str]] = {}
        for sku, least, price in rows:
            found.setdefault(sku, {})[f"{least.normalize():f}"] = f"{price.normalize():f}"
        return found


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
    assert _prices(app)["DIN125-M8"] == {"0": "1.35", "100": "1.1"}


def test_good_rows_are_loaded_and_a_thing_without_a_number_gets_one(app: Flask) -> None:
    counts = _load(app, book())

    assert (counts["added"], counts["changed"], counts["unchanged"]) == (2, 2, 0)
    assert counts["bad"] == 1
    prices = _prices(app)
    assert prices["DIN933-M8x40"] == {"0": "19.9", "100": "17"}
    assert prices["DIN934-M8"] == {"0": "4.2"}
    [own] = [sku for sku in prices if sku.startswith("Н-")]
    assert prices[own] == {"0": "2345.5"}


def test_loading_the_same_file_again_changes_nothing(app: Flask) -> None:
    _load(app, book())
    before = _prices(app)
    with app.app_context():
        traces = len(_all_history(db.session()))

    counts = _load(app, book())

    assert (counts["added"], counts["changed"], counts["unchanged"]) == (0, 0, 4)
    assert _prices(app) == before
    with app.app_context():
        assert len(_all_history(db.session())) == traces


def _all_history(session: Session) -> list[Any]:
    return [entry for row in session.scalars(select(Material)) for entry in history(session, row)]


def test_what_the_file_says_replaces_and_what_it_does_not_say_stays(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        bolt = session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()
        bolt.description, bolt.weight = "хранить сухим", Decimal("0.021")

    _load(app, book(((ROWS[0][0], "Болт новый М8х40", "шт", 20, None),)))

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
    assert _prices(app)["VVG-3x2.5"] == {"1": "118"}


def test_another_spelling_of_the_number_is_the_same_thing(app: Flask) -> None:
    counts = _load(app, book((("din934 m8", "Гайка М8 DIN 934 оцинк.", "шт", 5, None),)))

    assert (counts.get("added"), counts["changed"]) == (0, 1)
    assert _prices(app)["DIN934-M8"] == {"0": "5"}


def test_two_spellings_of_one_number_in_one_file_are_told(app: Flask) -> None:
    rows = (("ABC-1", "Вещь", "шт", 5, None), ("abc 1", "Вещь", "шт", 6, None))

    assert _load(app, book(rows))["bad"] == 1


def test_what_was_put_away_comes_back_with_a_price(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        nut = session.scalars(select(Material).where(Material.sku == "DIN934-M8")).one()
        nut.archived = True
        match.reindex(session, [nut])

    _load(app, book((ROWS[1],)))

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

    _load(app, buffer.getvalue())
    _load(app, buffer.getvalue())

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

    counts = _load(app, buffer.getvalue())

    assert (counts["added"], counts["bad"]) == (1, 1)
    assert "X-1" not in _prices(app)


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

    counts = _load(app, buffer.getvalue())

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

    first = _load(app, path.read_bytes(), path.name)
    second = _load(app, path.read_bytes(), path.name)

    assert first["added"] + first["changed"] + first["unchanged"] > 0
    assert (second["added"], second["changed"]) == (0, 0)
    assert second["unchanged"] == first["added"] + first["changed"] + first["unchanged"]
    assert second["bad"] == first["bad"]


def test_a_run_that_is_cut_off_goes_on_where_it_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    rows = tuple((f"CUT-{n}", f"Вещь {n}", "шт", n + 1, None) for n in range(7))
    import_id = _begin(app, book((*rows, ROWS[3])))
    with app.app_context(), unit_of_work() as session:
        price_import.confirm(session, _actor(session), session.get_one(PriceImport, import_id))
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
    assert len([sku for sku in _prices(app) if sku.startswith("CUT-")]) == 7


def test_two_loads_at_once_make_nothing_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 5)
    rows = tuple((f"TWO-{n}", f"Вещь {n}", "шт", n + 1, None) for n in range(30))
    unnamed = tuple(("", f"Без номера {n}", "шт", n + 1, None) for n in range(10))
    content = book((*rows, *unnamed))
    ids = [_begin(app, content, f"{name}.xlsx") for name in "ab"]
    with app.app_context(), unit_of_work() as session:
        for import_id in ids:
            price_import.confirm(session, _actor(session), session.get_one(PriceImport, import_id))
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
    import_id = _begin(app, book())
    with app.app_context(), unit_of_work() as session:
        loading = session.get_one(PriceImport, import_id)
        first = price_import.confirm(session, _actor(session), loading)
        assert price_import.confirm(session, _actor(session), loading).id == first.id


def test_columns_cannot_be_changed_under_a_running_load(app: Flask) -> None:
    import_id = _begin(app, book())
    with app.app_context(), unit_of_work() as session:
        loading = session.get_one(PriceImport, import_id)
        price_import.confirm(session, _actor(session), loading)
        sheets = price_import.read_sheets(book(), "price.xlsx")
        with pytest.raises(Refused, match="уже запущена"):
            price_import.set_mapping(
                session,
                _actor(session),
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
    import_id = _begin(app, book())
    before = _prices(app)
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
    assert _prices(app) == before


def test_who_may_not_load_prices_is_forbidden(app: Flask) -> None:
    with pytest.raises(Forbidden):
        _begin(app, book(), login="dina")


def test_what_is_loaded_is_found_at_once(app: Flask) -> None:
    _load(app, book())

    with app.app_context():
        session = db.session()
        found = match.match(session, ["шайба м8 din125"])[0][0].material
        assert found.sku == "DIN125-M8"
        tokens = select(func.count()).select_from(SearchToken)
        assert session.scalar(tokens.where(SearchToken.entity_id == found.id))


def test_an_unreadable_file_raises_in_words(app: Flask) -> None:
    with pytest.raises((DomainError, ValidationFailed)):
        _begin(app, b"PK\x03\x04 not a workbook")
