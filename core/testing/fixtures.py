"""Fixtures for the tests of the core and of every plugin. ``--backend`` chooses the database."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import argon2
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import config
from core.accounts import passwords
from core.accounts import service as accounts
from core.accounts.models import User
from core.app import create_app
from core.db.engine import begin_write
from core.db.session import db, unit_of_work
from core.extending import migrate
from core.kernel.permissions import Actor
from core.testing import house
from core.testing.browser import Visitor
from core.testing.databases import (
    SqliteDatabases,
    TestDatabases,
    folder_in_memory,
    postgres,
)
from core.testing.work import WorkDatabase

# Its checks say what they have found, as those of the tests' own files do.
pytest.register_assert_rewrite(
    *(f"core.testing.{name}" for name in ("conformance", "flat", "norms"))
)
TEMPLATE = "template_house"
WORK = "house"
ALLOCATED = 20_000
"""Objects between two searches for garbage among the youngest."""
MakeApp = Callable[..., Flask]
T = TypeVar("T")


class Scene(Protocol):
    """See the fixture ``scene``."""

    def __call__(self, build: Callable[[], T]) -> T:
        """What ``build()`` has made and given."""
        ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """The same suite runs on both databases."""
    parser.addoption("--backend", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: to look through it for garbage, again and again,
    finds nothing. What a test leaves is looked through more seldom than where memory is scarce."""
    gc.freeze()
    gc.set_threshold(ALLOCATED, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database only what touches a database is worth a second run."""
    if config.getoption("--backend") != "postgresql":
        return
    kept = [item for item in items if "databases" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Real argon2id, at the lowest cost: the cost itself has a test of its own."""
    kept = passwords._hasher  # pyright: ignore[reportPrivateUsage]
    passwords._hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # pyright: ignore[reportPrivateUsage]
    yield
    passwords._hasher = kept  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[TestDatabases]:
    """The server, or the folder, that databases are made in."""
    # Not below pytest's own folder: a second run of pytest would clear it away.
    with tempfile.TemporaryDirectory(prefix="reglament-", dir=folder_in_memory()) as folder:
        if request.config.getoption("--backend") == "sqlite":
            yield SqliteDatabases(Path(folder))
            return
        with postgres(Path(folder) / "pg") as server:
            yield server


@pytest.fixture(scope="session")
def make_app(
    databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeApp]:
    """``make_app(url, plugins="quotes")``: an application over a database of the test's own."""
    made: list[Flask] = []

    def make(url: str, **settings: str) -> Flask:
        folder = tmp_path_factory.mktemp("data")
        environ = {
            "REGLAMENT_DATABASE_URL": url,
            "REGLAMENT_DATA_DIR": str(folder),
            "REGLAMENT_BASE_URL": "http://localhost",
            **{f"REGLAMENT_{name.upper()}": value for name, value in settings.items()},
        }
        app = create_app(config.load(environ), testing=True)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def application(databases: TestDatabases, make_app: MakeApp) -> Flask:
    """One application for the whole run; its database is renewed for each test by ``app``."""
    url = databases.create(TEMPLATE)
    template = make_app(url)
    with template.app_context():
        migrate.upgrade(db.engine, template.extensions["reglament"].registry)
        with unit_of_work() as session:
            accounts.sync_roles(session)
            house.build(session)
        db.engine.dispose()
    return make_app(databases.copy(TEMPLATE, WORK))


@pytest.fixture(scope="session")
def work(application: Flask, databases: TestDatabases) -> WorkDatabase:
    """The database of ``application``."""
    with application.app_context():
        return WorkDatabase(databases, WORK, TEMPLATE, db.engine)


@pytest.fixture
def app(application: Flask, work: WorkDatabase) -> Iterator[Flask]:
    """The application over a fresh copy of the small company (``core.testing.house``)."""
    work.renew(TEMPLATE)
    yield application
    with application.app_context():
        db.session.remove()


@pytest.fixture
def scene(app: Flask, work: WorkDatabase) -> Scene:
    """``scene(build)``: what many tests begin with, built once in a run; see ``WorkDatabase``."""
    return work.scene


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session in an application context; nothing is committed by itself."""
    with app.app_context():
        session = db.session()
        begin_write(session)
        yield session
        session.rollback()
        db.session.remove()


@pytest.fixture
def actors(session: Session) -> Callable[[str], Actor]:
    """``actors("anna")``: the actor that the person is."""

    def find(login: str) -> Actor:
        user = session.scalars(select(User).where(User.login == login)).one()
        return accounts.actor_of(session, user)

    return find


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """``visit("anna")``: Anna at the program, logged in; ``visit()``: somebody who is not."""

    def enter(login: str | None = None) -> Visitor:
        visitor = Visitor(app)
        if login is not None:
            visitor.log_in(login)
        return visitor

    return enter


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Do everything that waits in the outbox, in this process; how many jobs were run."""
    from core.jobs.worker import drain

    def run() -> int:
        with app.app_context():
            return drain()

    return run


@pytest.fixture
def data_dir(application: Flask) -> Path:
    """Where the application keeps its files."""
    return application.extensions["reglament"].settings.data_dir
