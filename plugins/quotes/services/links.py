"""Addresses by which a customer opens an offer: unguessable, expiring, revocable."""

import hashlib
import secrets
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    Message,
    N_,
    NotFound,
    Scope,
    norm,
    now,
    unrestricted,
)
from plugins.quotes.models import Offer, PublicLink
from plugins.quotes.norms import LINK_DAYS
from plugins.quotes.permissions import QuotePermission

TOKEN_BYTES = 32
HIDDEN = frozenset({"draft", "on_approval", "discarded"})


class LinkGone(NotFound):
    """The address was right once: it has expired or has been replaced."""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(session: Session, offer: Offer, sending_id: int | None = None) -> str:
    """A new address's token. Only its hash is kept: whoever reads the database cannot use it.

    It opens the offer until the regulation's number of days after the offer's own end.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    days = int(norm(session, LINK_DAYS).value) + 1
    last = datetime.combine(offer.valid_until, time(), UTC) + timedelta(days=days)
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


def open_offer(session: Session, token: str) -> tuple[PublicLink, Offer]:
    """The offer behind an address.

    Raises NotFound for an address that never was, LinkGone for one that no longer opens.
    """
    link = session.scalars(
        select(PublicLink).where(PublicLink.token_hash == _digest(token))
    ).one_or_none()
    if link is None:
        raise NotFound()
    if link.revoked_at is not None or link.expires_at <= now():
        raise LinkGone(
            Message(N_("Срок этой ссылки истёк. Попросите менеджера прислать новую."))
        )
    document = session.scalars(
        unrestricted(select(Document).where(Document.id == link.document_id))
    ).one()
    if document.state in HIDDEN:
        raise LinkGone(
            Message(N_("Предложение сейчас готовится заново. Менеджер пришлёт новую ссылку."))
        )
    return link, session.get_one(Offer, link.document_id)


def revoke_all(session: Session, document_id: int) -> None:
    """Close every address of an offer."""
    session.execute(
        update(PublicLink)
        .where(PublicLink.document_id == document_id, PublicLink.revoked_at.is_(None))
        .values(revoked_at=now())
    )


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
