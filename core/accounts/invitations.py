"""Addresses by which people set their own passwords: unguessable, expiring, working once.

A password is the key of the simple electronic signature, and its owner keeps it secret (63-ФЗ,
ст. 9, ч. 2): nobody else makes it up, sees it or passes it on.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts import sessions
from core.accounts.models import Invitation, User
from core.kernel.clock import now
from core.kernel.errors import NotFound
from core.kernel.text import N_, Message

TOKEN_BYTES = 32
"""256 bits cannot be guessed."""
PATH = "/invitation"


class InvitationGone(NotFound):
    """The address was right once. ``used``: it has done its work, a password is set by it."""

    def __init__(self, message: Message, *, used: bool = False) -> None:
        super().__init__(message)
        self.used = used


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(session: Session, user: User, author_id: int | None, expires_at: datetime) -> str:
    """The key of a new address, the person's only one that opens: former ones are closed.

    Whole it stands in the letter alone; the table keeps its hash.
    """
    revoke_all(session, user)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        Invitation(
            user_id=user.id,
            author_id=author_id,
            token_hash=_digest(token),
            created_at=now(),
            expires_at=expires_at,
        )
    )
    session.flush()
    return token


def address(base_url: str, token: str) -> str:
    """What stands in the letter."""
    return f"{base_url}{PATH}/{token}"


def find(session: Session, token: str) -> Invitation:
    """The invitation behind a key.

    Raises NotFound for a key that never was, InvitationGone for one that no longer opens.
    """
    return _checked(
        session.scalars(select(Invitation).where(Invitation.token_hash == _digest(token))).first()
    )


def claim(session: Session, token: str) -> Invitation:
    """As ``find``, and nobody else uses the key meanwhile: of two presses one finds it used."""
    return _checked(
        session.scalars(
            select(Invitation)
            .where(Invitation.token_hash == _digest(token))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).first()
    )


def _checked(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise NotFound()
    if invitation.user.disabled_at is not None:
        raise InvitationGone(Message(N_("Доступ закрыт. Если это ошибка, скажите администратору.")))
    if invitation.used_at is not None:
        raise InvitationGone(
            Message(
                N_(
                    "По этой ссылке пароль уже задан: войдите с ним. Если задавали не вы, сразу "
                    "скажите администратору."
                )
            ),
            used=True,
        )
    if invitation.revoked_at is not None:
        raise InvitationGone(
            Message(
                N_(
                    "Эту ссылку заменила другая: откройте последнее письмо. Если его нет, "
                    "попросите администратора прислать ссылку заново."
                )
            )
        )
    if invitation.expires_at <= now():
        raise InvitationGone(
            Message(N_("Срок ссылки истёк. Попросите администратора прислать её заново."))
        )
    return invitation


def spend(session: Session, invitation: Invitation) -> None:
    """The password is set: the address has done its work.

    The person has proved who he is: failed guesses at his name are forgotten.
    """
    invitation.used_at = now()
    sessions.forget_failures(session, invitation.user)
    session.flush()


def revoke_all(session: Session, user: User) -> None:
    """Close every address of the person that still opens."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.user_id == user.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now())
    )


def latest(session: Session, user_id: int) -> Invitation | None:
    """The last invitation of the person, whatever has become of it."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.user_id == user_id)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(1)
    ).first()
