"""One offer as its page shows it: who decides on the discount, what has been sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from core.sdk import (
    Actor,
    Department,
    Document,
    DocumentLink,
    HistoryEntry,
    MailMessage,
    User,
    actor_by_id,
    norm,
    sees,
    unrestricted,
)
from plugins.quotes.guards import line_discount
from plugins.quotes.models import Offer, PublicLink, Sending
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.offers import TYPE
from plugins.quotes.services.requests import TYPE as REQUEST_TYPE
from plugins.quotes.workflow import OFFER

DECISIONS = {"approve", "approve_discount", "return"}
UNANSWERED = [state.name for state in OFFER.states if not state.final]


@dataclass(frozen=True)
class Decision:
    """What was decided on the offer last, under which norm."""

    transition: str
    who: str
    at: datetime
    reason: str
    allowed: Decimal | None


@dataclass(frozen=True)
class Approval:
    """Where the offer stands against the norm. ``lines`` are numbers of those above it."""

    allowed: Decimal
    deepest: Decimal
    lines: Sequence[int]
    decides: str
    decision: Decision | None

    @property
    def needed(self) -> bool:
        """Whether the head has to decide."""
        return self.deepest > self.allowed


@dataclass(frozen=True)
class Waiting:
    """An offer on a request that has no answer yet. ``shown``: this person may open it."""

    document: Document
    shown: bool


def waiting_on(session: Session, actor: Actor, request_id: int) -> list[Waiting]:
    """Offers on a request that have no answer yet, the oldest first."""
    return _waiting(session, actor, DocumentLink.source_id == request_id)


def waiting_beside(session: Session, actor: Actor, document_id: int) -> list[Waiting]:
    """Older offers on the requests of this one that have no answer yet, the oldest first."""
    mine = aliased(DocumentLink)
    requests = (
        select(mine.source_id)
        .join(Document, Document.id == mine.source_id)
        .where(mine.target_id == document_id, Document.type == REQUEST_TYPE)
    )
    return _waiting(
        session,
        actor,
        DocumentLink.source_id.in_(unrestricted(requests)) & (Document.id < document_id),
    )


def _waiting(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[Waiting]:
    found = session.scalars(
        unrestricted(
            select(Document)
            .join(DocumentLink, DocumentLink.target_id == Document.id)
            .where(condition, Document.type == TYPE, Document.state.in_(UNANSWERED))
            .options(joinedload(Document.responsible))
            .distinct()
            .order_by(Document.id)
        )
    )
    return [Waiting(one, sees(one, actor, QuotePermission.OFFER_VIEW)) for one in found]


def approval(session: Session, offer: Offer) -> Approval:
    """The norm as it is now, the discounts of the lines, who decides and what was decided."""
    allowed = norm(session, DISCOUNT_WITHOUT_APPROVAL, employee=offer.document.responsible_id).value
    discounts = {line.position: line_discount(line) for line in offer.lines}
    head = decider(session, offer.document)
    return Approval(
        allowed=allowed,
        deepest=max(discounts.values(), default=Decimal(0)),
        lines=[position for position, percent in discounts.items() if percent > allowed],
        decides=head.full_name if head else "",
        decision=_last_decision(session, offer.document_id),
    )


def decider(session: Session, document: Document) -> User | None:
    """The nearest head above the document's department who may approve it."""
    rows = session.execute(select(Department.id, Department.parent_id, Department.head_id)).all()
    tree = {row.id: row for row in rows}
    place = document.department_id
    seen: set[int] = set()
    while place is not None and place in tree and place not in seen:
        seen.add(place)
        head_id = tree[place].head_id
        if head_id is not None:
            head = session.get_one(User, head_id)
            may = sees(document, actor_by_id(session, head_id), QuotePermission.OFFER_APPROVE)
            if head.disabled_at is None and may:
                return head
        place = tree[place].parent_id
    return None


def _last_decision(session: Session, document_id: int) -> Decision | None:
    """The last decision. A head's own names the norm under which the offer came to him."""
    entries = session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.document_id == document_id, HistoryEntry.kind == "moved")
        .order_by(HistoryEntry.position.desc())
    )
    decision: Decision | None = None
    for entry in entries:
        payload = entry.payload
        if decision is None and payload["transition"] in DECISIONS:
            decision = Decision(
                transition=payload["transition"],
                who=entry.actor_name,
                at=entry.at,
                reason=payload.get("reason", ""),
                allowed=_allowed(payload.get("norms", ())),
            )
        elif decision is not None and payload["transition"] == "submit":
            return replace(decision, allowed=_allowed(payload.get("norms", ())))
        if decision is not None and decision.allowed is not None:
            break
    return decision


def refusal_words(session: Session, document_id: int) -> str:
    """Why the customer did not take it, in his or the manager's words."""
    moved = session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.document_id == document_id, HistoryEntry.kind == "moved")
        .order_by(HistoryEntry.position.desc())
        .limit(1)
    ).first()
    return moved.payload.get("reason", "") if moved is not None else ""


def _allowed(norms: Sequence[dict[str, str]]) -> Decimal | None:
    return next(
        (Decimal(one["value"]) for one in norms if one["key"] == DISCOUNT_WITHOUT_APPROVAL), None
    )


@dataclass(frozen=True)
class SendingRow:
    """A sending, how its letter stands, and when the customer opened its link first.

    ``state``: preparing (the job is at it), queued, sent, failed of a letter; done of a sending
    by hand; broken where the job could not make it: ``problem`` says why.
    """

    sending: Sending
    state: str
    problem: str
    opened_at: datetime | None

    @property
    def under_way(self) -> bool:
        """Whether something is going to change by itself."""
        return self.state in {"preparing", "queued"}


@dataclass(frozen=True)
class Links:
    """Addresses given out by hand that still open, and when one was opened first."""

    count: int
    opened_at: datetime | None


def sendings(session: Session, document_id: int) -> list[SendingRow]:
    """All sendings, the newest first; two queries."""
    rows = session.scalars(
        select(Sending)
        .where(Sending.document_id == document_id)
        .options(
            joinedload(Sending.author),
            joinedload(Sending.attachment),
            joinedload(Sending.message),
        )
        .order_by(Sending.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    openings = session.execute(
        select(PublicLink.sending_id, func.min(PublicLink.opened_at))
        .where(PublicLink.document_id == document_id, PublicLink.sending_id.is_not(None))
        .group_by(PublicLink.sending_id)
    )
    opened = dict(openings.all())
    return [SendingRow(row, *_state(row), opened.get(row.id)) for row in rows]


def _state(sending: Sending) -> tuple[str, str]:
    if sending.failure:
        return "broken", sending.failure
    if sending.attachment_id is None:
        return "preparing", ""
    message: MailMessage | None = sending.message
    return (message.state, message.error) if message is not None else ("done", "")


def links_by_hand(session: Session, document_id: int, moment: datetime) -> Links:
    """Addresses that the manager has passed on himself."""
    row = session.execute(
        select(func.count(), func.min(PublicLink.opened_at)).where(
            PublicLink.document_id == document_id,
            PublicLink.sending_id.is_(None),
            PublicLink.revoked_at.is_(None),
            PublicLink.expires_at > moment,
        )
    ).one()
    return Links(row[0], row[1])


def last_paper(session: Session, document_id: int) -> Sending | None:
    """The last sending that has its PDF: what the customer holds in his hands."""
    return session.scalars(
        select(Sending)
        .where(Sending.document_id == document_id, Sending.attachment_id.is_not(None))
        .options(joinedload(Sending.attachment))
        .order_by(Sending.id.desc())
        .limit(1)
    ).first()
