"""What the tests of loading prices share: a file, its way in, what came of it."""

from io import BytesIO
from typing import Any

from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.session import db, unit_of_work
from core.directory import price_import
from core.directory.models import (
    Material,
    PriceImport,
    PriceItem,
    PriceList,
)
from core.jobs.models import OutboxJob
from core.jobs.worker import drain

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


def actor_called(session: Session, login: str = "anna") -> Any:
    return actor_of(session, session.scalars(select(User).where(User.login == login)).one())


def begin(app: Flask, content: bytes, name: str = "price.xlsx", login: str = "anna") -> int:
    """Upload a file into the house's list; the import's id."""
    with app.app_context(), unit_of_work() as session:
        price_list = session.scalars(select(PriceList)).one()
        return price_import.begin(
            session,
            actor_called(session, login),
            price_list_id=price_list.id,
            file_name=name,
            content=content,
            files=app.extensions["reglament"].storage,
        ).id


def load(app: Flask, content: bytes, name: str = "price.xlsx") -> dict[str, Any]:
    """Upload and apply a file with the columns as guessed; the counts."""
    import_id = begin(app, content, name)
    with app.app_context(), unit_of_work() as session:
        loading = session.get_one(PriceImport, import_id)
        price_import.confirm(session, actor_called(session), loading)
    with app.app_context():
        drain()
    with app.app_context():
        session = db.session()
        loading = session.get_one(PriceImport, import_id)
        job = session.get_one(OutboxJob, loading.job_id)
        assert job.done_at is not None, job.last_error
        return dict(loading.counts)


def prices_in(app: Flask) -> dict[str, dict[str, str]]:
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
