"""What the Labour Code sets for sanctions: terms and the limit of a reduction. Pure.

The numbers here are the law's, so that no regulation may change them; each names its article.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.sdk import add_working_days

# technical: ТК ст. 193 ч. 1
EXPLANATION_DAYS = 2
"""Working days for a written explanation (ТК ст. 193 ч. 1)."""
# technical: ТК ст. 193 ч. 3
DISCOVERY_MONTHS = 1
"""Months from the discovery within which a sanction is applied (ТК ст. 193 ч. 3)."""
# technical: ТК ст. 193 ч. 4
ACT_MONTHS = 6
"""Months from the act within which a sanction is applied (ТК ст. 193 ч. 4)."""
# technical: ТК ст. 194 ч. 1
LIFT_MONTHS = 12
"""Months after which a sanction lapses unless there is a new one (ТК ст. 194 ч. 1)."""
# technical: ТК ст. 193 ч. 6
ACQUAINT_DAYS = 3
"""Working days within which the person is acquainted with a sanction (ТК ст. 193 ч. 6)."""
# technical: ТК ст. 70 ч. 5
TRIAL_LIMIT, TRIAL_LIMIT_OF_HEADS = 3, 6
"""Months that a trial may last; the longer one is of those whom ``HEADS`` knows by position."""
HEADS = re.compile(
    r"(?:(?:генеральный|исполнительный) )?директор(?: (?:организации|общества|филиала)\b.*)?"
    r"|(?:первый )?заместитель (?:(?:генерального|исполнительного) )?директора(?: по .*)?"
    r"|главный бухгалтер|заместитель главного бухгалтера"
    r"|(?:руководитель|директор|начальник) (?:организации|филиала|представительства)\b.*",
    re.IGNORECASE,
)
"""Heads of organisations, chief accountants, deputies of both; heads of branches."""
# technical: ТК ст. 135
CAP_SHARE = Decimal("0.20")
"""The share of the month's pay by which reductions may lower it in all (ТК ст. 135)."""

# technical: the smallest coin
KOPECK = Decimal("0.01")
ZERO = Decimal("0.00")


def explain_by(demanded: date) -> date:
    """The last day for an explanation that was demanded on ``demanded``."""
    return add_working_days(demanded, EXPLANATION_DAYS)


def acquaint_by(applied: date) -> date:
    """The last day for acquainting the person with a sanction applied on ``applied``."""
    return add_working_days(applied, ACQUAINT_DAYS)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day (ТК ст. 14)."""
    index = day.month - 1 + months
    # technical: months in a year
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def trial_limit(position: str) -> int:
    """Months that the trial of somebody in this position may last at most (ТК ст. 70 ч. 5)."""
    return TRIAL_LIMIT_OF_HEADS if HEADS.fullmatch(position.strip()) else TRIAL_LIMIT


def stands_to(applied: date) -> date:
    """The last day of a sanction applied on ``applied``, unless a new one follows within it."""
    return months_after(applied, LIFT_MONTHS)


@dataclass(frozen=True)
class Pause:
    """Days, both inclusive, that do not count into the month; ``until`` None: still going on."""

    since: date
    until: date | None = None

    def days(self, after: date, to: date) -> Iterator[date]:
        """Its days that are later than ``after`` and not later than ``to``."""
        day = max(self.since, after + timedelta(days=1))
        last = to if self.until is None else min(self.until, to)
        while day <= last:
            yield day
            day += timedelta(days=1)


class Bound(StrEnum):
    """Which of the two terms ends first."""

    DISCOVERY = "discovery"
    ACT = "act"


@dataclass(frozen=True)
class Term:
    """The last day on which a sanction may be applied, and by which term.

    ``paused`` is how many days of the month have been taken out of it so far.
    """

    last: date
    bound: Bound
    paused: int

    def passed(self, today: date) -> bool:
        """Whether it is too late."""
        return today > self.last


def term(happened: date, discovered: date, pauses: Iterable[Pause] = ()) -> Term:
    """The term for a sanction: a month from the discovery without the pauses, six from the act.

    A term that ends on a day off ends on the next working day (ТК ст. 14 ч. 4). Pauses do not
    lengthen the six months. While a pause goes on, only the six months run.
    """
    known = list(pauses)
    half_year = add_working_days(months_after(happened, ACT_MONTHS), 0)
    month = months_after(discovered, DISCOVERY_MONTHS)
    end, paused = month, 0
    while True:
        out = {day for pause in known for day in pause.days(discovered, end)}
        if len(out) == paused or end >= half_year:
            break
        paused = len(out)
        end = month + timedelta(days=paused)
    last = add_working_days(end, 0)
    if last < half_year:
        return Term(last, Bound.DISCOVERY, paused)
    return Term(half_year, Bound.ACT, paused)


class Limit(StrEnum):
    """Which of the limits a reduction came up against first."""

    RULE = "rule"
    BONUS = "bonus"
    CAP = "cap"


@dataclass(frozen=True)
class Reduction:
    """The largest lawful reduction for one violation, with all that it was counted from."""

    pay: Decimal
    bonus: Decimal
    percent: Decimal
    taken: Decimal
    asked: Decimal
    cap: Decimal
    allowed: Decimal
    limit: Limit

    @property
    def bonus_left(self) -> Decimal:
        """What earlier decisions of the month have left of the bonus."""
        return max(ZERO, self.bonus - self.taken)

    @property
    def cap_left(self) -> Decimal:
        """What earlier decisions of the month have left under the limit of the law."""
        return max(ZERO, self.cap - self.taken)


def legal_cap(pay: Decimal) -> Decimal:
    """By how much the pay of a month may be lowered in all: whole kopecks, never rounded up."""
    return (pay * CAP_SHARE).quantize(KOPECK, rounding=ROUND_DOWN)


def reduction(pay: Decimal, bonus: Decimal, percent: Decimal, taken: Decimal) -> Reduction:
    """What may be taken off a bonus for one violation.

    ``pay`` is that of the month before any reduction, ``bonus`` the part of it that is a bonus,
    ``percent`` the signed rule's share of the pay, ``taken`` what the month's earlier decisions
    took. Nothing but the bonus is lowered, and never by more than the law lets for the month.
    """
    asked = (pay * percent / 100).quantize(KOPECK, rounding=ROUND_HALF_UP)
    cap = legal_cap(pay)
    limits = {
        Limit.RULE: asked,
        Limit.BONUS: max(ZERO, bonus - taken),
        Limit.CAP: max(ZERO, cap - taken),
    }
    narrowest = min(limits, key=lambda one: limits[one])
    return Reduction(
        pay=pay,
        bonus=bonus,
        percent=percent,
        taken=taken,
        asked=asked,
        cap=cap,
        allowed=limits[narrowest],
        limit=narrowest,
    )
