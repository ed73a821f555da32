"""Numbers and dates as they stand in a printed form.

Everything is formatted here, by Babel, and reaches the template as text: typst has no decimal
arithmetic of ours and no Russian locale.
"""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from core.printing.typography import NBSP, Language

_NARROW = "\N{NARROW NO-BREAK SPACE}"


def money(amount: Decimal, language: Language) -> str:
    """An amount with two decimals and grouped thousands: «1 234,50»."""
    return _decimal(amount, "#,##0.00", language)


def unit_price(price: Decimal, language: Language) -> str:
    """A price of one unit: two decimals, up to six where the price needs them."""
    return _decimal(price, "#,##0.00####", language)


def quantity(value: Decimal, language: Language) -> str:
    """A quantity with as many decimals (to six) as it has: «1 000», «2,5»."""
    return _decimal(value, "#,##0.######", language)


def percent(value: Decimal, language: Language) -> str:
    """A rate given in percents (22, not 0.22): «22%», «12,5%»."""
    return _decimal(value, "#,##0.##", language) + "%"


def long_date(value: date, language: Language) -> str:
    """A date in words: «23 ноября 2026 г.», «November 23, 2026»."""
    text = format_date(value, "long", locale=language).replace(_NARROW, NBSP)
    return text.replace(" ", NBSP)


def _decimal(value: Decimal, pattern: str, language: Language) -> str:
    text = format_decimal(value, pattern, locale=language, decimal_quantization=True)
    text = text.replace(_NARROW, NBSP)
    # A true minus: a hyphen before a figure may be left alone at the end of a line.
    return text.replace("-", "\N{MINUS SIGN}")
