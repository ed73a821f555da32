"""All that a plugin's screens may import from the core."""

from core.db.engine import begin_write
from core.db.session import db
from core.extending.runtime import runtime
from core.web import document_page
from core.web.filters import amount, day, moment, money, percent, price, qty
from core.web.forms import (
    AppForm,
    DateField,
    DecimalField,
    TextField,
    VersionedForm,
    required,
)
from core.web.identity import current_actor
from core.web.messages import is_htmx, render, toast, toast_header, translate
from core.web.screens import PUBLIC, SIGNED_IN, Screens
from core.web.security import form_is_ours

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "AppForm",
    "DateField",
    "DecimalField",
    "Screens",
    "TextField",
    "VersionedForm",
    "amount",
    "begin_write",
    "current_actor",
    "day",
    "db",
    "document_page",
    "form_is_ours",
    "is_htmx",
    "moment",
    "money",
    "percent",
    "price",
    "qty",
    "render",
    "required",
    "runtime",
    "toast",
    "toast_header",
    "translate",
]
