"""What a printed commercial offer says: the contract between the offer and its paper.

`OfferPrint` is filled by the services from the stored offer and knows no database. It computes
nothing: sums, the amount in words and the number come as they were registered, so that the paper
cannot disagree with the document.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

VatMode = Literal["included", "excluded", "exempt"]
Language = Literal["ru", "en"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPrint:
    """The account to which the customer will pay."""

    name: str
    bic: str
    account: str
    correspondent_account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerPrint:
    """Our organisation, as its customers know it.

    `ogrn` is ОГРН or, with 15 digits, ОГРНИП; `kpp` is empty for a sole proprietor. `logo` is an
    SVG, PNG or JPEG; without one the name is set in its place. `accent` is a colour «#rrggbb».
    """

    name: str
    legal_name: str
    inn: str
    kpp: str = ""
    ogrn: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    bank: BankPrint | None = None
    logo: bytes | None = None
    accent: str = "#b4532a"

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.accent):
            raise ValueError(f"the accent must look like #b4532a, not {self.accent!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseePrint:
    """To whom the offer is made: the partner's name, the person there, or either alone."""

    partner: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsiblePrint:
    """The manager who answers the customer's questions."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryPrint:
    """Who signs the offer."""

    name: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InsteadOfPrint:
    """What the customer asked for when the line offers an alternative, and why."""

    name: str
    sku: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrint:
    """One line of the offer.

    `discount_percent` and `vat_rate` are in percents (22, not 0.22); `vat_rate` None is «без
    НДС», which is not the same as 0. `price` and `amount` contain VAT when the offer's mode is
    "included". `shipping_time` is words: «10 рабочих дней», «в наличии».
    """

    number: int
    name: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    vat_rate: Decimal | None
    sku: str = ""
    description: str = ""
    discount_percent: Decimal = Decimal(0)
    shipping_time: str = ""
    instead_of: InsteadOfPrint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTotalPrint:
    """VAT of all lines with one rate (percents)."""

    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsPrint:
    """Sums under the table, in the offer's currency.

    `subtotal` is the sum of the lines' amounts, `total` is what the customer pays; `vat` is empty
    when no line bears VAT.
    """

    subtotal: Decimal
    total: Decimal
    vat: tuple[VatTotalPrint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPrint:
    """A free text, paragraphs parted by empty lines, with a title or without."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPrint:
    """All that stands on a commercial offer.

    `number` is printed as it is and names the revision («КП-15/2»); a draft may have none yet.
    `draft` marks each page «Проект» until the offer is approved. `acknowledge` asks to confirm
    receipt on the page `public_url`; before the sending, without it, its place is marked.
    `not_an_offer` adds the reservation of article 435 of the Civil Code. `currency` is an
    ISO 4217 code. `vat_mode`: VAT is inside the prices, comes on top of them, or the seller pays
    none.

    Raises ValueError for an offer without lines, and for VAT in an offer that is exempt from it.
    """

    seller: SellerPrint
    addressee: AddresseePrint
    responsible: ResponsiblePrint
    signatory: SignatoryPrint
    number: str
    dated: date
    lines: tuple[LinePrint, ...]
    totals: TotalsPrint
    amount_in_words: str
    vat_mode: VatMode
    currency: str = "RUB"
    valid_until: date | None = None
    delivery_terms: str = ""
    payment_terms: str = ""
    opening: tuple[TextPrint, ...] = ()
    closing: tuple[TextPrint, ...] = ()
    public_url: str | None = None
    acknowledge: bool = True
    not_an_offer: bool = False
    draft: bool = False
    language: Language = "ru"

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("an offer is printed with at least one line")
        if self.vat_mode == "exempt" and self.totals.vat:
            raise ValueError("an offer exempt from VAT has no VAT totals")
