"""Requests that nobody has answered in time: told to whoever keeps the rules of the game."""

from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Document,
    Message,
    NormBreach,
    add_working_days,
    lock,
    norm,
    report_breach,
    today,
    unrestricted,
)
from plugins.quotes.models import Request
from plugins.quotes.norms import ANSWER_DAYS
from plugins.quotes.services.offers.given import TYPE as OFFER
from plugins.quotes.services.requests.given import EDITABLE, TYPE


def unanswered(session: Session) -> list[int]:
    """Open requests whose day to answer has passed, or that have none."""
    return list(
        session.scalars(
            unrestricted(
                select(Document.id)
                .where(
                    Document.type == TYPE,
                    Document.state.in_(sorted(EDITABLE)),
                    Document.responsible_id.is_not(None),
                    or_(Document.due.is_(None), Document.due < today()),
                )
                .order_by(Document.id)
            )
        )
    )


def tell_unanswered(session: Session, document_id: int) -> bool:
    """Say that the norm of answering is broken, once a request; whether it was.

    The norm is that of the day of receipt, for the person responsible. A later day that was
    agreed with the customer holds instead.
    """
    document = lock(session, document_id)
    request = session.get_one(Request, document_id)
    if document.state not in EDITABLE or document.responsible_id is None:
        return False
    reading = norm(session, ANSWER_DAYS, at=request.received_at, employee=document.responsible_id)
    received = request.received_at.astimezone(DEFAULT_ZONE).date()
    by_norm = add_working_days(received, int(reading.value))
    last = max(by_norm, document.due) if document.due is not None else by_norm
    if last >= today():
        return False
    report_breach(
        session,
        NormBreach(
            norm=ANSWER_DAYS,
            reading=reading.to_dict(),
            employee_id=document.responsible_id,
            at=datetime.combine(last + timedelta(days=1), time(), DEFAULT_ZONE),
            found=Message(
                # The day that counted must be told, and why it is not that of the norm.
                N_("Запрос %(number)s не отвечен в срок: ответить надо было до %(day)s")
                if last == by_norm
                else N_(
                    "Запрос %(number)s не отвечен в срок: по норме ответить надо было "
                    "до %(by_norm)s, в запросе назначен более поздний день, %(day)s"
                ),
                number=Message(
                    N_("%(number)s от %(day)s") if document.number else N_("от %(day)s"),
                    **({"number": document.number} if document.number else {}),
                    day=f"{document.date:%d.%m.%Y}",
                ),
                day=f"{last:%d.%m.%Y}",
                **({} if last == by_norm else {"by_norm": f"{by_norm:%d.%m.%Y}"}),
            ),
            unique_key=f"{ANSWER_DAYS}:{document.id}",
            document_id=document.id,
            # A request is answered by an offer, or closed with the reason.
            needs=frozenset({TYPE, OFFER}),
            last_day_from=datetime.combine(last, time(), DEFAULT_ZONE),
        ),
    )
    return True
