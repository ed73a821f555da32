"""Loading materials and prices from a file: upload, columns, preview, a job that applies it.

``service`` leads a person through the steps, ``planning`` says what each row would change,
``applying`` changes it in the outbox job, ``report`` gives the refused rows back as a workbook.
"""

from core.directory.price_import.planning import FieldChange, Outcome, RowPlan
from core.directory.price_import.service import (
    JOB,
    Preview,
    begin,
    call_off,
    confirm,
    find,
    preview,
    read_mapping,
    read_sheets,
    set_mapping,
)

__all__ = [
    "JOB",
    "FieldChange",
    "Outcome",
    "Preview",
    "RowPlan",
    "begin",
    "call_off",
    "confirm",
    "find",
    "preview",
    "read_mapping",
    "read_sheets",
    "set_mapping",
]
