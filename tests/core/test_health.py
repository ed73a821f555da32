"""What a balancer is told of a node."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from webtest import TestApp

from core.db.session import db
from core.extending.migrate import version_table
from core.storage import Storage
from core.testing.fixtures import MakeApp

READY = {"status": "ok", "database": "ok", "storage": "ok", "queue": "ok"}


@pytest.fixture
def node(app: Flask, make_app: MakeApp) -> Flask:
    """An application with files and a queue of its own."""
    return make_app(app.config["SQLALCHEMY_DATABASE_URI"])


@pytest.fixture
def ask(node: Flask) -> Callable[[int], dict[str, Any]]:
    """``ask(503)``: what the node says of itself with that status."""
    browser = TestApp(node)
    return lambda status: browser.get("/health/ready", status=status).json


def test_a_node_whose_parts_answer_is_ready(ask: Callable[[int], dict[str, Any]]) -> None:
    assert ask(200) == READY


def test_a_folder_of_files_that_is_gone_is_told(
    node: Flask, ask: Callable[[int], dict[str, Any]]
) -> None:
    folder: Path = node.extensions["reglament"].settings.data_dir / "files"
    folder.rmdir()
    assert ask(503) == READY | {"status": "error", "storage": "unreachable"}
    folder.mkdir()
    assert ask(200) == READY


def test_nothing_is_written_to_learn_whether_files_can_be_kept(
    node: Flask, ask: Callable[[int], dict[str, Any]]
) -> None:
    ask(200)
    folder: Path = node.extensions["reglament"].settings.data_dir / "files"
    assert list(folder.iterdir()) == []


def test_a_bucket_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage("memory://offers/2026")
    asked: list[str] = []

    def exists(path: str) -> bool:
        asked.append(path)
        return False

    storage.check()
    monkeypatch.setattr(storage._files, "exists", exists)  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(storage, "_root", "offers/2026")
    with pytest.raises(OSError, match="offers"):
        storage.check()
    assert asked == ["offers"]


def test_a_queue_that_does_not_answer_is_told(
    node: Flask, ask: Callable[[int], dict[str, Any]]
) -> None:
    here = node.extensions["reglament"]
    here.huey.huey.storage.close()
    for file in here.settings.data_dir.glob("queue.db*"):
        file.write_bytes(b"not a database")
    assert ask(503) == READY | {"status": "error", "queue": "unreachable"}


def test_a_database_that_does_not_answer_is_told_without_its_address(
    node: Flask, ask: Callable[[int], dict[str, Any]]
) -> None:
    with node.app_context():
        engine = db.engine
    engine.dispose()

    def refuse(*_args: Any) -> None:
        raise engine.dialect.loaded_dbapi.OperationalError("no route to reglament:secret@db")

    event.listen(engine, "do_connect", refuse)
    try:
        assert ask(503) == READY | {"status": "error", "database": "unreachable"}
    finally:
        event.remove(engine, "do_connect", refuse)


def test_a_schema_that_is_behind_is_told_with_its_components(
    node: Flask, ask: Callable[[int], dict[str, Any]]
) -> None:
    with node.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {version_table('quotes')}"))
    said = {"status": "error", "database": "schema is behind", "components": ["quotes"]}
    assert ask(503) == READY | said
