"""What the demo company consists of: plain frozen records that refer to each other by code.

Nothing here knows the database. Whoever loads the world resolves the codes (`Person.code`,
`Group.code`, `Material.sku`, `Partner.code`…), all unique within their kind. Moments are aware
UTC, money and quantities are `Decimal`, an absent text is an empty string.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.directory.choices import AbcClass, DecisionRole, PartnerKind, TaxSystem, VatCategory
from core.directory.okei import OkeiUnit
from core.kernel.declarations import Role


class Channel(StrEnum):
    """How a request arrives, and how a customer prefers to be written to."""

    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    MESSENGER = "messenger"
    MEETING = "meeting"
    TENDER = "tender"


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
class BankAccount:
    """A ruble account at a bank."""

    account: str
    bik: str
    corr_account: str
    bank: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The company itself. `prefix` starts its document numbers, `logo_svg` is its mark."""

    code: str
    name: str
    full_name: str
    inn: str
    kpp: str
    ogrn: str
    okpo: str
    legal_address: str
    postal_address: str
    phone: str
    email: str
    site: str
    prefix: str
    tax_system: TaxSystem
    accounts: tuple[BankAccount, ...]
    signatory_code: str
    signatory_basis: str
    accountant_code: str
    logo_svg: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department; an empty `parent_code` is the top."""

    code: str
    name: str
    parent_code: str
    head_code: str


@dataclass(frozen=True, slots=True)
class Person:
    """An employee and user; `code` is the login, `phone` the company's number with extension."""

    code: str
    full_name: str
    position: str
    department_code: str
    role: Role
    email: str
    phone: str
    hired_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """A node of the assortment tree; only leaves hold materials."""

    code: str
    name: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may be offered instead, and what differs."""

    sku: str
    note: str


@dataclass(frozen=True, slots=True)
class Material:
    """A line of the assortment. `pack` is in the material's unit, `weight_kg` is per unit,
    `price` is retail in rubles with VAT per unit, alternatives go in order of preference."""

    sku: str
    name: str
    description: str
    group_code: str
    unit_code: str
    pack: Decimal
    weight_kg: Decimal
    price: Decimal
    vat_category: VatCategory
    lead_days: int
    sellable: bool
    special: bool
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class PriceRow:
    """Price per unit from `min_quantity` on."""

    sku: str
    min_quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices include VAT. An empty `customer_group_code`: the list is for everybody. Both days
    of validity are inclusive."""

    code: str
    name: str
    currency_code: str
    customer_group_code: str
    valid_from: date
    valid_to: date | None
    rows: tuple[PriceRow, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a small directory: customer groups, sources, reasons, competitors."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A marketing campaign over a source; without an end it still runs."""

    code: str
    name: str
    source_code: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class DeliveryTerm:
    """`percent` changes every price, `per_order` (rubles with VAT) is added once per order.
    `incoterms` is a rule of Incoterms 2020, empty for the company's own terms."""

    code: str
    name: str
    incoterms: str
    percent: Decimal
    per_order: Decimal


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """The part paid before shipment; the rest is due so many days after it."""

    code: str
    name: str
    prepayment_percent: Decimal
    deferral_days: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a partner; phone in E.164."""

    name: str
    position: str
    phone: str
    email: str
    messenger: str
    decision_role: DecisionRole


@dataclass(frozen=True, slots=True)
class Partner:
    """A customer. Phone in E.164; `since` is the day when he was entered."""

    code: str
    kind: PartnerKind
    name: str
    full_name: str
    inn: str
    kpp: str
    ogrn: str
    industry: str
    town: str
    legal_address: str
    postal_address: str
    phone: str
    email: str
    contacts: tuple[Contact, ...]
    accounts: tuple[BankAccount, ...]
    responsible_code: str
    source_code: str
    campaign_code: str
    abc: AbcClass
    vip: bool
    customer_group_code: str
    preferred_channel: Channel
    delivery_term_code: str
    payment_term_code: str
    since: date


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


@dataclass(frozen=True, slots=True)
class World:
    """Everything about the demo company, made by `build_world`.

    `duplicate_partners` are pairs (entry, the one it repeats) that a duplicate finder must show.
    `approval_discount` is the percentage above which the head approved the offers of the history.
    """

    seed: int
    today: date
    approval_discount: Decimal
    organisation: Organisation
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    units: tuple[OkeiUnit, ...]
    groups: tuple[Group, ...]
    materials: tuple[Material, ...]
    customer_groups: tuple[Named, ...]
    price_lists: tuple[PriceList, ...]
    delivery_terms: tuple[DeliveryTerm, ...]
    payment_terms: tuple[PaymentTerm, ...]
    sources: tuple[Named, ...]
    campaigns: tuple[Campaign, ...]
    decline_reasons: tuple[Named, ...]
    unmet_reasons: tuple[Named, ...]
    rejection_reasons: tuple[Named, ...]
    competitors: tuple[Named, ...]
    partners: tuple[Partner, ...]
    duplicate_partners: tuple[tuple[str, str], ...]
    requests: tuple[Request, ...]
    offers: tuple[Offer, ...]

    def timeline(self) -> Iterator[tuple[Request, RequestStep] | tuple[Offer, OfferStep]]:
        """All steps of all documents in the order in which they happened."""
        steps: list[tuple[Request, RequestStep] | tuple[Offer, OfferStep]] = []
        steps.extend((request, step) for request in self.requests for step in request.steps)
        steps.extend((offer, step) for offer in self.offers for step in offer.steps)
        # The sort is stable: within one moment the order of creation stays.
        return iter(sorted(steps, key=lambda pair: pair[1].at))

    def fingerprint(self) -> str:
        """SHA-256 over all contents: equal for equal worlds, on any machine."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
