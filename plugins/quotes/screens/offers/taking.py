"""The table in which quantities of an offer are taken: for the manager and for the customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.sdk import ValidationFailed, VatMode, VatRate, line_amounts
from core.sdk.web import amount, db, render
from plugins.quotes.forms.offers import TakenQuantities
from plugins.quotes.models import Offer
from plugins.quotes.screens.offers.editor import totals_in_words
from plugins.quotes.services import answers, limits


def beyond_words(offer: Offer, taken: TakenQuantities) -> Mapping[int, str]:
    """Why quantities are not what was offered, by the line's key."""
    found = limits.beyond(db.session(), offer, taken.quantities)
    return {key: render(why) for key, why in found.items()}


@dataclass
class Taking:
    """One drawing of the table. ``preview_url`` answers what other quantities would cost; the
    table is only read where ``editable`` is False. ``title`` heads the quantities to fill in: the
    customer is spoken to, the manager about him. ``notes`` say of a line, by its key, why so much
    of it was not offered at this price."""

    offer: Offer
    taken: TakenQuantities
    preview_url: str
    title: str
    editable: bool = True
    notes: Mapping[int, str] = field(default_factory=dict[int, str])

    def __post_init__(self) -> None:
        """Add up; what cannot be added up is said beside its line and counts as nothing."""
        try:
            self._totals = answers.taken_totals(self.offer, self.taken.quantities)
        except ValidationFailed as error:
            self.taken.take(error)
            self._totals = answers.taken_totals(self.offer, self.taken.quantities)

    @property
    def answered(self) -> bool:
        """Whether the quantities are those that the customer took."""
        return self.offer.document.state == "confirmed"

    @property
    def included(self) -> bool:
        """Whether prices contain the tax."""
        return self.offer.vat_mode == VatMode.INCLUDED.value

    @property
    def totals(self) -> list[tuple[str, str, bool]]:
        """The block of sums."""
        currency = self.offer.document.currency
        return totals_in_words(self._totals, currency, included=self.included)

    @property
    def amounts(self) -> Mapping[int, str]:
        """The sum of each line, by its key."""
        found: dict[int, str] = {}
        for line in self.offer.lines:
            sums = line_amounts(
                self.taken.quantities.get(line.id, Decimal(0)),
                line.price,
                line.discount_percent,
                VatRate.parse(line.vat_code),
                VatMode(self.offer.vat_mode),
            )
            found[line.id] = amount(sums.gross if self.included else sums.net)
        return found
