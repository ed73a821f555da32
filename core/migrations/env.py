"""Alembic environment shared by the core and every plugin; run by ``core.db.migrate``."""

from alembic import context
from sqlalchemy.schema import SchemaItem

from core.db.base import Base

config = context.config
component = config.attributes["component"]
prefix = config.attributes["prefix"]


def _ours(item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    if kind == "table":
        return bool(name) and name.startswith(prefix) and name != config.attributes["version_table"]
    return True


context.configure(
    connection=config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=config.attributes["version_table"],
    include_object=_ours,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
