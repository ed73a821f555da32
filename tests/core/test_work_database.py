"""The database of the tests is as it was made whenever one begins, and copied only if need be."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from core import config
from core.db.engine import engine_options, install
from core.testing.databases import TestDatabases
from core.testing.work import WorkDatabase

TEMPLATE, WORK = "template_words", "words"


class Copying:
    """The databases of the run, which says how often each template was copied."""

    def __init__(self, databases: TestDatabases) -> None:
        self._databases = databases
        self.copied: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._databases, name)

    def copy(self, template: str, name: str) -> str:
        self.copied.append(template)
        return self._databases.copy(template, name)


def engine_at(address: str) -> Engine:
    url = config.load({"REGLAMENT_DATABASE_URL": address}).database_url
    engine = create_engine(url, **engine_options(url))
    install(engine)
    return engine


@pytest.fixture
def copying(databases: TestDatabases) -> Copying:
    made = engine_at(databases.create(TEMPLATE))
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE word (said VARCHAR(20))"))
    made.dispose()
    return Copying(databases)


@pytest.fixture
def engine(copying: Copying) -> Iterator[Engine]:
    made = engine_at(copying.copy(TEMPLATE, WORK))
    yield made
    made.dispose()


@pytest.fixture
def work(copying: Copying, engine: Engine) -> WorkDatabase:
    made = WorkDatabase(copying, WORK, TEMPLATE, engine)  # type: ignore[arg-type]
    copying.copied.clear()
    return made


def say(engine: Engine, word: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})


def said(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT said FROM word ORDER BY said")))


def test_what_one_test_commits_the_next_does_not_find(work: WorkDatabase, engine: Engine) -> None:
    say(engine, "раз")
    assert said(engine) == ["раз"]
    work.renew(TEMPLATE)
    assert said(engine) == []


def test_what_is_given_up_costs_no_copy(
    work: WorkDatabase, engine: Engine, copying: Copying
) -> None:
    for _test in range(3):
        work.renew(TEMPLATE)
        with engine.connect() as connection:
            connection.execute(text("INSERT INTO word VALUES ('раз')"))
            connection.rollback()
        assert said(engine) == []
    assert copying.copied == []


def test_it_does_not_matter_who_has_written(
    work: WorkDatabase, engine: Engine, copying: Copying
) -> None:
    assert said(engine) == []
    stranger = engine_at(engine.url.render_as_string(hide_password=False))
    say(stranger, "чужое")
    stranger.dispose()
    work.renew(TEMPLATE)
    assert said(engine) == []
    assert copying.copied == [TEMPLATE]


def test_a_scene_is_made_once_and_found_by_every_test(work: WorkDatabase, engine: Engine) -> None:
    made: list[str] = []

    def build() -> list[str]:
        made.append("раз")
        say(engine, "раз")
        return ["раз"]

    for _test in range(3):
        work.renew(TEMPLATE)
        given = work.scene(build)
        assert given == ["раз"]
        assert said(engine) == ["раз"]
        given.append("два")
        say(engine, "два")
    assert made == ["раз"]
    work.renew(TEMPLATE)
    assert said(engine) == []


def test_a_scene_may_stand_upon_another(work: WorkDatabase, engine: Engine) -> None:
    def first() -> None:
        say(engine, "раз")

    def second() -> None:
        say(engine, "два")

    for _test in range(2):
        work.renew(TEMPLATE)
        work.scene(first)
        work.scene(second)
        assert said(engine) == ["два", "раз"]
    work.renew(TEMPLATE)
    with pytest.raises(RuntimeError, match="not upon"):
        work.scene(second)


def test_a_scene_loses_nothing_that_a_test_has_done(work: WorkDatabase, engine: Engine) -> None:
    say(engine, "раз")
    with pytest.raises(RuntimeError, match="beginning of a test"):
        work.scene(lambda: None)


def test_a_scene_is_not_changed_under_an_open_session(work: WorkDatabase, engine: Engine) -> None:
    with engine.connect(), pytest.raises(RuntimeError, match="before the session"):
        work.scene(lambda: None)
