"""Offers as rows: the list, the board, the panels of the home page, the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import Actor, Document, Partner, User, now, today, visible
from plugins.quotes.guards import effective_discount
from plugins.quotes.models import CustomerAnswer, Offer, OfferLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.answers import LIVE
from plugins.quotes.services.offers import TYPE
from plugins.quotes.services.replies import CHANGE

OPEN = ("on_approval", "approved", "sent", "received")
"""Offers on which something may still come of it, drafts left aside."""
CLOSED = ("confirmed", "rejected", "expired")
"""Offers that have been answered, or have run out without an answer."""
BOARD_STATES = ("draft", "on_approval", "approved", "sent", "received", "confirmed", "rejected")
# technical: what the board has room for; lists show everything
BOARD_CARDS = 50
BOARD_DAYS = 30
SOON_DAYS = 3


def day_from_now(days: int = 0) -> ColumnElement[date]:
    """Today, or a day after it, asked for at each execution."""
    later = timedelta(days=days)
    return bindparam("day", callable_=lambda: today() + later, type_=Date, unique=True)


def moment_before(days: int) -> ColumnElement[datetime]:
    """A moment some days ago, asked for at each execution."""
    passed = timedelta(days=days)
    return bindparam(
        "moment", callable_=lambda: now() - passed, type_=Document.state_at.type, unique=True
    )


def unconfirmed() -> ColumnElement[bool]:
    """Sent, and nobody knows whether the customer has it."""
    return Document.state == "sent"


def ends_soon() -> ColumnElement[bool]:
    """Waits for an answer and has no more than three days left."""
    return and_(
        Document.state.in_(LIVE),
        Offer.valid_until >= day_from_now(),
        Offer.valid_until <= day_from_now(SOON_DAYS),
    )


def visible_offers(actor: Actor) -> Select[Any]:
    """Headers of offers that the person sees, joined with all that a list shows.

    Drafts thrown away are left out: they stay in the registry of documents only.
    """
    return visible(
        select(Document)
        .join(Offer, Offer.document_id == Document.id)
        .outerjoin(Partner, Document.partner_id == Partner.id)
        .outerjoin(User, Document.responsible_id == User.id)
        .where(Document.type == TYPE, Document.state != "discarded"),
        Document,
        actor,
        QuotePermission.OFFER_VIEW,
    )


def deepest_discounts(session: Session, keys: Sequence[int]) -> dict[int, Decimal]:
    """The largest discount of a line, in percent of the list price, by offer; one query."""
    found: dict[int, Decimal] = {}
    rows = session.execute(
        select(
            OfferLine.document_id,
            OfferLine.price,
            OfferLine.discount_percent,
            OfferLine.list_price,
        ).where(OfferLine.document_id.in_(keys))
    )
    for key, price, discount, list_price in rows:
        percent = effective_discount(price, discount, list_price)
        found[key] = max(percent, found.get(key, Decimal(0)))
    return found


def asks_change() -> ColumnElement[bool]:
    """Waits for an answer, and the customer has asked for a change of it."""
    asked = exists().where(CustomerAnswer.document_id == Document.id, CustomerAnswer.kind == CHANGE)
    return and_(Document.state.in_(LIVE), asked)


def line_counts(session: Session, keys: Sequence[int]) -> dict[int, int]:
    """Number of lines by offer."""
    rows = session.execute(
        select(OfferLine.document_id, func.count())
        .where(OfferLine.document_id.in_(keys))
        .group_by(OfferLine.document_id)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class OfferRow:
    """An offer as a card or a line of a panel needs it. ``discount`` is the deepest one."""

    id: int
    number: str | None
    state: str
    state_at: datetime
    partner: str
    responsible: str
    day: date
    valid_until: date
    total: Decimal
    currency: str
    discount: Decimal
    asks_change: bool


@dataclass(frozen=True)
class BoardColumn:
    """A state with its offers; count and sums (by currency) are of all of them."""

    state: str
    rows: Sequence[OfferRow]
    count: int
    sums: Sequence[tuple[str, Decimal]]


def board(session: Session, actor: Actor, responsible_id: int | None) -> list[BoardColumn]:
    """Offers in work and those answered lately; ``responsible_id`` narrows it to one person's."""
    base = _on_board(actor, responsible_id)
    place = (
        func.row_number()
        .over(partition_by=Document.state, order_by=(Offer.valid_until, Document.id))
        .label("place")
    )
    placed = base.with_only_columns(Document.id, place, maintain_column_froms=True).subquery()
    # The scope is inside the subquery; the outer statement reads under the same.
    chosen = session.scalars(
        select(placed.c.id)
        .where(placed.c.place <= BOARD_CARDS)
        .execution_options(**base.get_execution_options())
    ).all()
    totals = _column_totals(session, base)
    rows = _rows(session, actor, Document.id.in_(chosen))
    columns: list[BoardColumn] = []
    for state in BOARD_STATES:
        own = [row for row in rows if row.state == state]
        sums = [(currency, total) for currency, _count, total in totals.get(state, ())]
        count = sum(number for _currency, number, _total in totals.get(state, ()))
        columns.append(BoardColumn(state, own, count, sums))
    return columns


def board_sums(
    session: Session, actor: Actor, responsible_id: int | None
) -> dict[str, list[tuple[str, Decimal]]]:
    """Sums of each column by currency."""
    totals = _column_totals(session, _on_board(actor, responsible_id))
    return {
        state: [(currency, total) for currency, _count, total in totals.get(state, ())]
        for state in BOARD_STATES
    }


def _on_board(actor: Actor, responsible_id: int | None) -> Select[Any]:
    base = visible_offers(actor).where(
        or_(
            Document.state.in_(("draft", *OPEN)),
            and_(
                Document.state.in_(("confirmed", "rejected")),
                Document.state_at >= moment_before(BOARD_DAYS),
            ),
        )
    )
    if responsible_id is not None:
        base = base.where(Document.responsible_id == responsible_id)
    return base


def _column_totals(
    session: Session, base: Select[Any]
) -> dict[str, list[tuple[str, int, Decimal]]]:
    found: dict[str, list[tuple[str, int, Decimal]]] = {}
    rows = session.execute(
        base.with_only_columns(
            Document.state,
            Document.currency,
            func.count(),
            func.sum(Document.total),
            maintain_column_froms=True,
        )
        .group_by(Document.state, Document.currency)
        .order_by(Document.currency.desc())
    )
    for state, currency, count, total in rows:
        found.setdefault(state, []).append((currency, count, total))
    return found


def waiting(session: Session, actor: Actor, limit: int) -> list[OfferRow]:
    """The person's own offers that wait for the customer: those that end soonest on top."""
    condition = and_(or_(unconfirmed(), ends_soon()), Document.responsible_id == actor.user_id)
    return _rows(session, actor, condition, limit)


def on_approval(session: Session, actor: Actor, limit: int) -> list[OfferRow]:
    """Offers whose discount somebody must decide on, the longest waiting first."""
    return _rows(session, actor, Document.state == "on_approval", limit, order=(Document.state_at,))


def approval_count(session: Session, actor: Actor) -> int:
    """How many offers wait for this person's decision; none for who may not decide."""
    if not actor.can(QuotePermission.OFFER_APPROVE):
        return 0
    statement = visible(
        select(func.count())
        .select_from(Document)
        .where(Document.type == TYPE, Document.state == "on_approval"),
        Document,
        actor,
        QuotePermission.OFFER_APPROVE,
    )
    return session.scalars(statement).one()


def _rows(
    session: Session,
    actor: Actor,
    condition: ColumnElement[bool],
    limit: int | None = None,
    order: Sequence[Any] = (Offer.valid_until,),
) -> list[OfferRow]:
    statement = (
        visible_offers(actor)
        .where(condition)
        .with_only_columns(
            Document.id,
            Document.number,
            Document.state,
            Document.state_at,
            Document.date,
            Document.total,
            Document.currency,
            Offer.valid_until,
            Partner.name,
            User.full_name,
            asks_change().label("asks_change"),
            maintain_column_froms=True,
        )
        .order_by(*order, Document.id)
    )
    found = session.execute(statement.limit(limit) if limit else statement).all()
    discounts = deepest_discounts(session, [row.id for row in found])
    return [
        OfferRow(
            id=row.id,
            number=row.number,
            state=row.state,
            state_at=row.state_at,
            partner=row.name or "",
            responsible=row.full_name or "",
            day=row.date,
            valid_until=row.valid_until,
            total=row.total,
            currency=row.currency,
            discount=discounts.get(row.id, Decimal(0)),
            asks_change=row.asks_change,
        )
        for row in found
    ]


def search(session: Session, actor: Actor, text: str, limit: int) -> list[Document]:
    """Offers by number, or by the partner's name or ИНН; the newest first."""
    words = text.strip()
    statement = (
        visible_offers(actor)
        .where(
            or_(
                # Numbers are in capitals and sort names in small letters, so that LIKE, which
                # knows no case of Cyrillic on SQLite, needs none.
                Document.number.contains(words.upper(), autoescape=True),
                Partner.sort_name.contains(words.lower(), autoescape=True),
                Partner.inn.startswith(words, autoescape=True),
            )
        )
        .options(joinedload(Document.partner))
        .order_by(Document.date.desc(), Document.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))
