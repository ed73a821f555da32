"""A request as a person gives it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

TYPE = "quotes.request"
OPEN, ACCEPTED, ALTERNATIVE, UNMET = "open", "accepted", "alternative", "unmet"
EDITABLE = frozenset({"draft", "registered", "in_work"})
# technical: what a form and the columns of the tables can hold.
MAX_LINES = 1000
MAX_TEXT = 500
MAX_REASON = 300
MAX_QUANTITY = Decimal(10) ** 9
"""Beyond it a quantity is a slip of the finger, and millionths of it no longer fit the column."""


@dataclass(frozen=True)
class RequestLineInput:
    """A line as a person gives it; ``id`` of a line that is already there."""

    text: str
    quantity: Decimal
    unit_id: int | None = None
    description: str = ""
    is_special: bool = False
    wanted_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class RequestInput:
    """A request as a person gives it.

    ``due`` None: as the regulation says; ``responsible_id`` None: as it is, for a new request
    the one who makes it. ``letter`` is kept when the request is made and never changed.
    """

    organisation_id: int
    lines: tuple[RequestLineInput, ...]
    partner_id: int | None = None
    contact_id: int | None = None
    responsible_id: int | None = None
    requester: str = ""
    requester_email: str = ""
    requester_phone: str = ""
    channel_id: int | None = None
    campaign_id: int | None = None
    received_at: datetime | None = None
    due: date | None = None
    letter: str = ""
    comment: str = ""
    title: str = ""
