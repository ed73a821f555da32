"""Rehearsals of the norms of discipline.

Whoever may see a draft sees its rehearsal, so that it tells of cases and never of money.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Concerned, Document, Message, Rehearsal, plural, unrestricted
from plugins.training import labour_law
from plugins.training.discipline import SANCTIONED, local_day, period_of
from plugins.training.labour_law import Limit, Reduction
from plugins.training.models import BonusReduction, Violation, ViolationSource
from plugins.training.queries.rehearsing.told import told


def asked_at_once(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Cases that the program found in the period and whose person it would have asked itself."""
    rows = session.execute(
        unrestricted(
            select(Violation.document_id, Violation.discovered_at, Document.responsible_id)
            .join(Document, Document.id == Violation.document_id)
            .where(
                Violation.source == ViolationSource.PROGRAM.value,
                Violation.discovered_at >= since,
                Violation.discovered_at < until,
            )
            .order_by(Violation.document_id)
        )
    )
    cases = [row.document_id for row in rows if concerned(row.responsible_id, row.discovered_at)]
    return told(
        cases if value else (),
        len(cases),
        plural(
            "Объяснение запросила бы программа: %(count)s из %(total)s найденного ею случая",
            "Объяснение запросила бы программа: %(count)s из %(total)s найденных ею случаев",
        ),
        documents=True,
    )


def repeated(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Sanctions of the period that would have been for a repeated violation."""
    rows = session.execute(
        unrestricted(
            select(
                Violation.document_id,
                Violation.norm,
                Violation.clause_uid,
                Violation.happened_at,
                Violation.decided_at,
                Document.responsible_id,
            )
            .join(Document, Document.id == Violation.document_id)
            .where(Document.state.in_(SANCTIONED), Violation.decided_at < until)
            .order_by(Violation.decided_at, Violation.document_id)
        )
    ).all()
    cases = [
        row
        for row in rows
        if row.decided_at >= since and concerned(row.responsible_id, row.happened_at)
    ]
    within = timedelta(days=int(value))
    found = [one.document_id for one in cases if any(_again(one, other, within) for other in rows)]
    return told(
        found,
        len(cases),
        plural(
            "Повторных: %(count)s из %(total)s взыскания",
            "Повторных: %(count)s из %(total)s взысканий",
        ),
        documents=True,
    )


def _again(one: Any, other: Any, within: timedelta) -> bool:
    """Whether the other sanction makes this violation a repeated one: see
    ``discipline.sanctions_before``."""
    same_norm = bool(one.norm) and one.norm == other.norm
    same_clause = bool(one.clause_uid) and one.clause_uid == other.clause_uid
    moment = one.happened_at
    return (
        one.responsible_id == other.responsible_id
        and (same_norm or same_clause)
        and moment - within <= other.decided_at <= moment
    )


def reductions(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Reductions of the period for a first violation, with another percent."""
    return _reductions(session, since, until, value, concerned, repeated=False)


def repeated_reductions(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """The same for a repeated one."""
    return _reductions(session, since, until, value, concerned, repeated=True)


@dataclass
class _Month:
    """What a month's decisions about one person have come to so far, and the smallest figures that
    they rest on."""

    taken: Decimal = labour_law.ZERO
    pay: Decimal | None = None
    bonus: Decimal | None = None

    def weighed(self, row: BonusReduction, percent: Decimal, taken: Decimal) -> Reduction:
        """What the law lets for the case by this percent."""
        pay = row.pay if self.pay is None else min(row.pay, self.pay)
        bonus = row.bonus if self.bonus is None else min(row.bonus, self.bonus)
        return labour_law.reduction(pay, bonus, percent, taken)

    def add(self, row: BonusReduction, amount: Decimal) -> None:
        """Go on to the next decision."""
        self.taken += amount
        self.pay = row.pay if self.pay is None else min(row.pay, self.pay)
        self.bonus = row.bonus if self.bonus is None else min(row.bonus, self.bonus)


def _reductions(
    session: Session,
    since: datetime,
    until: datetime,
    value: Decimal,
    concerned: Concerned,
    *,
    repeated: bool,
) -> Rehearsal | None:
    """The decisions of each month one after another, since one leaves the next what is left under
    the limit. Who took less than he might have takes no more now."""
    months: dict[tuple[int, date], _Month] = defaultdict(_Month)
    outcomes: dict[int, Decimal] = {}
    limited = 0
    for row, again, happened_at, decided_at in _decided(session, since, until):
        month = months[row.user_id, row.period]
        amount = row.amount
        if again == repeated and decided_at >= since and concerned(row.user_id, happened_at):
            could = month.weighed(row, row.percent, row.taken_before).allowed
            would = month.weighed(row, value, month.taken)
            amount = would.allowed if amount == could else min(amount, would.allowed)
            outcomes[row.document_id] = amount
            limited += would.limit is not Limit.RULE
        month.add(row, amount)
    if not outcomes:
        return None
    count = sum(1 for amount in outcomes.values() if amount)
    words = Message(
        N_(
            "Снижений премии: %(count)s из %(total)s, из них ограничил бы закон или размер "
            "премии: %(limited)s"
        ),
        count=count,
        total=len(outcomes),
        limited=limited,
    )
    return Rehearsal(count, len(outcomes), words, outcomes)


def _decided(session: Session, since: datetime, until: datetime) -> Sequence[Any]:
    """Reductions of all months that the period touches, in the order of the decisions."""
    return session.execute(
        select(BonusReduction, Violation.repeated, Violation.happened_at, Violation.decided_at)
        .join(Violation, Violation.document_id == BonusReduction.document_id)
        .where(BonusReduction.period >= period_of(local_day(since)), Violation.decided_at < until)
        .order_by(Violation.decided_at, BonusReduction.document_id)
    ).all()
