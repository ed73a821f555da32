"""Forms of an offer: its header, its lines, its sending, the customer's answer."""

from plugins.quotes.forms.offers.answer import (
    ANSWER_CHANNELS,
    RejectForm,
    TakenQuantities,
)
from plugins.quotes.forms.offers.header import OfferForm, stored_values
from plugins.quotes.forms.offers.rows import OfferRow, OfferRows
from plugins.quotes.forms.offers.sending import EmailForm, ManualForm

__all__ = [
    "ANSWER_CHANNELS",
    "EmailForm",
    "ManualForm",
    "OfferForm",
    "OfferRow",
    "OfferRows",
    "RejectForm",
    "TakenQuantities",
    "stored_values",
]
