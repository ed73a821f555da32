"""What a norm of the stage would have meant in days that have passed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Concerned,
    Document,
    HistoryEntry,
    Message,
    Rehearsal,
    add_working_days,
    now,
    plural,
    unrestricted,
)
from plugins.quotes import norms
from plugins.quotes.guards import line_discount
from plugins.quotes.models import Offer, OfferLine, Request, RequestLine, Sending

ON_APPROVAL = "on_approval"
Rehearse = Callable[[Session, datetime, datetime, Decimal, Concerned], Rehearsal | None]


def _told(found: Sequence[int], total: int, words: tuple[str, str]) -> Rehearsal | None:
    """None where the period has no cases at all: nothing follows from nothing."""
    if not total:
        return None
    said = Message.plural(*words, total, count=len(found), total=total)
    return Rehearsal(len(found), total, said, dict.fromkeys(found, True))


def discounts(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Offers registered in the period that the head would have had to approve: by their lines, and
    by what was asked of him before the lines were brought within the norm of that day."""
    rows = session.execute(
        unrestricted(
            select(OfferLine, Document.responsible_id, Document.created_at)
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
    for line, responsible_id, created_at in rows:
        if not concerned(responsible_id, created_at):
            continue
        percent = line_discount(line)
        deepest[line.document_id] = max(deepest.get(line.document_id, percent), percent)
    asked = _asked(session, since, until)
    found = [
        key
        for key, percent in deepest.items()
        if percent > value or any(norm >= value for norm in asked.get(key, ()))
    ]
    return _told(
        found,
        len(deepest),
        plural(
            "Согласований: %(count)s из %(total)s зарегистрированного предложения",
            "Согласований: %(count)s из %(total)s зарегистрированных предложений",
        ),
    )


def _asked(session: Session, since: datetime, until: datetime) -> Mapping[int, list[Decimal]]:
    """Offers of the period whose discount was sent to the head, with the norms that it was above.

    A discount that was refused is not in the lines any more: only the history tells of it.
    """
    rows = session.execute(
        unrestricted(
            select(Document.id, HistoryEntry.payload)
            .join(HistoryEntry, HistoryEntry.document_id == Document.id)
            .where(
                Document.type == "quotes.offer",
                Document.created_at >= since,
                Document.created_at < until,
                HistoryEntry.kind == "moved",
            )
        )
    )
    asked: dict[int, list[Decimal]] = defaultdict(list)
    for document_id, payload in rows:
        if payload["to"] == ON_APPROVAL:
            asked[document_id] += [
                Decimal(reading["value"])
                for reading in payload.get("norms", ())
                if reading["key"] == norms.DISCOUNT_WITHOUT_APPROVAL
            ]
    return asked


def answers(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Requests received in the period that would have been answered late, or still wait."""
    found_rows = session.execute(
        unrestricted(
            select(
                Document.id,
                Document.responsible_id,
                Document.state,
                Document.state_at,
                Request.received_at,
            )
            .join(Request, Request.document_id == Document.id)
            .where(
                Document.number.is_not(None),
                Document.state != "duplicate",
                Request.received_at >= since,
                Request.received_at < until,
            )
            .order_by(Document.id)
        )
    )
    rows = [row for row in found_rows if concerned(row.responsible_id, row.received_at)]
    moment = now()
    found: list[int] = []
    for row in rows:
        due = add_working_days(row.received_at.astimezone(DEFAULT_ZONE).date(), int(value))
        answered = row.state_at if row.state in {"answered", "declined"} else moment
        if answered.astimezone(DEFAULT_ZONE).date() > due:
            found.append(row.id)
    return _told(
        found,
        len(rows),
        plural(
            "Отвечено с опозданием: %(count)s из %(total)s запроса",
            "Отвечено с опозданием: %(count)s из %(total)s запросов",
        ),
    )


def validity(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Offers of the period that would have expired before the customer answered them."""
    found_rows = session.execute(
        unrestricted(
            select(
                Document.id,
                Document.responsible_id,
                Document.created_at,
                Document.date,
                Document.state_at,
            )
            .join(Offer, Offer.document_id == Document.id)
            .where(
                Document.state.in_(("confirmed", "rejected")),
                Document.created_at >= since,
                Document.created_at < until,
            )
            .order_by(Document.id)
        )
    )
    rows = [row for row in found_rows if concerned(row.responsible_id, row.created_at)]
    term = timedelta(days=int(value))
    found = [
        row.id for row in rows if row.state_at.astimezone(DEFAULT_ZONE).date() > row.date + term
    ]
    return _told(
        found,
        len(rows),
        plural(
            "Истекло бы до ответа: %(count)s из %(total)s отвеченного",
            "Истекло бы до ответа: %(count)s из %(total)s отвеченных",
        ),
    )


def reminders(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Offers sent by e-mail in the period whose customers would have been reminded of them."""
    sent: dict[int, datetime] = {}
    rows = session.execute(
        unrestricted(
            select(Sending.document_id, Sending.at, Document.responsible_id)
            .join(Document, Document.id == Sending.document_id)
            .where(Sending.message_id.is_not(None), Sending.at >= since, Sending.at < until)
            .order_by(Sending.at.desc())
        )
    )
    for document_id, at, responsible_id in rows:
        if concerned(responsible_id, at):
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
    return _told(
        found,
        len(sent),
        plural(
            "Напоминаний: %(count)s на %(total)s отправленное",
            "Напоминаний: %(count)s на %(total)s отправленных",
        ),
    )


def matches(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Lines that the program would have matched by itself, out of those that it has matched.

    Of lines that a person matched no score is kept: a lower threshold may take more of them than
    is counted here, and the words say so.
    """
    found_rows = session.execute(
        unrestricted(
            select(
                RequestLine.document_id,
                RequestLine.match_score,
                Request.received_at,
                Document.responsible_id,
            )
            .join(Request, Request.document_id == RequestLine.document_id)
            .join(Document, Document.id == RequestLine.document_id)
            .where(
                RequestLine.match_score.is_not(None),
                Request.received_at >= since,
                Request.received_at < until,
            )
            .order_by(RequestLine.document_id)
        )
    )
    rows = [row for row in found_rows if concerned(row.responsible_id, row.received_at)]
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
    return Rehearsal(len(found), len(rows), words, Counter(found))


REHEARSALS: Mapping[str, Rehearse] = {
    norms.DISCOUNT_WITHOUT_APPROVAL: discounts,
    norms.ANSWER_DAYS: answers,
    norms.OFFER_VALIDITY_DAYS: validity,
    norms.RECEIPT_REMINDER_DAYS: reminders,
    norms.MATCH_SCORE: matches,
}
"""Norms of which the past can tell. Of the term of a customer's link it cannot: nobody knows who
would have come later."""
