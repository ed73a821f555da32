"""Alembic environment shared by the core and every plugin; run by ``core.extending.migrate``."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.schema import SchemaItem

from core.db.base import Base
from core.db.types import MoneyType, QuantityType, UtcDateTime

config = context.config
component = config.attributes["component"]
prefix = config.attributes["prefix"]


def _ours(item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    if kind == "table":
        return bool(name) and name.startswith(prefix) and name != config.attributes["version_table"]
    return True


def _same_type(_context: Any, _column: Any, _meta: Any, found: Any, declared: Any) -> bool | None:
    """SQLite knows one integer and no time zone: only PostgreSQL tells the types apart."""
    if config.attributes["connection"].dialect.name == "sqlite":
        return False
    return None


def _render(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """A migration names the database's own type: it must not change with our classes."""
    if kind == "type" and isinstance(item, MoneyType | QuantityType):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=config.attributes["version_table"],
    include_object=_ours,
    render_as_batch=True,
    compare_type=_same_type,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
