"""Two operators who upgrade one database at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from core.db.session import db
from core.extending import migrate
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
