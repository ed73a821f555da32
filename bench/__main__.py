"""``make bench``: how long the usual things take on the demo company, and by how many queries.

Everything goes through the program's own HTTP layer in one process, without a network.
"""

import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine, event, select

from core import config
from core.accounts.models import User
from core.accounts.policy import unrestricted
from core.accounts.service import actor_of
from core.app import create_app
from core.db.session import db, unit_of_work
from core.demo.load import LOGINS, fill
from core.directory import match
from core.directory.models import Material
from core.documents.models import Document
from core.extending import migrate
from core.kernel.clock import now, today
from core.kernel.money import VatMode
from core.testing.browser import Visitor
from plugins.quotes import paper
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.pricing import LineInput, OfferTerms, price_lines

ROUNDS = 9


@dataclass(frozen=True)
class Measure:
    """One line of the table: the middle of the rounds and the queries of the last one."""

    name: str
    milliseconds: float
    queries: int


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Statements sent to the database inside the block."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def measure(name: str, engine: Engine, work: Callable[[], object], rounds: int = ROUNDS) -> Measure:
    """The median of several rounds; the first one, which fills caches, is thrown away."""
    work()
    times: list[float] = []
    queries = 0
    for _ in range(rounds):
        with counted(engine) as statements:
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        queries = len(statements)
    return Measure(name, statistics.median(times) * 1000, queries)


def logins(data_dir: Path) -> dict[str, str]:
    """Login → password of the demo's people."""
    lines = (data_dir / LOGINS).read_text(encoding="utf-8").splitlines()
    return {line.split()[-2]: line.split()[-1] for line in lines if line.strip()}


def pages(visitor: Visitor, engine: Engine, addresses: dict[str, str]) -> list[Measure]:
    """How long each address takes to be answered."""

    def opened(url: str) -> Callable[[], object]:
        return lambda: visitor.get(url)

    return [measure(name, engine, opened(url)) for name, url in addresses.items()]


def domain(engine: Engine) -> list[Measure]:
    """What the pages rest on. Needs an application context."""
    session = db.session()
    names = [
        row.name for row in session.scalars(select(Material).where(Material.sellable).limit(100))
    ]
    ids = list(session.scalars(select(Material.id).where(Material.sellable).limit(100)))
    largest = session.scalars(
        select(OfferLine.document_id).order_by(OfferLine.position.desc()).limit(1)
    ).one()
    offer = session.get_one(Offer, largest)
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
    lines = [LineInput(name="", material_id=key, quantity=Decimal(50)) for key in ids]
    head = session.scalars(select(User).where(User.login == "vera")).one()
    return [
        measure("подбор товаров к 30 строкам", engine, lambda: match.match(session, names[:30])),
        measure("цены и суммы 100 строк", engine, lambda: price_lines(session, terms, lines)),
        measure("права и отделы сотрудника", engine, lambda: actor_of(session, head)),
        measure(
            "PDF предложения",
            engine,
            lambda: paper.pdf_of(session, offer, timestamp=now(), public_url=None, logo=None),
        ),
    ]


def main() -> None:
    """Make the demo company in a folder of its own, measure, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"REGLAMENT_DATA_DIR": folder}), testing=True)
        with app.app_context():
            migrate.upgrade(db.engine, app.extensions["reglament"].registry)
            start = time.perf_counter()
            fill(app, 2026, say=lambda _line: None)
            made = time.perf_counter() - start
        data_dir = Path(folder)
        head = Visitor(app)
        head.log_in("vera", logins(data_dir)["vera"])
        with app.app_context():
            engine = db.engine
            with unit_of_work() as session:
                offer_id = session.scalars(
                    select(OfferLine.document_id).order_by(OfferLine.position.desc()).limit(1)
                ).one()
        found = pages(
            head,
            engine,
            {
                "главная руководителя": "/",
                "реестр документов": "/registry/",
                "список предложений": "/quotes/offers/",
                "список предложений, поиск": "/quotes/offers/?" + urlencode({"q": "болт"}),
                "доска предложений": "/quotes/offers/board",
                "страница предложения": f"/quotes/offers/{offer_id}",
                "номенклатура": "/directory/materials/",
                "общий поиск": "/search/?" + urlencode({"q": "болт м8х40"}),
            },
        )
        with app.app_context():
            found += domain(engine)
    print(f"Python {platform.python_version()}, SQLite; демонстрационная компания за {made:.0f} с")
    print(f"{'что':<34}{'медиана, мс':>14}{'запросов':>12}")
    for one in found:
        print(f"{one.name:<34}{one.milliseconds:>14.1f}{one.queries:>12}")


if __name__ == "__main__":
    main()
