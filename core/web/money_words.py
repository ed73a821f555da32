"""How money looks to the reader."""

from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import get_locale

NBSP = "\u00a0"
_SIGNS = {"RUB": "₽", "KZT": "₸", "CNY": "¥"}
"""Signs that CLDR leaves to the currency's own language; readers of ours know them all."""


def locale_name() -> str:
    """The reader's language, as Babel names it."""
    return str(get_locale() or "ru")


def money(value: Decimal | None, currency: str = "RUB") -> str:
    """«1 234,56 ₽», in English «₽1,234.56»; empty for None."""
    if value is None:
        return ""
    text = format_currency(value, currency, locale=locale_name())
    if currency not in text:
        return text
    sign = _SIGNS.get(currency)
    if sign is not None:
        return text.replace(currency, sign)
    # A code before its number runs into it: «BYN1,719.41».
    return text.replace(currency, currency + NBSP) if text.endswith(tuple("0123456789")) else text
