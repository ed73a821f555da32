"""All that a plugin's screens may import from the core."""

from core.db.engine import begin_write
from core.db.session import db
from core.extending.runtime import runtime
from core.web import document_page, samples
from core.web.clash import Clash, document_clash
from core.web.filters import amount, day, moment, money, numbered, percent, price, qty
from core.web.forms import (
    AppForm,
    DateField,
    DecimalField,
    TextField,
    VersionedForm,
    optional_id,
    required,
)
from core.web.identity import current_actor, proves_himself
from core.web.lines import LineRow, LineRows
from core.web.messages import is_htmx, render, toast, toast_header, translate
from core.web.norm_words import norm_bounds, norm_value
from core.web.screens import PUBLIC, SIGNED_IN, Screens
from core.web.security import form_is_ours
from core.web.trade_form import (
    NOTHING,
    TradeEditor,
    TradeForm,
    choose_partner,
    main_contact,
    partner_of,
)

__all__ = [
    "NOTHING",
    "PUBLIC",
    "SIGNED_IN",
    "AppForm",
    "Clash",
    "DateField",
    "DecimalField",
    "LineRow",
    "LineRows",
    "Screens",
    "TextField",
    "TradeEditor",
    "TradeForm",
    "VersionedForm",
    "amount",
    "begin_write",
    "choose_partner",
    "current_actor",
    "day",
    "db",
    "document_clash",
    "document_page",
    "form_is_ours",
    "is_htmx",
    "main_contact",
    "moment",
    "money",
    "norm_bounds",
    "norm_value",
    "numbered",
    "optional_id",
    "partner_of",
    "percent",
    "price",
    "proves_himself",
    "qty",
    "render",
    "required",
    "runtime",
    "samples",
    "toast",
    "toast_header",
    "translate",
]
