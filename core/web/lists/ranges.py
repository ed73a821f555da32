"""Filters over ranges: a period of dates or moments, an amount from and to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, DateTime, and_
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from core.kernel.clock import DEFAULT_ZONE, today
from core.kernel.parsing import ANY_MARK, NotADate, NotANumber, parse_date, parse_decimal
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.web.lists.filters import Arguments, Filter, Option, Unreadable, first

FROM, TO = "_from", "_to"
MAX_AMOUNT = Decimal(10) ** 12
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)

PRESETS: Mapping[str, str] = {
    "today": N_("Сегодня"),
    "week": N_("Эта неделя"),
    "month": N_("Этот месяц"),
    "quarter": N_("Этот квартал"),
    "year": N_("Этот год"),
}


@dataclass(frozen=True)
class Range:
    """From and to, both inclusive, either of them open. ``preset`` names a period instead."""

    low: Any = None
    high: Any = None
    preset: str = ""


def preset_bounds(preset: str, day: date) -> tuple[date, date]:
    """First and last day of the week, month, quarter or year that ``day`` is in."""
    if preset == "today":
        return day, day
    if preset == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if preset == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    months = 3 if preset == "quarter" else 1
    start = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    index = start.month - 1 + months
    after = date(start.year + index // 12, index % 12 + 1, 1)
    return start, after - timedelta(days=1)


@dataclass(frozen=True)
class _Ranged(Filter):
    """Two parameters, ``<key>_from`` and ``<key>_to``."""

    expression: Any

    @property
    def parameters(self) -> tuple[str, ...]:
        """The key itself and the two ends."""
        return self.key, self.key + FROM, self.key + TO

    def _ends(self, value: Range) -> Mapping[str, str]:
        ends = {self.key + FROM: value.low, self.key + TO: value.high}
        return {name: str(end) for name, end in ends.items() if end is not None}


@dataclass(frozen=True)
class PeriodFilter(_Ranged):
    """A period over a date or over a moment; a moment's day is that of the business time zone.

    ``date=month`` in the address stays the current month whenever the link is opened.
    """

    control: ClassVar[str] = "period"

    def options(self, session: Session, actor: Actor, arguments: Arguments) -> Sequence[Option]:
        """The ready periods."""
        return [Option(name, title) for name, title in PRESETS.items()]

    def read(self, arguments: Arguments, options: Sequence[Option]) -> Range | None:
        """A ready period or two dates; dates given beside a ready period win over it."""
        low = self._day(arguments, self.key + FROM)
        high = self._day(arguments, self.key + TO)
        preset = first(arguments, self.key)
        if low is not None or high is not None:
            if low is not None and high is not None and low > high:
                low, high = high, low
            return Range(low, high)
        if preset and preset not in PRESETS:
            raise Unreadable(self.key)
        return Range(preset=preset) if preset else None

    def _day(self, arguments: Arguments, name: str) -> date | None:
        text = first(arguments, name)
        if not text:
            return None
        try:
            day = parse_date(text)
        except NotADate:
            raise Unreadable(self.key) from None
        if not EARLIEST <= day <= LATEST:
            raise Unreadable(self.key)
        return day

    def write(self, value: Range) -> Mapping[str, str]:
        """The name of the period, or the ISO dates."""
        return {self.key: value.preset} if value.preset else self._ends(value)

    def chosen(self, value: Range) -> frozenset[str]:
        """The ready period, if it is one."""
        return frozenset({value.preset})

    def condition(self, value: Range, actor: Actor) -> ColumnElement[bool]:
        """Both days belong to the period."""
        low, high = value.low, value.high
        if value.preset:
            low, high = preset_bounds(value.preset, today())
        if _is_moment(self.expression):
            conditions = [self.expression >= _midnight(low)] if low else []
            if high:
                conditions.append(self.expression < _midnight(high + timedelta(days=1)))
        else:
            conditions = [self.expression >= low] if low else []
            if high:
                conditions.append(self.expression <= high)
        return and_(*conditions)

    def describe(self, value: Range, options: Sequence[Option]) -> Sequence[str | Message]:
        """«Этот месяц», «с 01.11.2026», «01.11.2026 – 23.11.2026»."""
        if value.preset:
            return [PRESETS[value.preset]]
        return [_ends_in_words(*(end and end.strftime("%d.%m.%Y") for end in _pair(value)))]


@dataclass(frozen=True)
class AmountFilter(_Ranged):
    """An amount or a quantity from and to, typed as people type numbers."""

    control: ClassVar[str] = "amount"

    def read(self, arguments: Arguments, options: Sequence[Option]) -> Range | None:
        """Two numbers, either may be absent."""
        low = self._number(arguments, self.key + FROM)
        high = self._number(arguments, self.key + TO)
        if low is not None and high is not None and low > high:
            low, high = high, low
        return Range(low, high) if low is not None or high is not None else None

    def _number(self, arguments: Arguments, name: str) -> Decimal | None:
        text = first(arguments, name)
        if not text:
            return None
        try:
            number = parse_decimal(text, decimal_marks=ANY_MARK)
        except NotANumber:
            raise Unreadable(self.key) from None
        if abs(number) > MAX_AMOUNT:
            raise Unreadable(self.key)
        return number

    def write(self, value: Range) -> Mapping[str, str]:
        """The numbers with a dot."""
        return self._ends(value)

    def condition(self, value: Range, actor: Actor) -> ColumnElement[bool]:
        """Between the two, both included."""
        conditions: list[ColumnElement[bool]] = []
        if value.low is not None:
            conditions.append(self.expression >= value.low)
        if value.high is not None:
            conditions.append(self.expression <= value.high)
        return and_(*conditions)

    def describe(self, value: Range, options: Sequence[Option]) -> Sequence[str | Message]:
        """«от 1000», «1000 – 5000»."""
        return [_ends_in_words(*(end if end is None else _figure(end) for end in _pair(value)))]


def _pair(value: Range) -> tuple[Any, Any]:
    return value.low, value.high


def _figure(number: Decimal) -> str:
    text = f"{number:,f}".replace(",", "\u00a0").replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text


def _ends_in_words(low: str | None, high: str | None) -> Message:
    if low and high:
        return Message("%(low)s – %(high)s", low=low, high=high) if low != high else Message(low)
    if low:
        return Message(N_("от %(low)s"), low=low)
    return Message(N_("до %(high)s"), high=high or "")


def _is_moment(expression: Any) -> bool:
    kind = expression.type
    return isinstance(kind.impl if isinstance(kind, TypeDecorator) else kind, DateTime)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), DEFAULT_ZONE)
