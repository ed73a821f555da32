"""Engine set-up that makes SQLite behave under several processes."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

CONNECT_TIMEOUT = 10
"""Seconds to wait for a server that does not even refuse."""
WRITES = "reglament_writes"
"""Execution option of a connection whose unit of work writes."""


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments of ``create_engine`` for a database address."""
    if url.startswith("sqlite"):
        return {"connect_args": {"isolation_level": None, "timeout": 15}}
    # PgBouncer in transaction mode cannot keep prepared statements.
    return {
        "pool_pre_ping": True,
        "connect_args": {"prepare_threshold": None, "connect_timeout": CONNECT_TIMEOUT},
    }


def install(engine: Engine) -> None:
    """Attach the listeners; nothing to do for PostgreSQL.

    A writing unit of work begins IMMEDIATE: two of them that read, then write, queue up instead
    of failing or losing an update. Readers stay DEFERRED and never block anybody under WAL.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=15000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


def unreachable(error: DBAPIError) -> str:
    """What an operator is told where the database does not answer; the driver's word on it goes
    without the address, which holds a password."""
    reason = " ".join(str(error.orig).split())
    return f"REGLAMENT_DATABASE_URL: база данных недоступна: {reason}"


def begin_write(session: Session) -> None:
    """Open the session's transaction as a writing one. Call before its first statement."""
    if not session.in_transaction():
        session.connection(execution_options={WRITES: True})
