"""A larger company out of the demo one: its rows copied in bulk, key by key.

To replay ten years of sales would take ten minutes; copies list, search and join the same. What
only a replay gives is left as it is: letters, files and the chain of the history.
"""

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.sql.elements import ColumnElement

from core.db.base import Base

STRIDE = 10_000_000
"""How far the keys of one copy lie from those of the next."""
STAGE = ("quotes.request", "quotes.offer")
GROWING = (
    "core_material",
    "core_material_alternative",
    "core_price_item",
    "core_partner",
    "core_contact",
    "core_document",
    "core_document_link",
    "core_history",
    "quotes_request",
    "quotes_request_line",
    "quotes_offer",
    "quotes_offer_line",
    "core_search_token",
)
"""Tables whose rows are copied, those that others refer to first."""
SEARCHED = ("material", "partner")
NUMBERED = {
    ("core_material", "sku"),
    ("core_material", "sku_key"),
    ("core_document", "number"),
}
"""Names that no two rows may share: a copy's carry its number, in signs that an article's key keeps
as they are."""


def grow(connection: Connection, times: int) -> None:
    """Make the company ``times`` as large; in one transaction, which the caller commits."""
    for copy in range(1, times):
        for name in GROWING:
            _copy(connection, name, copy)
    connection.execute(text("ANALYZE"))


def _copy(connection: Connection, name: str, copy: int) -> None:
    table = Base.metadata.tables[name]
    columns = list(table.columns)
    source = select(*(_copied(column, copy) for column in columns)).where(_original(name))
    connection.execute(insert(table).from_select([column.name for column in columns], source))


def _original(name: str) -> ColumnElement[bool]:
    """Rows that are no copies; of documents, those of the stage whose tables grow."""
    table = Base.metadata.tables[name]
    documents = Base.metadata.tables["core_document"]
    ours = select(documents.c.id).where(documents.c.type.in_(STAGE), documents.c.id < STRIDE)
    if name == "core_document":
        return table.c.id.in_(ours)
    if name == "core_document_link":
        return table.c.source_id.in_(ours) & table.c.target_id.in_(ours)
    if name == "core_search_token":
        return table.c.kind.in_(SEARCHED) & (table.c.entity_id < STRIDE)
    if "document_id" in table.c:
        return table.c.document_id.in_(ours)
    return table.c.id < STRIDE


def _copied(column: Column[object], copy: int) -> ColumnElement[object]:
    """What stands in a column of a copy."""
    table, name = column.table.name, column.name
    shift = copy * STRIDE
    refers = {key.column.table.name for key in column.foreign_keys}
    own_key = column.primary_key and isinstance(column.type, Integer) and not refers
    if own_key or refers & set(GROWING) or (table, name) == ("core_search_token", "entity_id"):
        return column + shift
    if (table, name) in NUMBERED:
        return column + literal(f"Z{copy}", String)
    if (table, name) == ("core_document", "sequence"):
        return column + shift
    if (table, name) == ("core_partner", "kpp"):
        # Two partners may not share both ИНН and КПП.
        return func.substr(func.coalesce(column, ""), 1, 6) + cast(copy, String)
    return column
