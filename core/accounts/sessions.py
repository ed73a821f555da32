"""Log-in, log-out and the throttle of guesses; all kept in the database, so that every node of
the installation knows."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from core.accounts import passwords
from core.accounts.models import LoginAttempt, LoginSession, User
from core.kernel.clock import now
from core.kernel.errors import DomainError
from core.kernel.text import Message

LIFETIME = timedelta(hours=14)
WINDOW = timedelta(minutes=15)
GUESSES_PER_LOGIN = 8
GUESSES_PER_ADDRESS = 40


class LoginFailed(DomainError):
    """Wrong name or password: which of them, is not said."""


class TooManyGuesses(DomainError):
    """The throttle has closed; the message says for how long."""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def check_throttle(session: Session, login: str, ip: str) -> None:
    """Raises TooManyGuesses where the login or the address has failed too often."""
    since = now() - WINDOW
    by_login = select(func.count()).where(LoginAttempt.login == login, LoginAttempt.at > since)
    by_ip = select(func.count()).where(LoginAttempt.ip == ip, LoginAttempt.at > since)
    if (
        session.execute(by_login).scalar_one() >= GUESSES_PER_LOGIN
        or session.execute(by_ip).scalar_one() >= GUESSES_PER_ADDRESS
    ):
        raise TooManyGuesses(
            Message.plural(
                "Слишком много попыток. Подождите %(num)s минуту и попробуйте снова.",
                "Слишком много попыток. Подождите %(num)s минуты и попробуйте снова.",
                WINDOW.seconds // 60,
            )
        )


def verify(session: Session, login: str, password: str) -> User | None:
    """The person, where name and password fit and the account is not disabled."""
    user = session.scalars(select(User).where(User.login == login)).first()
    known = user is not None and user.disabled_at is None
    if not passwords.matches(user.password_hash if user and known else None, password):
        return None
    if user and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def remember_failure(session: Session, login: str, ip: str) -> None:
    """Count a failed guess; forget those that no longer matter."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < now() - WINDOW))
    session.add(LoginAttempt(login=login[:64], ip=ip, at=now()))
    session.flush()


def open_session(session: Session, user: User, ip: str, agent: str) -> str:
    """Start a log-in; the token to be put into the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=_digest(token),
            user_id=user.id,
            created_at=now(),
            expires_at=now() + LIFETIME,
            ip=ip,
            agent=agent[:300],
        )
    )
    session.execute(delete(LoginAttempt).where(LoginAttempt.login == user.login))
    session.flush()
    return token


def find(session: Session, token: str) -> User | None:
    """The person behind a token; None where the log-in has ended or the account is disabled."""
    login = session.scalars(
        select(LoginSession)
        .options(joinedload(LoginSession.user).selectinload(User.roles))
        .where(
            LoginSession.token_hash == _digest(token),
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now(),
        )
    ).first()
    if login is None or login.user.disabled_at is not None:
        return None
    return login.user


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
