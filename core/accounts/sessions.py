"""Log-in, log-out and the throttle of guesses; all kept in the database, so that every node of
the installation knows."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, joinedload

from core.accounts import passwords
from core.accounts.models import LoginAttempt, LoginSession, User
from core.db.locks import hold
from core.kernel.clock import now
from core.kernel.errors import DomainError
from core.kernel.text import Message

LIFETIME = timedelta(hours=14)
WINDOW = timedelta(minutes=15)
GUESSES_PER_LOGIN = 8
GUESSES_PER_ADDRESS = 40
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when a log-in was last used."""


class LoginFailed(DomainError):
    """Wrong name or password: which of them, is not said."""


class TooManyGuesses(DomainError):
    """The throttle has closed; the message says for how long."""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def check_throttle(session: Session, login: str, ip: str) -> None:
    """Raises TooManyGuesses where the login or the address has failed too often.

    Guesses of the same login, or from the same address, wait here for the transaction of the one
    before them: sent all at once, they are still counted one after another.
    """
    hold(session, f"guess:login:{login}", f"guess:address:{ip}")
    moment = now()
    # The door opens again when the oldest of the guesses that close it is out of the window.
    closing = [
        at
        for at in (
            _nth_last(session, LoginAttempt.login == login, GUESSES_PER_LOGIN),
            _nth_last(session, LoginAttempt.ip == ip, GUESSES_PER_ADDRESS),
        )
        if at is not None and at > moment - WINDOW
    ]
    if closing:
        left = max(closing) + WINDOW - moment
        raise TooManyGuesses(
            Message.plural(
                "Слишком много попыток. Подождите %(num)s минуту и попробуйте снова.",
                "Слишком много попыток. Подождите %(num)s минуты и попробуйте снова.",
                max(1, -(-left // timedelta(minutes=1))),
            )
        )


def _nth_last(session: Session, whose: ColumnElement[bool], number: int) -> datetime | None:
    """When the last guess but ``number - 1`` was made; None where there were fewer."""
    return session.scalars(
        select(LoginAttempt.at)
        .where(whose)
        .order_by(LoginAttempt.at.desc())
        .offset(number - 1)
        .limit(1)
    ).first()


def verify(session: Session, login: str, password: str) -> User | None:
    """The person, where name and password fit and the account is not disabled."""
    user = session.scalars(select(User).where(User.login == login)).first()
    known = user is not None and user.disabled_at is None and user.password_hash
    if not passwords.matches(user.password_hash if user and known else None, password):
        return None
    if user and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def remember_failure(session: Session, login: str, ip: str) -> None:
    """Count a failed guess."""
    session.add(LoginAttempt(login=login[:64], ip=ip, at=now()))
    session.flush()


def forget_failures(session: Session, user: User) -> None:
    """Begin the count of the person's name anew: he has shown that he knows the password."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.login == user.login))


def open_session(session: Session, user: User, ip: str, agent: str) -> str:
    """Start a log-in; the token to be put into the cookie."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        LoginSession(
            token_hash=_digest(token),
            user_id=user.id,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + LIFETIME,
            ip=ip,
            agent=agent[:300],
        )
    )
    forget_failures(session, user)
    session.flush()
    return token


def find(session: Session, token: str) -> LoginSession | None:
    """The log-in behind a token, with its person; None where it has ended or the account is
    disabled."""
    login = session.scalars(
        select(LoginSession)
        .options(joinedload(LoginSession.user).selectinload(User.roles))
        .where(LoginSession.token_hash == _digest(token), *_alive())
    ).first()
    if login is None or login.user.disabled_at is not None:
        return None
    return login


def _alive() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return LoginSession.ended_at.is_(None), LoginSession.expires_at > now()


def is_due(login: LoginSession) -> bool:
    """Whether it is time to write down that the log-in was seen."""
    return now() - login.seen_at >= SEEN_EVERY


def seen(session: Session, token: str, ip: str) -> None:
    """Write down that the log-in is in use, and from where."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == _digest(token))
        .values(seen_at=now(), ip=ip)
    )


def alive(session: Session, user_id: int) -> Sequence[LoginSession]:
    """Log-ins of the person that have not ended, the one used last on top."""
    return session.scalars(
        select(LoginSession)
        .where(LoginSession.user_id == user_id, *_alive())
        .order_by(LoginSession.seen_at.desc(), LoginSession.token_hash)
    ).all()


def is_token_of(login: LoginSession, token: str) -> bool:
    """Whether the token belongs to this log-in."""
    return login.token_hash == _digest(token)


def end_one(session: Session, user_id: int, token_hash: str) -> bool:
    """End one log-in of the person; False where he has none such."""
    ended = session.execute(
        update(LoginSession)
        .where(
            LoginSession.token_hash == token_hash,
            LoginSession.user_id == user_id,
            LoginSession.ended_at.is_(None),
        )
        .values(ended_at=now())
        .returning(LoginSession.token_hash)
    )
    return ended.first() is not None


def end_others(session: Session, user_id: int, token: str) -> int:
    """End all log-ins of the person but the one with this token; how many there were."""
    ended = session.execute(
        update(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.token_hash != _digest(token),
            *_alive(),
        )
        .values(ended_at=now())
        .returning(LoginSession.token_hash)
    )
    return len(ended.all())


def purge(session: Session) -> None:
    """Forget log-ins that are over and guesses that count no more."""
    moment = now()
    for statement in (
        delete(LoginSession).where(LoginSession.expires_at <= moment),
        delete(LoginAttempt).where(LoginAttempt.at <= moment - WINDOW),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def end(session: Session, token: str) -> None:
    """Log out."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == _digest(token), LoginSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def end_all(session: Session, user_id: int) -> None:
    """Log a person out everywhere: on disabling and on a new password."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def reopen(session: Session, token: str) -> None:
    """Keep this one log-in after ``end_all``: the person has just proved himself again."""
    session.execute(
        update(LoginSession).where(LoginSession.token_hash == _digest(token)).values(ended_at=None)
    )
