"""Making and changing offers: from scratch, from a request, by copy, as a new revision."""

from plugins.quotes.services.offers.deriving import as_input, copy, from_request, revise
from plugins.quotes.services.offers.given import (
    EDITABLE,
    MAX_LINES,
    MAX_TEXT,
    MAX_TITLE,
    TYPE,
    OfferInput,
)
from plugins.quotes.services.offers.making import (
    create_offer,
    default_validity,
    editable,
    save_offer,
    set_aside,
)
from plugins.quotes.services.offers.reading import get
from plugins.quotes.services.offers.shown import (
    VAT_WORDS,
    Shown,
    Words,
    changes,
    shown_input,
    shown_offer,
)

__all__ = [
    "EDITABLE",
    "MAX_LINES",
    "MAX_TEXT",
    "MAX_TITLE",
    "TYPE",
    "VAT_WORDS",
    "OfferInput",
    "Shown",
    "Words",
    "as_input",
    "changes",
    "copy",
    "create_offer",
    "default_validity",
    "editable",
    "from_request",
    "get",
    "revise",
    "save_offer",
    "set_aside",
    "shown_input",
    "shown_offer",
]
