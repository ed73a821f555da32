"""Locks by name, held to the end of the transaction."""

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session


def hold(session: Session, *names: str) -> None:
    """Wait until no other transaction holds any of the names, then hold them all.

    Taken in sorted order, so that two transactions never wait for each other. On SQLite a writing
    transaction is alone anyway (see ``core.db.engine.begin_write``).
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in sorted(names):
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": number})
