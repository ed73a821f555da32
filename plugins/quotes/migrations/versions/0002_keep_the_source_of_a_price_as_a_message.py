"""Keep the source of a price as a message: each reader sees it in his own language."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "quotes_offer_line"
LONGEST = 200


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("price_message", sa.JSON(), nullable=True))
    lines = _lines("price_message", sa.JSON())
    for key, told in _told(lines.c.price_source):
        _write(lines, key, price_message={"text": told, "params": {}})
    # A new column in place of the old: SQLite would cast a text to JSON as to a number.
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_column("price_source")
        batch.alter_column("price_message", new_column_name="price_source", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("price_source", new_column_name="price_message", nullable=True)
    op.add_column(
        TABLE, sa.Column("price_source", sa.String(LONGEST), nullable=False, server_default="")
    )
    lines = _lines("price_message", sa.JSON())
    for key, kept in _told(lines.c.price_message):
        _write(lines, key, price_source=_in_russian(kept)[:LONGEST])
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_column("price_message")
        batch.alter_column("price_source", server_default=None)


def _lines(name: str, kind: Any) -> sa.TableClause:
    return sa.table(
        TABLE,
        sa.column("id", sa.BigInteger()),
        sa.column("price_source", sa.String()),
        sa.column(name, kind),
    )


def _told(column: Any) -> list[tuple[int, Any]]:
    rows = op.get_bind().execute(sa.select(column.table.c.id, column))
    return [(row[0], row[1]) for row in rows]


def _write(lines: sa.TableClause, key: int, **values: Any) -> None:
    op.get_bind().execute(lines.update().where(lines.c.id == key).values(**values))


def _in_russian(kept: Mapping[str, Any]) -> str:
    if not kept:
        return ""
    params = {
        name: _in_russian(value) if isinstance(value, Mapping) else value
        for name, value in kept["params"].items()
    }
    return kept["text"] % params if params else kept["text"]
