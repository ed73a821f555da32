"""Passwords: argon2id with the library's current recommended cost."""

import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.accounts.weak_passwords import weakness
from core.kernel.errors import ValidationFailed
from core.kernel.text import N_, Message

MIN_LENGTH = 10
# technical: more than the 64 that NIST SP 800-63B wants allowed, less than costs time to hash.
MAX_LENGTH = 200
_hasher = PasswordHasher()
# Verified against when the login is unknown, so that the time does not tell the two apart.
_decoy: list[str] = []


def make_password() -> str:
    """A random password that can be read out loud: no look-alike characters."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def check_password(password: str, names: Iterable[str] = ()) -> None:
    """Whether the password may be set. ``names``: the login and the full name of its owner.

    Raises ValidationFailed: too short, too long, or one of those that are tried first.
    """
    fault = None
    if len(password) < MIN_LENGTH:
        fault = Message(
            N_("Пароль короче %(least)s знаков: сделайте его длиннее"), least=MIN_LENGTH
        )
    elif len(password) > MAX_LENGTH:
        fault = Message(N_("Пароль длиннее %(most)s знаков: сократите его"), most=MAX_LENGTH)
    else:
        fault = weakness(password, names)
    if fault is not None:
        raise ValidationFailed({"password": [fault]})


def hash_password(password: str) -> str:
    """The hash to keep. Whether the password may be set is asked before, by ``check_password``."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Takes the same time where there is nobody to compare with."""
    if password_hash is None:
        if not _decoy:
            _decoy.append(_hasher.hash(secrets.token_hex(16)))
        password_hash = _decoy[0]
        password = secrets.token_hex(16)
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with a cost lower than today's."""
    return _hasher.check_needs_rehash(password_hash)
