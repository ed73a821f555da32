"""The records of the company's directories: people, assortment, prices, customers.

Plain and frozen; they refer to each other by code (`Person.code`, `Group.code`, `Material.sku`,
`Partner.code`…), unique within its kind. Money and quantities are `Decimal`, an absent text is
an empty string.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.directory.choices import AbcClass, DecisionRole, PartnerKind, TaxSystem, VatCategory
from core.kernel.declarations import Role


class Channel(StrEnum):
    """How a request arrives, and how a customer prefers to be written to."""

    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    MESSENGER = "messenger"
    MEETING = "meeting"
    TENDER = "tender"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A ruble account at a bank."""

    account: str
    bik: str
    corr_account: str
    bank: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The company itself. `prefix` starts its document numbers, `logo` is its mark, a PNG."""

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
    logo: bytes


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
