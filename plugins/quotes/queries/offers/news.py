"""What customers have said that the person responsible does not know yet."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, Partner, visible
from plugins.quotes.models import CustomerAnswer
from plugins.quotes.permissions import QuotePermission


@dataclass(frozen=True)
class News:
    """An answer to one of the person's own offers. ``kind`` as in ``CustomerAnswer``."""

    document_id: int
    number: str
    day: date
    partner: str
    total: Decimal
    currency: str
    kind: str
    words: str
    at: datetime


def _unheard(actor: Actor) -> Select[Any]:
    return visible(
        select(CustomerAnswer)
        .join(Document, Document.id == CustomerAnswer.document_id)
        .outerjoin(Partner, Document.partner_id == Partner.id)
        .where(CustomerAnswer.seen_at.is_(None), Document.responsible_id == actor.user_id),
        Document,
        actor,
        QuotePermission.OFFER_VIEW,
    )


def unheard(session: Session, actor: Actor, limit: int) -> list[News]:
    """The person's own news, the newest on top."""
    rows = session.execute(
        _unheard(actor)
        .with_only_columns(
            Document.id,
            Document.number,
            Document.date,
            Partner.name,
            Document.total,
            Document.currency,
            CustomerAnswer.kind,
            CustomerAnswer.words,
            CustomerAnswer.at,
            maintain_column_froms=True,
        )
        .order_by(CustomerAnswer.id.desc())
        .limit(limit)
    )
    return [News(row[0], row[1] or "", row[2], row[3] or "", *row[4:]) for row in rows]


def unheard_count(session: Session, actor: Actor) -> int:
    """How many answers the person does not know of yet."""
    if not actor.can(QuotePermission.OFFER_EDIT):
        return 0
    statement = _unheard(actor).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalars(statement).one()
