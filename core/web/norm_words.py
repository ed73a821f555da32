"""How the value of a norm is said."""

from decimal import Decimal

from flask_babel import gettext

from core.kernel.declarations import Norm, NormKind
from core.kernel.text import Message
from core.web.filters import money, percent, qty
from core.web.messages import render, translate


def norm_value(norm: Norm, value: Decimal) -> str:
    """«2 рабочих дня», «10 %», «1 000,00 ₽», «да»."""
    if norm.kind is NormKind.BOOLEAN:
        return gettext("да") if value else gettext("нет")
    if norm.kind is NormKind.MONEY:
        return money(value)
    if norm.kind is NormKind.PERCENT:
        return percent(value)
    if norm.forms is not None:
        return render(Message.plural(*norm.forms, int(value), num=qty(value)))
    return f"{qty(value)} {translate(norm.unit)}".strip()


def norm_bounds(norm: Norm) -> str:
    """«от 1 до 60 рабочих дней»; empty where there are only two answers."""
    if norm.kind is NormKind.BOOLEAN:
        return ""
    lowest = money(norm.minimum) if norm.kind is NormKind.MONEY else qty(norm.minimum)
    highest = money(norm.maximum) if norm.kind is NormKind.MONEY else qty(norm.maximum)
    # After a preposition the unit stands as it does in a heading, not as it does by its number.
    unit = translate(norm.unit) if norm.kind is not NormKind.MONEY else ""
    words = gettext("от %(minimum)s до %(maximum)s", minimum=lowest, maximum=highest)
    return f"{words} {unit}".strip()
