"""Schema upgrades: one lineage and one version table for the core and for each plugin.

A plugin whose code is gone leaves its tables and its version table alone and stops nobody.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from core.db.base import Base
from core.db.engine import WRITES
from core.extending.registry import Registry

ENVIRONMENT = Path(__file__).parents[1] / "migrations"
LOCK = 7_426_001


class MigrationFailed(RuntimeError):
    """The schema was left as it was; the message says why."""


@dataclass(frozen=True)
class ComponentStatus:
    """Where one lineage stands. ``current`` None: nothing applied yet."""

    component: str
    current: str | None
    head: str | None


def components(registry: Registry) -> list[tuple[str, Path]]:
    """Name and folder of each lineage, in the order of upgrades."""
    return [
        (manifest.name, manifest.root / "migrations")
        for manifest in registry.manifests.values()
        if (manifest.root / "migrations" / "versions").is_dir()
    ]


def version_table(component: str) -> str:
    """The table that remembers where a lineage stands."""
    return f"{component}_alembic"


def make_config(component: str, folder: Path, connection: Connection) -> Config:
    """An Alembic configuration made in code: there is no alembic.ini."""
    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(folder / "versions"))
    config.attributes.update(
        connection=connection,
        component=component,
        prefix=f"{component}_",
        version_table=version_table(component),
    )
    return config


@contextmanager
def _exclusive(engine: Engine) -> Iterator[Connection]:
    """A transaction that no second upgrader can enter.

    SQLite rebuilds a table to alter it: with foreign keys on, dropping the old one would delete
    the children in silence. They are off for the transaction and checked before its end.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                yield connection
                if sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise MigrationFailed(f"foreign keys broken: {broken[:5]}")
        finally:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def upgrade(
    engine: Engine, registry: Registry, fill: Callable[[Session], None] | None = None
) -> None:
    """Bring every lineage to its head, the core first, all in one transaction.

    ``fill`` brings in what the new schema must hold (roles, reference books): under the same lock,
    so that two upgraders do not bring it twice, and in the same transaction.
    """
    with _exclusive(engine) as connection:
        for component, folder in components(registry):
            command.upgrade(make_config(component, folder, connection), "head")
        if fill is not None:
            # The outer transaction stays the upgrade's own: the session gets a savepoint of it.
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                session.info["registry"] = registry
                fill(session)
                session.commit()


def downgrade(engine: Engine, registry: Registry, component: str, revision: str) -> None:
    """Take one lineage back to ``revision`` ("base": drop its tables). KeyError: there is none."""
    folder = dict(components(registry))[component]
    with _exclusive(engine) as connection:
        command.downgrade(make_config(component, folder, connection), revision)


def status(engine: Engine, registry: Registry) -> list[ComponentStatus]:
    """Where each lineage stands."""
    found: list[ComponentStatus] = []
    with engine.connect() as connection:
        for component, folder in components(registry):
            context = MigrationContext.configure(
                connection, opts={"version_table": version_table(component)}
            )
            script = ScriptDirectory.from_config(make_config(component, folder, connection))
            head = script.get_current_head()
            found.append(ComponentStatus(component, context.get_current_revision(), head))
    return found


def pending(engine: Engine, registry: Registry) -> list[str]:
    """Names of lineages that are not at their head."""
    return [one.component for one in status(engine, registry) if one.current != one.head]


def write_revision(
    engine: Engine, registry: Registry, component: str, message: str, *, empty: bool = False
) -> Path | None:
    """A new file at the end of a lineage: what its models say and the database does not.

    ``engine`` leads to a database that has been upgraded. None: there is nothing to write, and
    ``empty`` was not asked for. KeyError: there is no such component.
    """
    root = registry.manifests[component].root / "migrations"
    if not empty and not differences(engine, registry, component):
        return None
    folder = root / "versions"
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        made = make_config(component, root, connection)
        made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        script = command.revision(
            made,
            message=message,
            autogenerate=not empty,
            rev_id=_next_revision(folder),
            version_path=str(folder),
        )
    assert isinstance(script, Script)
    return Path(script.path)


def _next_revision(folder: Path) -> str:
    """«0007» after «0006»: numbers in order, one lineage has no branches."""
    numbers = [
        int(found[1]) for path in folder.glob("*.py") if (found := re.match(r"(\d+)_", path.name))
    ]
    return f"{max(numbers, default=0) + 1:04d}"


def differences(engine: Engine, registry: Registry, component: str) -> list[str]:
    """What the models of a lineage say and the database does not, or the other way round."""

    def ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        if kind != "table":
            return True
        return bool(name) and name.startswith(f"{component}_") and not name.endswith("_alembic")

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": ours,
                # SQLite knows one integer and no time zone.
                "compare_type": engine.dialect.name != "sqlite",
                "version_table": version_table(component),
            },
        )
        return [str(one) for one in compare_metadata(context, Base.metadata)]
