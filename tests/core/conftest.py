"""Fixtures of the outbox and of the mail."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from mail_office import Office, Post
from outbox_bench import NOON, Bench

from core.config import load
from core.kernel import clock
from core.testing.databases import TestDatabases


@pytest.fixture(scope="session")
def outbox_template(databases: TestDatabases) -> str:
    name = "template_outbox"
    Bench.create_tables(databases.create(name))
    return name


@pytest.fixture
def bench(outbox_template: str, databases: TestDatabases, tmp_path: Path) -> Iterator[Bench]:
    """An empty outbox."""
    settings = load({"REGLAMENT_DATA_DIR": str(tmp_path)})
    made = Bench(databases.copy(outbox_template, "outbox"), settings)
    yield made
    made.engine.dispose()


@pytest.fixture
def noon() -> Iterator[Callable[[timedelta], AbstractContextManager[None]]]:
    """Stops the clock at noon and gives a way to move it."""
    with clock.at(NOON):
        yield lambda passed: clock.at(NOON + passed)


@pytest.fixture
def found(
    outbox_template: str, databases: TestDatabases, tmp_path: Path
) -> Iterator[Callable[[str], Office]]:
    """``found(mail_url)``: the office over a fresh database."""
    made: list[Office] = []

    def make(mail_url: str) -> Office:
        made.append(Office(databases.copy(outbox_template, "mail"), tmp_path, mail_url))
        return made[-1]

    yield make
    for office in made:
        office.engine.dispose()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def office(post: Post, found: Callable[[str], Office]) -> Iterator[Office]:
    with post.open() as port:
        yield found(f"smtp://127.0.0.1:{port}?tls=none")
