"""The table of deals in a database of its own, on whichever backend the run is for."""

from collections.abc import Iterator

import pytest
from lists_world import Base
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from core import config
from core.testing.databases import TestDatabases


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
