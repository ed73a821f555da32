"""Who decides on a case: by his role, or appointed where all who do so are parties of it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, User, actor_by_id
from plugins.training.discipline import may_decide, sees_case
from plugins.training.models import Violation
from plugins.training.permissions import TrainingPermission


def deciders(session: Session, violation: Violation) -> list[User]:
    """Everybody who may decide on the case, by name."""
    return [
        user for user, actor in _staff(session) if may_decide(violation.document, violation, actor)
    ]


def watchers(session: Session, violation: Violation) -> list[User]:
    """Whoever sees the case and is no party of it."""
    return [
        user
        for user, actor in _staff(session)
        if sees_case(violation.document, violation, actor) and not _is_party(violation, user.id)
    ]


def appoint(session: Session, violation: Violation) -> bool:
    """See to it that somebody decides; whether anybody does.

    Where nobody does by his role, as with a complaint about the only director, the case is
    entrusted to the owner of the process whose rule was broken, else to another who decides on
    cases: better a colleague who is no party than the accused, or nobody at all.
    """
    violation.decider_id = None
    violation.without_decider = False
    staff = _staff(session)
    if any(may_decide(violation.document, violation, actor) for _user, actor in staff):
        return True
    violation.decider_id = _free(violation, staff)
    violation.without_decider = violation.decider_id is None
    session.flush()
    session.expire(violation, ["decider"])
    return not violation.without_decider


def _free(violation: Violation, staff: Sequence[tuple[User, Actor]]) -> int | None:
    rule = violation.rule_version
    owner = rule.regulation.owner_id if rule is not None else None
    others = [user.id for user, actor in staff if actor.can(TrainingPermission.VIOLATION_DECIDE)]
    working = {user.id for user, _actor in staff}
    return next(
        (
            user_id
            for user_id in (owner, *others)
            if user_id in working and not _is_party(violation, user_id)
        ),
        None,
    )


def _is_party(violation: Violation, user_id: int) -> bool:
    document = violation.document
    return user_id in (document.responsible_id, document.author_id)


def _staff(session: Session) -> list[tuple[User, Actor]]:
    users = session.scalars(
        select(User).where(User.disabled_at.is_(None)).order_by(User.full_name, User.id)
    )
    return [(user, actor_by_id(session, user.id)) for user in users]
