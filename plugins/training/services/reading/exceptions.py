"""Letting a person work without a signature, for a time, by the head's word."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Forbidden,
    Message,
    NotFound,
    Permission,
    Scope,
    User,
    ValidationFailed,
    add_working_days,
    norm,
    now,
    recorded,
    today,
)
from plugins.training.models import EntryKind, GateException, Regulation
from plugins.training.norms import EXCEPTION_DAYS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.reading import journal

# technical: what a line of the journal can bear
MAX_REASON = 1000


def covers(actor: Actor, permission: Permission, user: User) -> bool:
    """Whether the permission holds over this person."""
    scope = actor.scope(permission)
    if scope is None:
        return False
    if scope is Scope.ALL or user.id == actor.user_id:
        return True
    return scope is Scope.DEPARTMENT and user.department_id in actor.departments


def latest_day(session: Session, user_id: int) -> date:
    """The last day for which an exception may be granted today."""
    days = int(norm(session, EXCEPTION_DAYS, employee=user_id).value)
    return add_working_days(today(), days)


def grant(
    session: Session,
    actor: Actor,
    user_id: int,
    regulation_id: int,
    until: date,
    reason: str,
) -> GateException:
    """Open the stages of a regulation to a person through the end of the day ``until``.

    Raises Forbidden, NotFound, ValidationFailed. Nobody lets himself through: management is
    bound by the rules as everybody is.
    """
    user = session.get(User, user_id)
    regulation = session.get(Regulation, regulation_id)
    if user is None or regulation is None:
        raise NotFound()
    if user.id == actor.user_id:
        raise Forbidden(Message(N_("Себе допуск не дают: прочитайте и подпишите документ")))
    if not covers(actor, TrainingPermission.EXCEPTION_GRANT, user):
        raise Forbidden()
    with recorded(session) as readings:
        latest = latest_day(session, user.id)
    errors: dict[str, list[Message]] = {}
    if not today() <= until <= latest:
        errors["until"] = [
            Message(
                N_("Выберите день не раньше сегодняшнего и не позже %(day)s"),
                day=f"{latest:%d.%m.%Y}",
            )
        ]
    text = reason.strip()
    if not text:
        errors["reason"] = [Message(N_("Напишите, почему человек работает без подписи"))]
    elif len(text) > MAX_REASON:
        errors["reason"] = [Message(N_("Не длиннее %(limit)s знаков: сократите"), limit=MAX_REASON)]
    if errors:
        raise ValidationFailed(errors)
    exception = GateException(
        user_id=user.id,
        regulation_id=regulation.id,
        reason=text,
        granted_by_id=actor.user_id,
        granted_at=now(),
        until=end_of(until),
    )
    session.add(exception)
    session.flush()
    journal.append(
        session,
        EntryKind.EXCEPTION,
        actor,
        {
            "exception": exception.id,
            "regulation": regulation.code,
            "regulation_id": regulation.id,
            "until": exception.until,
            "reason": text,
            "granted_at": exception.granted_at,
            "granted_by": exception.granted_by_id,
            "norms": [reading.to_dict() for reading in readings],
        },
        user_id=user.id,
    )
    return exception


def end_of(day: date) -> datetime:
    """The first moment after the day."""
    return datetime.combine(day + timedelta(days=1), time(), DEFAULT_ZONE)


def end(session: Session, actor: Actor, exception_id: int) -> GateException:
    """Take an exception back before its time. Raises NotFound; ended before, it stays so."""
    exception = session.scalars(
        select(GateException).where(GateException.id == exception_id).with_for_update()
    ).first()
    if exception is None or not covers(actor, TrainingPermission.EXCEPTION_GRANT, exception.user):
        raise NotFound()
    if exception.ended_at is None:
        _end(session, actor, exception, "recalled")
    return exception


def end_expired(session: Session, actor: Actor) -> int:
    """Note in the journal that exceptions have run out; how many. The gate goes by their dates
    and does not wait for this."""
    over = session.scalars(
        select(GateException)
        .where(GateException.ended_at.is_(None), GateException.until <= now())
        .order_by(GateException.id)
    ).all()
    for exception in over:
        _end(session, actor, exception, "expired")
    return len(over)


def _end(session: Session, actor: Actor, exception: GateException, why: str) -> None:
    exception.ended_at = min(now(), exception.until)
    session.flush()
    journal.append(
        session,
        EntryKind.EXCEPTION_ENDED,
        actor,
        {"exception": exception.id, "why": why, "ended_at": exception.ended_at},
        user_id=exception.user_id,
    )
