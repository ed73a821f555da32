"""Numbers about offers, each with the rows behind it: see the filters of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Actor, Document, today
from plugins.quotes.queries.offers.listing import CLOSED, OPEN, visible_offers

# technical: the period of a figure, named beside it; nothing is decided by it
CONVERSION_DAYS = 90
Sums = Sequence[tuple[str, Decimal]]
"""(currency, sum); roubles first."""


@dataclass(frozen=True)
class Count:
    """How many offers, and their sums."""

    number: int
    sums: Sums

    @property
    def roubles(self) -> Decimal:
        """The sum in roubles: what periods are compared by."""
        return dict(self.sums).get("RUB", Decimal(0))


@dataclass(frozen=True)
class Conversion:
    """Of the offers closed within some days, how many the customers took."""

    won: int
    closed: int

    @property
    def percent(self) -> Decimal | None:
        """Whole percents; None while nothing has been closed."""
        return Decimal(round(self.won * 100 / self.closed)) if self.closed else None


@dataclass(frozen=True)
class Figures:
    """What the tiles of the home page show, over the rows that the person sees.

    Those of the month are compared with as many days of the month before.
    """

    open: Count
    won: Count
    won_before: Count
    conversion: Conversion
    conversion_before: Conversion


def figures(session: Session, actor: Actor) -> Figures:
    """The numbers as of now; five queries whatever there is."""
    day = today()
    month = day.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    as_far = min(before + (day - month), month - timedelta(days=1))
    closed_since = day - timedelta(days=CONVERSION_DAYS - 1)
    return Figures(
        open=_count(session, actor, OPEN),
        won=_count(session, actor, ("confirmed",), month, day),
        won_before=_count(session, actor, ("confirmed",), before, as_far),
        conversion=_conversion(session, actor, closed_since, day),
        conversion_before=_conversion(
            session,
            actor,
            closed_since - timedelta(days=CONVERSION_DAYS),
            closed_since - timedelta(days=1),
        ),
    )


def _count(
    session: Session,
    actor: Actor,
    states: Sequence[str],
    low: date | None = None,
    high: date | None = None,
) -> Count:
    """Offers that came into one of the states on the days, both inclusive."""
    statement = visible_offers(actor).where(Document.state.in_(states))
    if low is not None and high is not None:
        statement = statement.where(*_between(low, high))
    rows = session.execute(
        statement.with_only_columns(
            Document.currency,
            func.count(),
            func.sum(Document.total),
            maintain_column_froms=True,
        )
        .group_by(Document.currency)
        .order_by(Document.currency != "RUB", Document.currency)
    ).all()
    return Count(sum(row[1] for row in rows), [(row[0], row[2]) for row in rows])


def _conversion(session: Session, actor: Actor, low: date, high: date) -> Conversion:
    rows = session.execute(
        visible_offers(actor)
        .where(Document.state.in_(CLOSED), *_between(low, high))
        .with_only_columns(Document.state, func.count(), maintain_column_froms=True)
        .group_by(Document.state)
    )
    numbers = dict(rows.all())
    return Conversion(numbers.get("confirmed", 0), sum(numbers.values()))


def _between(low: date, high: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The document came into its state on one of the days."""
    return (
        Document.state_at >= _midnight(low),
        Document.state_at < _midnight(high + timedelta(days=1)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), DEFAULT_ZONE)
