"""A page asks the database as often for many rows as for few.

What is looked at is found, not listed: every page of the plugin that has no parameters, and those
that ``make_rows`` names. Each list that the plugin declares must be on one of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import ClassVar

import pytest
from flask import Flask
from lxml import etree, html
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.engine import begin_write
from core.db.session import db
from core.extending.manager import available
from core.extending.registry import Registry
from core.kernel.permissions import Actor
from core.testing.browser import Visitor
from core.testing.faults import expect_none
from core.testing.queries import counted
from core.web.lists.definition import ListDefinition
from core.web.lists.drawing import list_id

FEW, MANY = 3, 30
READERS = ("director",)
"""Who opens the pages: the director sees everything."""
CORE = "core"
LISTS = etree.XPath("//section[@id][contains(concat(' ', @class, ' '), ' list ')]")
ROWS = etree.XPath(".//tbody[not(contains(concat(' ', @class, ' '), ' list-edge '))]/tr")
WhoIs = Callable[[str], Actor]
"""``who_is("anna")``: the actor that Анна is."""


@dataclass(frozen=True)
class Seen:
    """What a page took and showed."""

    queries: list[str]
    rows: Mapping[str, int]
    """Rows of each list on the page, by the id of the list's element."""


def package_of(name: str) -> str:
    """The package that the modules of a plugin, or of the core, lie in."""
    return CORE if name == CORE else available()[name].rpartition(".")[0]


def lists_of(package: str) -> list[ListDefinition]:
    """All lists that the modules of a package declare."""
    found: dict[str, ListDefinition] = {}
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        if f"{package}.tests" in module.name or ".migrations" in module.name:
            continue
        for value in vars(import_module(module.name)).values():
            if isinstance(value, ListDefinition):
                found[value.name] = value
    return list(found.values())


def pages_of(app: Flask, registry: Registry, package: str) -> list[str]:
    """Addresses without parameters of the screens that a package declares."""
    own = {
        screens.name
        for screens in registry.screens
        if f"{screens.blueprint.import_name}.".startswith(f"{package}.")
    }
    return [
        str(rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in own
        and "GET" in (rule.methods or ())
        and not rule.arguments
    ]


def is_page(visitor: Visitor, address: str) -> bool:
    """Open a page for the first time, which may take more than each later one."""
    answer = visitor.get(address, expect_errors=True)
    return answer.status_int == 200 and answer.content_type == "text/html"


def look(app: Flask, visitor: Visitor, address: str) -> Seen:
    """Open a page and count."""
    with app.app_context():
        engine = db.engine
    with counted(engine) as statements:
        answer = visitor.get(address)
    return Seen(statements, rows_of(answer.text))


def rows_of(page: str) -> dict[str, int]:
    """How many rows each list on a page shows, by the id of its element."""
    # Hundreds of pages are read: ``answer.html`` takes as long as the program does to make them.
    return {
        str(block.get("id")): len(ROWS(block)) for block in LISTS(html.document_fromstring(page))
    }


def faults_of_growth(
    before: Mapping[str, Seen], after: Mapping[str, Seen], lists: Iterable[ListDefinition]
) -> Iterator[str]:
    """Pages that ask more for many rows, and lists of which no page has shown more rows."""
    for address, few in before.items():
        many = after[address]
        if len(many.queries) > len(few.queries):
            more = [one for one in many.queries if many.queries.count(one) > 1]
            yield (
                f"{address}: {len(few.queries)} queries for {FEW} rows, {len(many.queries)} for "
                f"{MANY}; repeated: {sorted(set(more))[:3]}"
            )
    for one in lists:
        name = list_id(one)
        grown = any(
            after[page].rows.get(name, 0) > seen.rows[name]
            for page, seen in before.items()
            if name in seen.rows
        )
        if not grown:
            yield (
                f"list {one.name}: no page showed more rows of it when more were made: "
                "make_rows must make rows of it that one of the readers sees, and give the page's "
                "address where that has parameters"
            )


class FlatConformance:
    """Lists of the plugin named ``name`` take as many queries whatever the number of rows."""

    name: ClassVar[str]
    readers: ClassVar[tuple[str, ...]] = READERS

    def make_rows(self, session: Session, who_is: WhoIs, count: int) -> Iterable[str] | None:
        """Make ``count`` more rows of every list. Gives addresses of pages with parameters to
        look at, the same each time. A plugin that declares lists must have it."""
        raise NotImplementedError

    @pytest.fixture
    def rows_made(self, app: Flask) -> Callable[[int], list[str]]:
        """``rows_made(27)``: that many more rows, committed."""

        def make(count: int) -> list[str]:
            with app.app_context():
                session = db.session()
                begin_write(session)

                def who_is(login: str) -> Actor:
                    user = session.scalars(select(User).where(User.login == login)).one()
                    return actor_of(session, user)

                named = list(self.make_rows(session, who_is, count) or ())
                session.commit()
                db.session.remove()
            return named

        return make

    def test_no_page_asks_more_queries_for_many_rows_than_for_few(
        self, app: Flask, rows_made: Callable[[int], list[str]]
    ) -> None:
        """Each page is opened over few rows, then over many; its statements are compared."""
        lists = lists_of(package_of(self.name))
        if not lists:
            return
        if type(self).make_rows is FlatConformance.make_rows:
            pytest.fail(f"{self.name} declares lists: its conformance class needs make_rows()")
        named = rows_made(FEW)
        pages = pages_of(app, app.extensions["reglament"].registry, package_of(self.name))
        visitors = {login: Visitor(app) for login in self.readers}
        for login, visitor in visitors.items():
            visitor.log_in(login)

        shown = [
            (login, address)
            for login, visitor in visitors.items()
            for address in [*pages, *named]
            if is_page(visitor, address)
        ]

        def look_at_all() -> dict[str, Seen]:
            return {
                f"{address} ({login})": look(app, visitors[login], address)
                for login, address in shown
            }

        before = look_at_all()
        rows_made(MANY - FEW)
        expect_none(faults_of_growth(before, look_at_all(), lists))
