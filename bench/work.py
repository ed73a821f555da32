"""What is measured: the pages that people open all day, and what the pages rest on."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from openpyxl import Workbook
from sqlalchemy import Engine, func, select
from webtest import TestResponse

from bench.measuring import Measure, measure
from core.accounts.models import User
from core.accounts.policy import unrestricted
from core.accounts.service import actor_of
from core.db.session import db
from core.directory import match
from core.directory.models import Material, Partner
from core.documents.models import Document
from core.jobs.worker import drain
from core.kernel.clock import now, today
from core.kernel.money import VatMode
from core.testing.browser import Visitor, form_with
from plugins.quotes import paper
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.pricing import LineInput, OfferTerms, price_lines

HEAD = "vera"
DEEP = 20
"""How many times «Показать ещё» has been pressed on a page at depth."""
IMPORTED = 5000
LISTS = {
    "реестр документов": "/registry/",
    "список запросов": "/quotes/requests/",
    "список предложений": "/quotes/offers/",
    "номенклатура": "/directory/materials/",
    "контрагенты": "/directory/partners/",
    "прайс-листы": "/directory/prices/",
    "задания": "/admin/jobs/",
}
PAGES = {
    "главная руководителя": "/",
    "доска предложений": "/quotes/offers/board",
    "список предложений, поиск": "/quotes/offers/?" + urlencode({"q": "болт"}),
    "общий поиск": "/search/?" + urlencode({"q": "болт м8х40"}),
}


class Bench:
    """The program over one company, and the people who use it."""

    def __init__(self, app: Flask, passwords: dict[str, str]) -> None:
        self.app = app
        self.passwords = passwords
        self.head = Visitor(app)
        self.head.log_in(HEAD, passwords[HEAD])
        with app.app_context():
            self.engine: Engine = db.engine

    def run(self, *, load_prices: bool) -> Iterator[Measure]:
        """Everything, in the order of the table; a price list only where nothing comes after it,
        since it adds to what there is."""
        yield self._log_in()
        for name, address in PAGES.items():
            yield self._page(name, address)
        for name, address in LISTS.items():
            yield from self._list(name, address)
        yield self._page("страница предложения", f"/quotes/offers/{self._longest_offer()}")
        yield self._save_offer()
        with self.app.app_context():
            yield from self._domain()
        if load_prices:
            yield self._import()

    def _page(self, name: str, address: str) -> Measure:
        return measure(name, self.engine, lambda _: self.head.get(address))

    def _list(self, name: str, address: str) -> Iterator[Measure]:
        """Its first page, and where it is so long, one far from the beginning."""
        visitor = self._visitor_for(address)
        if visitor is None:
            return
        yield measure(name, self.engine, lambda _: visitor.get(address))
        deep = next_page = address
        for _ in range(DEEP):
            more = visitor.get(next_page).html.select_one("tbody.list-edge[id] a[href]")
            if more is None:
                return
            deep = next_page = str(more["href"])
        yield measure(f"{name}, глубже", self.engine, lambda _: visitor.get(deep))

    def _visitor_for(self, address: str) -> Visitor | None:
        """Whoever may open a page; None where nobody may."""
        if self.head.get(address, expect_errors=True).status_int == 200:
            return self.head
        for login, password in self.passwords.items():
            visitor = Visitor(self.app)
            visitor.log_in(login, password)
            if visitor.get(address, expect_errors=True).status_int == 200:
                return visitor
        return None

    def _log_in(self) -> Measure:
        """The form is sent: most of it is the cost of argon2id, which is meant to be high."""

        def filled() -> Any:
            form = Visitor(self.app).get("/login").forms[0]
            form["login"], form["password"] = HEAD, self.passwords[HEAD]
            return form

        return measure("вход в программу", self.engine, lambda form: form.submit(), prepare=filled)

    def _longest_offer(self) -> int:
        with self.app.app_context():
            return (
                db.session()
                .scalars(select(OfferLine.document_id).order_by(OfferLine.position.desc()).limit(1))
                .one()
            )

    def _save_offer(self) -> Measure:
        """A new offer of ten lines is sent from the form."""
        with self.app.app_context():
            session = db.session()
            partner = session.scalars(unrestricted(select(Partner.id).limit(1))).one()
            names = session.execute(
                select(Material.id, Material.name).where(Material.sellable).limit(10)
            ).all()

        def filled() -> dict[str, str]:
            page = self.head.get("/quotes/offers/new")
            fields = dict(form_with(page, "/quotes/offers/new").submit_fields())
            fields["partner_id"] = str(partner)
            blank = {key: value for key, value in fields.items() if key.startswith("lines-0-")}
            for number, (material, name) in enumerate(names):
                fields |= {key.replace("-0-", f"-{number}-"): value for key, value in blank.items()}
                fields[f"lines-{number}-material_id"] = str(material)
                fields[f"lines-{number}-name"] = name
                fields[f"lines-{number}-quantity"] = "100"
            return fields

        def save(fields: dict[str, str]) -> None:
            answer = self.head.post("/quotes/offers/new", fields)
            if answer.status_int != 303:
                raise RuntimeError("the offer was not saved")

        return measure("сохранение предложения, 10 строк", self.engine, save, prepare=filled)

    def _domain(self) -> Iterator[Measure]:
        session = db.session()
        sold = session.execute(
            select(Material.id, Material.name).where(Material.sellable).limit(100)
        ).all()
        offer = session.get_one(Offer, self._longest_offer())
        document = session.scalars(
            unrestricted(select(Document).where(Document.id == offer.document_id))
        ).one()
        terms = OfferTerms(
            organisation_id=document.organisation_id,
            partner_id=None,
            delivery_term_id=None,
            currency="RUB",
            vat_mode=VatMode.INCLUDED,
            day=today(),
        )
        lines = [LineInput(name="", material_id=key, quantity=Decimal(50)) for key, _ in sold]
        asked = [name for _, name in sold[:30]]
        head = session.scalars(select(User).where(User.login == HEAD)).one()
        for name, work in {
            "подбор товаров к 30 строкам": lambda _: match.match(session, asked),
            "цены и суммы 100 строк": lambda _: price_lines(session, terms, lines),
            "права и отделы сотрудника": lambda _: actor_of(session, head),
            "PDF предложения": lambda _: paper.pdf_of(
                session, offer, timestamp=now(), public_url=None, logo=None
            ),
        }.items():
            yield measure(name, self.engine, work)

    def _import(self) -> Measure:
        """From the file to the last price: reading, checking, loading by the worker."""
        content = self._price_list()

        def load(_: object) -> None:
            form = _form_of(self.head.get("/directory/prices/import"), "file")
            form["file"] = ("prices.xlsx", content)
            form["name"] = "Замер загрузки"
            page = form.submit().follow()
            page = _form_of(page, "currency").submit().follow()
            form_with(page, "/start").submit()
            with self.app.app_context():
                drain()

        return measure(f"загрузка прайс-листа, {IMPORTED} строк", self.engine, load, rounds=1)

    def _price_list(self) -> bytes:
        """Known articles with new prices; where there are too few, new ones after them."""
        with self.app.app_context():
            session = db.session()
            known = session.execute(select(Material.sku, Material.name).limit(IMPORTED)).all()
            started = session.scalar(select(func.count()).select_from(Material))
        book = Workbook()
        sheet = book.create_sheet("Прайс-лист", 0)
        sheet.append(["Артикул", "Наименование", "Ед.", "Цена"])
        for number in range(IMPORTED):
            sku, name = (
                known[number]
                if number < len(known)
                else (f"NEW-{started}-{number}", f"Новый товар {number}")
            )
            sheet.append([sku, name, "шт", 100 + number % 900])
        out = BytesIO()
        book.save(out)
        return out.getvalue()


def _form_of(page: TestResponse, field: str) -> Any:
    """The form that has a field; a form without an address of its own leads to its page."""
    return next(form for form in page.forms.values() if field in form.fields)
