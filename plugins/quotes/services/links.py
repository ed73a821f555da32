"""Addresses by which a customer opens an offer: unguessable, expiring, revocable."""

import hashlib
import secrets
from datetime import datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Document,
    Forbidden,
    Message,
    NotFound,
    Refusal,
    Refused,
    Scope,
    history,
    lock,
    norm,
    now,
    sees,
    unrestricted,
)
from plugins.quotes.models import Offer, PublicLink
from plugins.quotes.norms import LINK_DAYS
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.answers import LIVE

TOKEN_BYTES = 32  # technical: 256 bits cannot be guessed
HIDDEN = frozenset({"draft", "on_approval", "discarded"})


class LinkGone(NotFound):
    """The address was right once: it has expired or has been closed. ``offer`` is behind it."""

    def __init__(self, message: Message, offer: Offer) -> None:
        super().__init__(message)
        self.offer = offer


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(session: Session, offer: Offer, sending_id: int | None = None) -> str:
    """A new address's token. The table of addresses keeps only its hash; whole it stands in the
    letter and on the paper, nowhere else.

    It opens the offer until the regulation's number of days after the offer's own end.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    days = int(norm(session, LINK_DAYS, employee=offer.document.responsible_id).value) + 1
    last = datetime.combine(offer.valid_until, time(), DEFAULT_ZONE) + timedelta(days=days)
    session.add(
        PublicLink(
            document_id=offer.document_id,
            sending_id=sending_id,
            token_hash=_digest(token),
            created_at=now(),
            expires_at=max(last, now() + timedelta(days=days)),
        )
    )
    session.flush()
    return token


def issue_by_hand(session: Session, actor: Actor, document_id: int) -> str:
    """A new address for the manager to pass on himself. Raises Forbidden, Refused."""
    document = lock(session, document_id)
    if not sees(document, actor, QuotePermission.OFFER_SEND):
        raise Forbidden()
    if document.state not in LIVE:
        raise Refused(
            [Refusal(Message(N_("Ссылку дают на отправленное предложение, которое ждёт ответа")))]
        )
    token = issue(session, session.get_one(Offer, document_id))
    history.record(session, document, "link", actor, {"text": N_("Выдана ссылка для клиента")})
    return token


def open_offer(session: Session, token: str) -> tuple[PublicLink, Offer]:
    """The offer behind an address.

    Raises NotFound for an address that never was, LinkGone for one that no longer opens.
    """
    link = session.scalars(
        select(PublicLink).where(PublicLink.token_hash == _digest(token))
    ).one_or_none()
    if link is None:
        raise NotFound()
    document = session.scalars(
        unrestricted(select(Document).where(Document.id == link.document_id))
    ).one()
    offer = session.get_one(Offer, link.document_id)
    if link.revoked_at is not None:
        raise LinkGone(
            Message(N_("Эта ссылка закрыта. Попросите менеджера прислать новую.")), offer
        )
    if link.expires_at <= now():
        raise LinkGone(
            Message(N_("Срок этой ссылки истёк. Попросите менеджера прислать новую.")), offer
        )
    if document.state in HIDDEN:
        raise LinkGone(
            Message(N_("Предложение сейчас готовится заново. Менеджер пришлёт новую ссылку.")),
            offer,
        )
    return link, offer


def note_opening(session: Session, link_id: int) -> None:
    """Remember when the address was opened first."""
    session.execute(
        update(PublicLink)
        .where(PublicLink.id == link_id, PublicLink.opened_at.is_(None))
        .values(opened_at=now())
    )


def revoke_all(session: Session, actor: Actor, document_id: int) -> int:
    """Close every address of an offer; how many were open. Raises Forbidden."""
    document = lock(session, document_id)
    if not sees(document, actor, QuotePermission.OFFER_SEND):
        raise Forbidden()
    moment = now()
    closed = session.scalars(
        update(PublicLink)
        .where(
            PublicLink.document_id == document_id,
            PublicLink.revoked_at.is_(None),
            PublicLink.expires_at > moment,
        )
        .values(revoked_at=moment)
        .returning(PublicLink.id)
    ).all()
    if closed:
        history.record(
            session,
            document,
            "link",
            actor,
            {"text": N_("Ссылки клиента закрыты: %(count)s"), "params": {"count": len(closed)}},
        )
    return len(closed)


def customer(offer: Offer) -> Actor:
    """The one who holds the address: may see this stage's offer and answer it, nothing else."""
    partner = offer.document.partner
    name = offer.contact.name if offer.contact else partner.name if partner else "Клиент"
    return Actor.outsider(
        f"{name} (по ссылке)",
        {
            QuotePermission.OFFER_VIEW.value: Scope.ALL,
            QuotePermission.OFFER_ANSWER.value: Scope.ALL,
        },
    )
