"""An offer as a person gives it."""

from dataclasses import dataclass
from datetime import date

from core.sdk import VatMode
from plugins.quotes.pricing import LineInput, OfferTerms

TYPE = "quotes.offer"
EDITABLE = "draft"
# technical: what a form and the columns of the tables can hold.
MAX_LINES = 1000
MAX_TEXT = 5000
MAX_TITLE = 300
MAX_SHIPPING_DAYS = 3650


@dataclass(frozen=True)
class OfferInput:
    """An offer as a person gives it.

    ``valid_until`` None: as the regulation says; ``responsible_id`` None: whoever makes it.
    ``opening`` and ``closing`` are the texts before and after the table.
    """

    organisation_id: int
    partner_id: int | None
    lines: tuple[LineInput, ...]
    contact_id: int | None = None
    responsible_id: int | None = None
    valid_until: date | None = None
    currency: str = "RUB"
    vat_mode: VatMode = VatMode.INCLUDED
    delivery_term_id: int | None = None
    payment_term_id: int | None = None
    opening: str = ""
    closing: str = ""
    not_an_offer: bool = False
    title: str = ""

    def terms(self, day: date) -> OfferTerms:
        """What of it decides on prices."""
        return OfferTerms(
            organisation_id=self.organisation_id,
            partner_id=self.partner_id,
            delivery_term_id=self.delivery_term_id,
            currency=self.currency,
            vat_mode=self.vat_mode,
            day=day,
        )
