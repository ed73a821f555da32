"""What customers ask for: how much of it is answered and won, and what we do not sell."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    case,
    cast,
    distinct,
    extract,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from core.sdk import (
    Actor,
    Document,
    DocumentLink,
    Material,
    MaterialGroup,
    Unit,
    visible,
)
from core.sdk.intake import tokens
from plugins.quotes.models import RequestLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.requests import TYPE, UNMET

OFFER = "quotes.offer"
NOT_ASKED = ("draft", "discarded", "duplicate")
"""States in which a request is no demand: not yet, no more, or counted elsewhere."""


class By(StrEnum):
    """What the analysis is broken down by."""

    MATERIAL = "material"
    GROUP = "group"
    MONTH = "month"


@dataclass(frozen=True)
class DemandRow:
    """Requests that ask for one thing. ``key`` None: lines that are matched to nothing.

    ``answered`` and ``won`` are requests, not lines: those whose offer went out, and those whose
    offer, in whatever revision, the customer confirmed. ``month`` is set by month only.
    """

    key: int | None
    title: str
    note: str
    requests: int
    lines: int
    answered: int
    won: int
    unmet: int
    month: date | None = None

    @property
    def answered_share(self) -> Decimal:
        """Answered of asked, in percent."""
        return _share(self.answered, self.requests)

    @property
    def won_share(self) -> Decimal:
        """Won of answered, in percent: what is not answered cannot be won."""
        return _share(self.won, self.answered)


def demand(
    session: Session, actor: Actor, by: By, period: ColumnElement[bool] | None
) -> list[DemandRow]:
    """The breakdown, the most asked first; by month, the newest first."""
    keys = _keys(by)
    rows = session.execute(
        _asked(actor, period, *(one.label(f"k{place}") for place, one in enumerate(keys)))
        .group_by(*keys)
        .order_by(func.count(distinct(Document.id)).desc())
    ).all()
    found = [_row(by, row) for row in rows]
    if by is By.MONTH:
        found.sort(key=lambda row: row.month or date.min, reverse=True)
    return found


def demand_total(session: Session, actor: Actor, period: ColumnElement[bool] | None) -> DemandRow:
    """All requests at once: a request for two things stands in two rows, but is one here."""
    row = session.execute(_asked(actor, period)).one()
    return DemandRow(None, "", "", row.asked, row.lines, row.answered, row.won, row.unmet)


def _asked(actor: Actor, period: ColumnElement[bool] | None, *keys: Any) -> Select[Any]:
    won = _won()
    counted = distinct(Document.id)
    statement: Any = (
        select(
            *keys,
            func.count(counted).label("asked"),
            func.count(RequestLine.id).label("lines"),
            _requests_where(Document.state == "answered").label("answered"),
            _requests_where(Document.id.in_(select(won.c.request_id))).label("won"),
            func.count(case((RequestLine.status == UNMET, 1))).label("unmet"),
        )
        .select_from(RequestLine)
        .join(Document, Document.id == RequestLine.document_id)
        .outerjoin(Material, Material.id == _asked_material())
        .outerjoin(MaterialGroup, MaterialGroup.id == Material.group_id)
        .where(Document.type == TYPE, Document.state.not_in(NOT_ASKED))
    )
    if period is not None:
        statement = statement.where(period)
    return visible(statement, Document, actor, QuotePermission.REQUEST_VIEW)


def _requests_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(distinct(case((condition, Document.id))))


def _asked_material() -> ColumnElement[int]:
    """What was asked for, even where another thing is offered instead."""
    return func.coalesce(RequestLine.asked_id, RequestLine.material_id)


def _keys(by: By) -> tuple[Any, ...]:
    if by is By.MATERIAL:
        return (Material.id, Material.name, Material.sku)
    if by is By.GROUP:
        return (MaterialGroup.id, MaterialGroup.name)
    year = cast(extract("year", Document.date), Integer)
    return (year, cast(extract("month", Document.date), Integer))


def _row(by: By, row: Any) -> DemandRow:
    figures = (row.asked, row.lines, row.answered, row.won, row.unmet)
    if by is By.MONTH:
        return DemandRow(row.k0 * 100 + row.k1, "", "", *figures, month=date(row.k0, row.k1, 1))
    note = row.k2 if by is By.MATERIAL else ""
    return DemandRow(row.k0, row.k1 or "", note or "", *figures)


def _won() -> CTE:
    """Requests one of whose offers was confirmed, the offer's later revisions included."""
    newer = aliased(DocumentLink)
    chain = (
        select(DocumentLink.source_id.label("request_id"), DocumentLink.target_id.label("offer_id"))
        .where(DocumentLink.kind == "based_on")
        .cte("request_offer", recursive=True)
    )
    # UNION, not UNION ALL: a ring of links would never end.
    chain = chain.union(
        select(chain.c.request_id, newer.target_id)
        .join(chain, newer.source_id == chain.c.offer_id)
        .where(newer.kind == "supersedes")
    )
    offer = Document.__table__.alias("request_offer_document")
    return (
        select(chain.c.request_id)
        .join(offer, offer.c.id == chain.c.offer_id)
        .where(offer.c.type == OFFER, offer.c.state == "confirmed")
        .cte("won_request")
    )


def _share(part: int, whole: int) -> Decimal:
    if not whole:
        return Decimal(0)
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))


@dataclass
class UnmetRow:
    """One thing that is asked for and not sold.

    ``reasons`` by how often each was given; ``sources`` are the requests, the newest first.
    """

    what: str
    unit: str
    material_id: int | None
    quantity: Decimal = Decimal(0)
    reasons: Counter[str] = field(default_factory=Counter[str])
    sources: dict[int, tuple[str | None, date]] = field(
        default_factory=dict[int, tuple[str | None, date]]
    )

    @property
    def requests(self) -> int:
        """How many requests ask for it."""
        return len(self.sources)


def unmet_demand(
    session: Session, actor: Actor, period: ColumnElement[bool] | None
) -> list[UnmetRow]:
    """What is asked for and not sold, the most asked first.

    Lines are one thing where they ask for the same material or, without one, where their words
    are the same in whatever case, order and form; different units are counted apart.
    """
    statement: Any = (
        select(
            RequestLine.text,
            RequestLine.quantity,
            RequestLine.unmet_reason,
            RequestLine.asked_id,
            Material.name,
            Unit.short,
            Document.id,
            Document.number,
            Document.date,
        )
        .join(Document, Document.id == RequestLine.document_id)
        .outerjoin(Material, Material.id == RequestLine.asked_id)
        .outerjoin(Unit, Unit.id == RequestLine.unit_id)
        .where(
            RequestLine.status == UNMET,
            Document.type == TYPE,
            Document.state.not_in(NOT_ASKED),
        )
        .order_by(Document.date.desc(), Document.id.desc(), RequestLine.position)
    )
    if period is not None:
        statement = statement.where(period)
    statement = visible(statement, Document, actor, QuotePermission.REQUEST_VIEW)
    found: dict[Any, UnmetRow] = {}
    for line in session.execute(statement):
        unit = line.short or ""
        words = tuple(sorted(tokens(line.text))) or line.text.strip().lower()
        key = (line.asked_id or words, unit)
        row = found.setdefault(key, UnmetRow(line.name or line.text, unit, line.asked_id))
        row.quantity += line.quantity
        row.reasons[line.unmet_reason] += 1
        row.sources.setdefault(line.id, (line.number, line.date))
    return sorted(found.values(), key=lambda row: (-row.requests, -sum(row.reasons.values())))
