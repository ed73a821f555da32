"""Making and changing requests, and answering each of their lines with a material or a reason."""

from plugins.quotes.services.requests.deciding import (
    accept,
    mark_unmet,
    match_lines,
    offer_alternative,
    reopen_line,
)
from plugins.quotes.services.requests.given import (
    ACCEPTED,
    ALTERNATIVE,
    EDITABLE,
    MAX_LINES,
    OPEN,
    TYPE,
    UNMET,
    RequestInput,
    RequestLineInput,
)
from plugins.quotes.services.requests.making import (
    create_request,
    save_request,
    set_aside,
    set_partner,
)
from plugins.quotes.services.requests.overdue import tell_unanswered, unanswered
from plugins.quotes.services.requests.reading import get
from plugins.quotes.services.requests.shown import (
    Shown,
    ShownLine,
    changes,
    shown_input,
    shown_request,
)

__all__ = [
    "ACCEPTED",
    "ALTERNATIVE",
    "EDITABLE",
    "MAX_LINES",
    "OPEN",
    "TYPE",
    "UNMET",
    "RequestInput",
    "RequestLineInput",
    "Shown",
    "ShownLine",
    "accept",
    "changes",
    "create_request",
    "get",
    "mark_unmet",
    "match_lines",
    "offer_alternative",
    "reopen_line",
    "save_request",
    "set_aside",
    "set_partner",
    "shown_input",
    "shown_request",
    "tell_unanswered",
    "unanswered",
]
