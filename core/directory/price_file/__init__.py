"""A price list in a file: what its columns mean, and its rows as values or refusals.

The way of a file: `core.directory.tables.read_tables` gives sheets, `guess_columns` a first idea
of the columns, the person corrects it into a `PriceMapping`, `parse_rows` reads the rows.
Nothing here knows the database: what is new and what has changed is asked by the importer.
"""

from core.directory.price_file.columns import (
    ColumnData,
    ColumnGuess,
    MappedColumn,
    MappingData,
    PriceField,
    PriceMapping,
)
from core.directory.price_file.guess import PriceGuess, guess_columns
from core.directory.price_file.rows import parse_rows
from core.directory.price_file.table import BadRow, PriceBreak, PriceRow, PriceTable, RowNote

__all__ = [
    "BadRow",
    "ColumnData",
    "ColumnGuess",
    "MappedColumn",
    "MappingData",
    "PriceBreak",
    "PriceField",
    "PriceGuess",
    "PriceMapping",
    "PriceRow",
    "PriceTable",
    "RowNote",
    "guess_columns",
    "parse_rows",
]
