"""How records of the directories are saved: with a check of the version and a trace of changes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from core.directory.models import DirectoryChange
from core.kernel.errors import Forbidden, StaleVersion, ValidationFailed
from core.kernel.permissions import Actor, Permission
from core.kernel.text import Message


def require(actor: Actor, permission: Permission) -> None:
    """Raise Forbidden where the actor does not hold the permission on any row."""
    if not actor.can(permission):
        raise Forbidden()


def check_version(row: Any, version: int | None) -> None:
    """Raise StaleVersion where the row has moved on since the person opened it.

    None is for callers that have just read the row themselves.
    """
    if version is not None and version != row.version:
        raise StaleVersion(expected=version, actual=row.version)


def assign(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the attributes; gives, fit for JSON, the old and new value of each that changed."""
    changes: dict[str, list[Any]] = {}
    for field, value in values.items():
        old = getattr(row, field)
        if old != value:
            changes[field] = [plain(old), plain(value)]
            setattr(row, field, value)
    return changes


def record(
    session: Session, actor: Actor, row: Any, action: str, changes: Mapping[str, Any]
) -> None:
    """Add a line to the history of the row."""
    session.add(DirectoryChange(**line_of(actor, row, action, changes)))


def line_of(actor: Actor, row: Any, action: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a line of the history, for whoever writes many at once."""
    return {
        "kind": row.__tablename__,
        "entity_id": row.id,
        "action": action,
        "changes": dict(changes),
        "actor_id": actor.user_id,
        "actor_name": actor.name,
    }


def history(session: Session, row: Any) -> list[DirectoryChange]:
    """All changes of one record, the newest first."""
    return list(
        session.scalars(
            select(DirectoryChange)
            .where(DirectoryChange.kind == row.__tablename__, DirectoryChange.entity_id == row.id)
            .order_by(DirectoryChange.id.desc())
        )
    )


def create(session: Session, actor: Actor, row: Any) -> None:
    """Store a new row and begin its history."""
    session.add(row)
    session.flush()
    record(session, actor, row, "created", {})


def update(session: Session, actor: Actor, row: Any, values: Mapping[str, Any]) -> bool:
    """Store the changed values of a row; False where nothing differs and nothing is written.

    Raises StaleVersion where somebody else's transaction saved the row meanwhile.
    """
    number = getattr(row, "version", 0)
    changes = assign(row, values)
    if not changes:
        return False
    try:
        session.flush()
    except StaleDataError as error:
        raise StaleVersion(expected=number, actual=number + 1) from error
    record(session, actor, row, "changed", changes)
    return True


@contextmanager
def unique(session: Session, field: str, message: Message) -> Iterator[None]:
    """Turn the database's refusal of a duplicate into an error beside ``field``.

    For the race that the check before it cannot see: two people who save the same at once.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise ValidationFailed({field: [message]}) from error


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it, short and readable."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return value
