"""What is found, before a person has looked at it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.sdk import Message


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One thing asked for, in the customer's words.

    ``quantity`` None: none is named, or ``quantity_text`` holds what stands there instead of a
    number. ``unit`` is the unit as written or its usual short name. ``confidence`` in percent
    tells how sure the reading of a letter is; None where a person has mapped the columns.
    """

    text: str
    quantity: Decimal | None
    unit: str = ""
    quantity_text: str = ""
    description: str = ""
    wanted_on: date | None = None
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row of a table that is not taken: its number in Excel, its text and why."""

    number: int
    text: str
    reason: Message
