"""The records of a year of selling: requests and offers with their steps.

Every step carries the moment, aware UTC, at which it happened, so that the history can be
replayed in its order.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.demo.records import Channel


class Manner(StrEnum):
    """How the customer named the thing he asks for."""

    SKU = "sku"
    NAME = "name"
    SLOPPY = "sloppy"
    TYPO = "typo"
    FREE = "free"
    GROUP = "group"
    SPECIAL = "special"
    UNMET = "unmet"


class RequestEvent(StrEnum):
    """What happens to a request."""

    RECEIVED = "received"
    REGISTERED = "registered"
    TAKEN = "taken"
    ANSWERED = "answered"
    DECLINED = "declined"
    DUPLICATE = "duplicate"


class OfferEvent(StrEnum):
    """What happens to an offer."""

    CREATED = "created"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SENT = "sent"
    RECEIPT_CONFIRMED = "receipt_confirmed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """`text` is what the customer wrote; `sku` is the match accepted by the manager, empty while
    nobody looked or where nothing fits (then `unmet_reason_code` says why)."""

    text: str
    manner: Manner
    quantity: Decimal
    unit_code: str
    sku: str = ""
    group_code: str = ""
    special_description: str = ""
    unmet_reason_code: str = ""
    wanted_on: date | None = None


@dataclass(frozen=True, slots=True)
class RequestStep:
    """`actor_code` is empty when the customer himself acted."""

    event: RequestEvent
    at: datetime
    actor_code: str


@dataclass(frozen=True, slots=True)
class Request:
    """Either `partner_code` or `requester` (free text, not yet a partner) is set. `letter` is the
    message as it came, empty for what was said aloud."""

    code: str
    channel: Channel
    campaign_code: str
    partner_code: str
    contact_index: int | None
    requester: str
    responsible_code: str
    due_on: date
    letter: str
    lines: tuple[RequestLine, ...]
    steps: tuple[RequestStep, ...]
    decline_reason_code: str = ""
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class OfferLine:
    """`list_price` is the price list's figure for the quantity, before the delivery term's effect
    and the discount. `instead_of` is the SKU asked for when an alternative is offered."""

    sku: str
    quantity: Decimal
    unit_code: str
    list_price: Decimal
    discount_percent: Decimal
    lead_days: int
    instead_of: str = ""
    instead_reason: str = ""
    confirmed_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OfferStep:
    """`actor_code` is empty when no employee acted: the customer did, or the rule that approves
    small discounts, or the calendar that lets an offer expire."""

    event: OfferEvent
    at: datetime
    actor_code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A commercial offer. An empty `request_code`: nobody asked, the manager proposed.
    `valid_until` is inclusive."""

    code: str
    request_code: str
    partner_code: str
    contact_index: int | None
    responsible_code: str
    currency_code: str
    delivery_term_code: str
    payment_term_code: str
    valid_until: date
    discount_reason: str
    lines: tuple[OfferLine, ...]
    steps: tuple[OfferStep, ...]
    rejection_reason_code: str = ""
    competitor_code: str = ""
