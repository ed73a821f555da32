"""How values look to the reader: dates, money, quantities, in his language and time zone."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import format_timedelta as babel_timedelta
from flask_babel import gettext, to_user_timezone

from core.kernel.clock import now
from core.kernel.text import Message
from core.web.messages import render
from core.web.money_words import NBSP, locale_name, money


def amount(value: Decimal | None) -> str:
    """«1 234,56», without the sign: for columns whose heading names the currency."""
    return "" if value is None else format_decimal(value, "#,##0.00", locale=locale_name())


def price(value: Decimal | None) -> str:
    """A price of one unit: «1 199,70», and up to six decimals where it has them."""
    return "" if value is None else format_decimal(value, "#,##0.00####", locale=locale_name())


def qty(value: Decimal | None) -> str:
    """«1 234,5»: as many decimals as there are, at most six."""
    return "" if value is None else format_decimal(value, "#,##0.######", locale=locale_name())


def percent(value: Decimal | None) -> str:
    """«12,5 %» of 12.5."""
    return "" if value is None else f"{qty(value)}{NBSP}%"


def day(value: date | datetime | None) -> str:
    """«23.11.2026»."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = to_user_timezone(value)
    return value.strftime("%d.%m.%Y")


def moment(value: datetime | None) -> str:
    """«23.11.2026 14:05» in the reader's time zone."""
    return "" if value is None else to_user_timezone(value).strftime("%d.%m.%Y %H:%M")


def numbered(number: str | None, dated: date) -> str:
    """«КТ-КП-000015 от 03.11.2026», as a document is called beside others: numbers begin anew each
    year, and the date tells two alike apart. «черновик» before the registration."""
    if not number:
        return gettext("черновик")
    return gettext("%(number)s от %(day)s", number=number, day=day(dated))


def ago(value: datetime | None) -> str:
    """«5 минут назад»; «только что» within a minute."""
    if value is None:
        return ""
    passed = now() - value
    if abs(passed.total_seconds()) < 60:
        return gettext("только что")
    return babel_timedelta(-passed, add_direction=True)


def kept_message(kept: Mapping[str, Any]) -> str:
    """A ``Message`` that was stored as JSON, in the reader's language; empty for none."""
    return render(Message.from_json(kept)) if kept else ""


def file_size(octets: int) -> str:
    """«48 КБ», «2,3 МБ»; no file is smaller than one kilobyte."""
    if octets < 1024 * 1024:
        return gettext("%(size)s КБ", size=max(1, round(octets / 1024)))
    return gettext("%(size)s МБ", size=format_decimal(octets / 1024 / 1024, "0.0", locale_name()))


def init_app(app: Flask) -> None:
    """Give the filters to templates."""
    filters: dict[str, Any] = {
        "money": money,
        "amount": amount,
        "price": price,
        "qty": qty,
        "percent": percent,
        "date": day,
        "datetime": moment,
        "ago": ago,
        "numbered": numbered,
        "file_size": file_size,
        "message": kept_message,
    }
    app.jinja_env.filters.update(filters)
