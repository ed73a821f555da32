"""Tables that people send: XLSX and CSV of any make, brought to one plain shape.

`read_tables` answers what the person sees in the file: sheets with their header and rows, each row
under the number that Excel shows for it. It knows nothing of prices or requests; what a column
means is decided by whoever asked for the table.
"""

from core.directory.tables.model import (
    LIMITS,
    CellValue,
    Column,
    Sheet,
    SheetRow,
    TableLimits,
    cell_text,
)
from core.directory.tables.reading import read_tables

__all__ = [
    "LIMITS",
    "CellValue",
    "Column",
    "Sheet",
    "SheetRow",
    "TableLimits",
    "cell_text",
    "read_tables",
]
