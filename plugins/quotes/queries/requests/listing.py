"""Requests as rows: the list, the board, the panels of the home page, the search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import Actor, Channel, Document, Partner, User, today, visible
from plugins.quotes.models import Request, RequestLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.requests import EDITABLE, TYPE

BOARD_STATES = ("draft", "registered", "in_work", "answered")
# technical: what the board has room for; lists show everything
BOARD_CARDS = 50
ANSWERED_DAYS = 14


def is_overdue() -> ColumnElement[bool]:
    """The customer has not been answered in time. The day is asked for at each execution."""
    return and_(
        Document.due < bindparam("today", callable_=today, type_=Date, unique=True),
        Document.state.in_(sorted(EDITABLE)),
    )


def visible_requests(actor: Actor) -> Select[Any]:
    """Headers of requests that the person sees, joined with all that a list shows.

    Drafts thrown away are left out: they stay in the registry of documents only.
    """
    return visible(
        select(Document)
        .join(Request, Request.document_id == Document.id)
        .outerjoin(Partner, Document.partner_id == Partner.id)
        .outerjoin(User, Document.responsible_id == User.id)
        .outerjoin(Channel, Request.channel_id == Channel.id)
        .where(Document.type == TYPE, Document.state != "discarded"),
        Document,
        actor,
        QuotePermission.REQUEST_VIEW,
    )


def line_counts(session: Session, keys: Sequence[int]) -> dict[int, int]:
    """Number of lines by request."""
    rows = session.execute(
        select(RequestLine.document_id, func.count())
        .where(RequestLine.document_id.in_(keys))
        .group_by(RequestLine.document_id)
    )
    return dict(rows.all())


def undecided_counts(session: Session, keys: Sequence[int]) -> dict[int, int]:
    """Number of lines on which nobody has decided, by request."""
    rows = session.execute(
        select(RequestLine.document_id, func.count())
        .where(RequestLine.document_id.in_(keys), RequestLine.status == "open")
        .group_by(RequestLine.document_id)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class RequestRow:
    """A request as a card or a line of a panel needs it."""

    id: int
    number: str | None
    state: str
    asker: str
    responsible: str
    responsible_id: int | None
    day: date
    due: date | None
    lines: int
    overdue: bool


@dataclass(frozen=True)
class BoardColumn:
    """A state with its latest requests; ``count`` is of all of them."""

    state: str
    rows: Sequence[RequestRow]
    count: int


def board(session: Session, actor: Actor, responsible_id: int | None) -> list[BoardColumn]:
    """The requests in work and those answered lately, most urgent first; ``responsible_id``
    narrows it to one person's."""
    since = today() - timedelta(days=ANSWERED_DAYS)
    base = visible_requests(actor).where(
        or_(
            Document.state.in_(("draft", "registered", "in_work")),
            and_(Document.state == "answered", Document.date >= since),
        )
    )
    if responsible_id is not None:
        base = base.where(Document.responsible_id == responsible_id)
    place = (
        func.row_number()
        .over(
            partition_by=Document.state,
            order_by=_urgency(),
        )
        .label("place")
    )
    counted = func.count().over(partition_by=Document.state).label("counted")
    placed = base.with_only_columns(
        Document.id, place, counted, maintain_column_froms=True
    ).subquery()
    # The scope is inside the subquery; the outer statement reads under the same.
    chosen = session.execute(
        select(placed.c.id, placed.c.counted)
        .where(placed.c.place <= BOARD_CARDS)
        .execution_options(**base.get_execution_options())
    ).all()
    counts = {row.id: row.counted for row in chosen}
    rows = _rows(session, actor, Document.id.in_(list(counts)))
    columns: list[BoardColumn] = []
    for state in BOARD_STATES:
        own = [row for row in rows if row.state == state]
        columns.append(BoardColumn(state, own, counts[own[0].id] if own else 0))
    return columns


def waiting(session: Session, actor: Actor, limit: int) -> list[RequestRow]:
    """The person's own requests that wait for an answer, overdue ones on top."""
    return _rows(session, actor, _waits(actor, mine=True), limit)


def overdue(session: Session, actor: Actor, limit: int) -> list[RequestRow]:
    """Requests of all whom the person sees that should have been answered by now."""
    return _rows(session, actor, is_overdue(), limit)


def waiting_count(session: Session, actor: Actor, *, mine: bool) -> int:
    """How many requests wait for an answer: the person's own, or all that he sees."""
    return _count(session, actor, _waits(actor, mine=mine))


def overdue_count(session: Session, actor: Actor) -> int:
    """How many of the requests that the person sees should have been answered by now."""
    return _count(session, actor, is_overdue())


def _waits(actor: Actor, *, mine: bool) -> ColumnElement[bool]:
    condition = Document.state.in_(sorted(EDITABLE))
    return and_(condition, Document.responsible_id == actor.user_id) if mine else condition


def _urgency() -> tuple[Any, ...]:
    """What is due first comes first; of what is answered, the latest."""
    lately = case((Document.state == "answered", -Document.id), else_=0)
    return lately, Document.due.is_(None), Document.due, Document.id


def _count(session: Session, actor: Actor, condition: ColumnElement[bool]) -> int:
    statement = visible(
        select(func.count()).select_from(Document).where(Document.type == TYPE, condition),
        Document,
        actor,
        QuotePermission.REQUEST_VIEW,
    )
    return session.scalars(statement).one()


def _rows(
    session: Session, actor: Actor, condition: ColumnElement[bool], limit: int | None = None
) -> list[RequestRow]:
    statement = (
        visible_requests(actor)
        .where(condition)
        .with_only_columns(
            Document.id,
            Document.number,
            Document.state,
            Document.date,
            Document.due,
            func.coalesce(Partner.name, Request.requester).label("asker"),
            User.full_name,
            Document.responsible_id,
            maintain_column_froms=True,
        )
        .order_by(*_urgency())
    )
    found = session.execute(statement.limit(limit) if limit else statement).all()
    counts: Mapping[int, int] = line_counts(session, [row.id for row in found])
    now_day = today()
    return [
        RequestRow(
            id=row.id,
            number=row.number,
            state=row.state,
            asker=row.asker,
            responsible=row.full_name or "",
            responsible_id=row.responsible_id,
            day=row.date,
            due=row.due,
            lines=counts.get(row.id, 0),
            overdue=row.due is not None and row.due < now_day and row.state in EDITABLE,
        )
        for row in found
    ]


def search(session: Session, actor: Actor, text: str, limit: int) -> list[Document]:
    """Requests by number, by the partner's name or ИНН, or by who asked; the newest first."""
    words = text.strip()
    lowered = words.lower()
    asked = [Request.requester.contains(one, autoescape=True) for one in {words, words.title()}]
    statement = (
        visible_requests(actor)
        .where(
            or_(
                # Numbers are in capitals and sort names in small letters, so that LIKE, which
                # knows no case of Cyrillic on SQLite, needs none.
                Document.number.contains(words.upper(), autoescape=True),
                Partner.sort_name.contains(lowered, autoescape=True),
                Partner.inn.startswith(words, autoescape=True),
                *asked,
            )
        )
        .options(joinedload(Document.partner))
        .order_by(Document.date.desc(), Document.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))
