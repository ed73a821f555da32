"""Two operators who upgrade one database at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from core.accounts import service as accounts
from core.accounts.models import Role
from core.db.session import db
from core.extending import migrate
from core.kernel.declarations import Role as BuiltIn
from core.testing.databases import TestDatabases


def test_two_upgraders_at_once_make_one_schema(
    databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    app = make_app(databases.create("upgraded"))
    registry = app.extensions["reglament"].registry
    start = threading.Barrier(2)

    def upgrade() -> None:
        with app.app_context():
            start.wait()
            migrate.upgrade(db.engine, registry)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(upgrade) for _ in range(2)]:
            done.result()
    with app.app_context():
        assert migrate.pending(db.engine, registry) == []
        db.engine.dispose()


def test_the_cores_migrations_go_up_down_and_up_again_and_match_its_models(
    databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    app = make_app(databases.create("core_lineage"), plugins=",")
    registry = app.extensions["reglament"].registry
    with app.app_context():
        migrate.upgrade(db.engine, registry)
        migrate.downgrade(db.engine, registry, "core", "base")
        migrate.upgrade(db.engine, registry)
        assert migrate.differences(db.engine, registry, "core") == []


def test_two_upgraders_bring_what_the_schema_begins_with_once(
    databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    app = make_app(databases.create("filled"))
    registry = app.extensions["reglament"].registry
    start = threading.Barrier(2)

    def upgrade() -> None:
        with app.app_context():
            start.wait()
            migrate.upgrade(db.engine, registry, fill=accounts.sync_roles)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(upgrade) for _ in range(2)]:
            done.result()
    with app.app_context():
        codes = db.session().scalars(select(Role.code)).all()
        assert sorted(codes) == sorted(one.value for one in BuiltIn)
        db.session.remove()
        db.engine.dispose()


def test_an_upgrade_that_cannot_be_filled_leaves_nothing(
    databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    app = make_app(databases.create("unfilled"))
    registry = app.extensions["reglament"].registry

    def fail(session: Session) -> None:
        accounts.sync_roles(session)
        raise InterruptedError

    with app.app_context():
        with pytest.raises(InterruptedError):
            migrate.upgrade(db.engine, registry, fill=fail)
        assert "core" in migrate.pending(db.engine, registry)
        assert not inspect(db.engine).has_table("core_role")
        db.engine.dispose()
