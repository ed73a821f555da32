"""Letting a person work without a signature, for a time, by the head's word."""

from collections.abc import Iterable, Sequence
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
from plugins.training.audience import Audience, parents, specificity_for
from plugins.training.models import Assignment, EntryKind, GateException, Regulation
from plugins.training.norms import EXCEPTION_DAYS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.reading import journal
from plugins.training.services.reading.assigning import local_day
from plugins.training.services.regulations.reading import version_in_force

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


def latest_day(session: Session, user_id: int, regulation_id: int) -> date:
    """The last day for which an exception may be granted today. The norm limits all of them that
    adjoin: one that is granted again and again is no longer than one."""
    days = int(norm(session, EXCEPTION_DAYS, employee=user_id).value)
    return add_working_days(begun_on(granted(session, user_id, regulation_id), today()), days)


def granted(session: Session, user_id: int, regulation_id: int) -> Sequence[GateException]:
    """Every exception of the person from the regulation, by the day of the grant."""
    return session.scalars(
        select(GateException)
        .where(GateException.user_id == user_id, GateException.regulation_id == regulation_id)
        .order_by(GateException.granted_at, GateException.id)
    ).all()


def begun_on(earlier: Iterable[GateException], day: date) -> date:
    """The first day of the exceptions without a break that one from ``day`` on would continue:
    ``day`` itself where a working day lies between."""
    for one in sorted(earlier, key=lambda one: one.last_day, reverse=True):
        if add_working_days(one.last_day + timedelta(days=1), 0) < day:
            break
        day = min(day, local_day(one.granted_at))
    return day


def grant(
    session: Session,
    actor: Actor,
    user_id: int,
    regulation_id: int,
    until: date,
    reason: str,
) -> GateException:
    """Open the stages of a regulation to a person through the end of the day ``until``.

    Raises Forbidden, NotFound, ValidationFailed: on ``regulation`` where the document does not
    stand in the person's way, on ``until`` and on ``reason``. Nobody lets himself through:
    management is bound by the rules as everybody is.
    """
    user = session.get(User, user_id)
    regulation = session.get(Regulation, regulation_id)
    if user is None or regulation is None:
        raise NotFound()
    if user.id == actor.user_id:
        raise Forbidden(Message(N_("Себе допуск не дают: прочитайте и подпишите документ")))
    if not covers(actor, TrainingPermission.EXCEPTION_GRANT, user):
        raise Forbidden()
    # Two who grant at once take turns: the second counts the exception of the first.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    with recorded(session) as readings:
        latest = latest_day(session, user.id, regulation.id)
    errors: dict[str, list[Message]] = {}
    if needless := _needless(session, user, regulation):
        errors["regulation"] = [needless]
    elif fault := _wrong_day(session, user, regulation, until, latest):
        errors["until"] = [fault]
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


def _needless(session: Session, user: User, regulation: Regulation) -> Message | None:
    """Why the document does not stand in the person's way; None where it does or soon will."""
    version = version_in_force(session, regulation.id, now())
    if version is None or not version.stages:
        return Message(N_("Этот документ сейчас не закрывает этапов: допуск не нужен"))
    given = session.scalars(
        select(Assignment).where(
            Assignment.document_id == version.document_id,
            Assignment.user_id == user.id,
            Assignment.withdrawn_at.is_(None) | Assignment.signed_at.is_not(None),
        )
    ).first()
    if given is not None and given.signed_at is not None:
        return Message(N_("Сотрудник уже подписал действующую редакцию: допуск не нужен"))
    if given is None and not specificity_for(Audience.of(version), user, parents(session)):
        return Message(N_("Этот документ сотрудника не касается: допуск не нужен"))
    return None


def _wrong_day(
    session: Session, user: User, regulation: Regulation, until: date, latest: date
) -> Message | None:
    """Why no exception may last through the day; None where it may."""
    earlier = granted(session, user.id, regulation.id)
    running = [one.last_day for one in earlier if one.ended_at is None and one.until > now()]
    if running and today() <= until <= max(running):
        return Message(
            N_("Допуск уже действует по %(day)s включительно"), day=f"{max(running):%d.%m.%Y}"
        )
    since = begun_on(earlier, today())
    if latest < today() or (running and latest <= max(running)):
        return Message(
            N_(
                "Допуск идёт подряд с %(since)s и по норме не дольше, чем по %(day)s: дальше "
                "нужна подпись"
            ),
            since=f"{since:%d.%m.%Y}",
            day=f"{latest:%d.%m.%Y}",
        )
    if not today() <= until <= latest:
        return Message(
            N_("Выберите день не раньше сегодняшнего и не позже %(day)s"),
            day=f"{latest:%d.%m.%Y}",
        )
    return None


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
