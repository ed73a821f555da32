"""What a norm of the stage would have meant in days that have passed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Document,
    HistoryEntry,
    Message,
    Rehearsal,
    add_working_days,
    now,
    unrestricted,
)
from plugins.quotes import norms
from plugins.quotes.guards import line_discount
from plugins.quotes.models import Offer, OfferLine, Request, RequestLine, Sending

Rehearse = Callable[[Session, datetime, datetime, Decimal], Rehearsal | None]


def _told(found: Sequence[int], total: int, words: str) -> Rehearsal | None:
    """None where the period has no cases at all: nothing follows from nothing."""
    if not total:
        return None
    return Rehearsal(len(found), total, Message(words, count=len(found), total=total), tuple(found))


def discounts(
    session: Session, since: datetime, until: datetime, value: Decimal
) -> Rehearsal | None:
    """Offers registered in the period that the head would have had to approve."""
    rows = session.scalars(
        unrestricted(
            select(OfferLine)
            .join(Document, Document.id == OfferLine.document_id)
            .where(
                Document.type == "quotes.offer",
                Document.number.is_not(None),
                Document.created_at >= since,
                Document.created_at < until,
            )
            .order_by(OfferLine.document_id)
        )
    )
    deepest: dict[int, Decimal] = {}
    for line in rows:
        percent = line_discount(line)
        deepest[line.document_id] = max(deepest.get(line.document_id, percent), percent)
    found = [key for key, percent in deepest.items() if percent > value]
    return _told(found, len(deepest), N_("Согласований: %(count)s из %(total)s предложений"))


def answers(session: Session, since: datetime, until: datetime, value: Decimal) -> Rehearsal | None:
    """Requests received in the period that would have been answered late, or still wait."""
    rows = session.execute(
        unrestricted(
            select(Document.id, Document.state, Document.state_at, Request.received_at)
            .join(Request, Request.document_id == Document.id)
            .where(
                Document.number.is_not(None),
                Document.state != "duplicate",
                Request.received_at >= since,
                Request.received_at < until,
            )
            .order_by(Document.id)
        )
    ).all()
    moment = now()
    found: list[int] = []
    for row in rows:
        due = add_working_days(row.received_at.astimezone(DEFAULT_ZONE).date(), int(value))
        answered = row.state_at if row.state in {"answered", "declined"} else moment
        if answered.astimezone(DEFAULT_ZONE).date() > due:
            found.append(row.id)
    return _told(found, len(rows), N_("Отвечено с опозданием: %(count)s из %(total)s запросов"))


def validity(
    session: Session, since: datetime, until: datetime, value: Decimal
) -> Rehearsal | None:
    """Offers of the period that would have expired before the customer answered them."""
    rows = session.execute(
        unrestricted(
            select(Document.id, Document.date, Document.state_at)
            .join(Offer, Offer.document_id == Document.id)
            .where(
                Document.state.in_(("confirmed", "rejected")),
                Document.created_at >= since,
                Document.created_at < until,
            )
            .order_by(Document.id)
        )
    ).all()
    term = timedelta(days=int(value))
    found = [
        row.id for row in rows if row.state_at.astimezone(DEFAULT_ZONE).date() > row.date + term
    ]
    return _told(found, len(rows), N_("Истекло бы до ответа: %(count)s из %(total)s отвеченных"))


def reminders(
    session: Session, since: datetime, until: datetime, value: Decimal
) -> Rehearsal | None:
    """Offers sent by e-mail in the period whose customers would have been reminded of them."""
    sent: dict[int, datetime] = {}
    rows = session.execute(
        select(Sending.document_id, Sending.at)
        .where(Sending.message_id.is_not(None), Sending.at >= since, Sending.at < until)
        .order_by(Sending.at.desc())
    )
    for document_id, at in rows:
        sent[document_id] = at
    heard: dict[int, datetime] = {}
    moves = session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.document_id.in_(list(sent)), HistoryEntry.kind == "moved")
        .order_by(HistoryEntry.position.desc())
    )
    for entry in moves:
        if entry.payload.get("from") == "sent":
            heard[entry.document_id] = entry.at
    moment = min(now(), until)
    found: list[int] = []
    for document_id, at in sorted(sent.items()):
        day = add_working_days(at.astimezone(DEFAULT_ZONE).date(), int(value))
        if heard.get(document_id, moment).astimezone(DEFAULT_ZONE).date() >= day:
            found.append(document_id)
    return _told(found, len(sent), N_("Напоминаний: %(count)s на %(total)s отправленных"))


def matches(session: Session, since: datetime, until: datetime, value: Decimal) -> Rehearsal | None:
    """Lines that the program would have matched by itself, out of those that it has matched.

    Of lines that a person matched no score is kept: a lower threshold may take more of them than
    is counted here, and the words say so.
    """
    rows = session.execute(
        select(RequestLine.document_id, RequestLine.match_score)
        .join(Request, Request.document_id == RequestLine.document_id)
        .where(
            RequestLine.match_score.is_not(None),
            Request.received_at >= since,
            Request.received_at < until,
        )
        .order_by(RequestLine.document_id)
    ).all()
    found = [row.document_id for row in rows if row.match_score >= value]
    if not rows:
        return None
    words = Message(
        N_(
            "Строк подобрала бы программа: %(count)s из %(total)s, чьё сходство известно; "
            "о подобранных вручную прошлое молчит"
        ),
        count=len(found),
        total=len(rows),
    )
    return Rehearsal(len(found), len(rows), words, tuple(dict.fromkeys(found)))


REHEARSALS: Mapping[str, Rehearse] = {
    norms.DISCOUNT_WITHOUT_APPROVAL: discounts,
    norms.ANSWER_DAYS: answers,
    norms.OFFER_VALIDITY_DAYS: validity,
    norms.RECEIPT_REMINDER_DAYS: reminders,
    norms.MATCH_SCORE: matches,
}
"""Norms of which the past can tell. Of the term of a customer's link it cannot: nobody knows who
would have come later."""
