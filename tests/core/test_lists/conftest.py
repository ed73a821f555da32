"""The table of deals on whichever backend the run is for, and a small program that lists it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pluggy
import pytest
from flask import Flask
from lists_screens import PERMISSIONS, screens
from lists_world import Base
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from core import config
from core.accounts import service as accounts
from core.db.base import Base as CoreBase
from core.db.session import db, unit_of_work
from core.extending.manifest import Manifest
from core.extending.registry import Registry, build
from core.kernel.declarations import Role
from core.testing.browser import Visitor
from core.testing.databases import TestDatabases
from core.testing.house import PASSWORD
from core.testing.work import WorkDatabase
from core.web.views import auth, help, home, profile, search

TEMPLATE, WORK = "template_deals", "work_deals"
PEOPLE = {"anna": Role.MANAGER, "boris": Role.MANAGER, "vera": Role.HEAD, "gleb": Role.LOGISTICS}


@pytest.fixture(scope="session")
def engine(databases: TestDatabases) -> Iterator[Engine]:
    """An engine over an empty table of deals."""
    environ = {"REGLAMENT_DATABASE_URL": databases.create("deals")}
    made = create_engine(config.load(environ).database_url)
    Base.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def deals(engine: Engine) -> Iterator[Session]:
    """A session whose work is forgotten after the test."""
    with engine.connect() as connection, connection.begin() as outer:
        with Session(connection) as made:
            yield made
        outer.rollback()


def _registry() -> Registry:
    """Log-in, the frame, and the lists of the tests."""
    manifest = Manifest("deals", "Сделки", "", "1", Path(__file__).parent)
    answers: dict[str, Any] = {
        "reglament_permissions": PERMISSIONS,
        "reglament_screens": [
            auth.screens,
            help.screens,
            home.screens,
            profile.screens,
            search.screens,
            screens,
        ],
    }
    return build([manifest], {"deals": answers}, pluggy.PluginManager("reglament"), {})


@pytest.fixture(scope="session")
def deals_app(databases: TestDatabases, make_app: Callable[..., Flask]) -> Flask:
    """One program for the whole run; its database is renewed for each test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.app.load_registry", lambda settings: _registry())
        template = make_app(databases.create(TEMPLATE))
        with template.app_context():
            for metadata in (CoreBase.metadata, Base.metadata):
                metadata.create_all(db.engine)
            with unit_of_work() as session:
                accounts.sync_roles(session)
                for login, role in PEOPLE.items():
                    accounts.create_user(
                        session,
                        login=login,
                        full_name=f"{login.title()} Петровна",
                        password=PASSWORD,
                        roles=[role.value],
                    )
            db.engine.dispose()
        return make_app(databases.copy(TEMPLATE, WORK))


@pytest.fixture(scope="session")
def deals_work(deals_app: Flask, databases: TestDatabases) -> WorkDatabase:
    with deals_app.app_context():
        return WorkDatabase(databases, WORK, TEMPLATE, db.engine)


@pytest.fixture
def app(deals_app: Flask, deals_work: WorkDatabase) -> Iterator[Flask]:
    """The program over a fresh copy of the small company, without deals."""
    deals_work.renew(TEMPLATE)
    yield deals_app
    with deals_app.app_context():
        db.session.remove()


@pytest.fixture
def add(app: Flask) -> Callable[..., None]:
    """``add({"name": "Болт"}, …)``: deals in the program's database."""
    from lists_world import Deal

    def fill(*rows: dict[str, Any]) -> None:
        with app.app_context(), unit_of_work() as session:
            session.add_all([Deal(**row) for row in rows])

    return fill


@pytest.fixture
def anna(visit: Callable[[str], Visitor]) -> Visitor:
    """A manager."""
    return visit("anna")


@pytest.fixture
def boris(visit: Callable[[str], Visitor]) -> Visitor:
    """Her neighbour."""
    return visit("boris")


@pytest.fixture
def vera(visit: Callable[[str], Visitor]) -> Visitor:
    """Their head, who sees margins."""
    return visit("vera")
