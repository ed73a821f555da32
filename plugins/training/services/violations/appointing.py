"""Who decides on a case: by his role, or appointed where all who do so are parties of it."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from core.sdk import Actor, AdminPermission, Document, User, actor_by_id, unrestricted
from plugins.training.discipline import may_decide, sees_case
from plugins.training.models import SanctionNotice, Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.workflow_violations import OPEN


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


def appointers(session: Session, violation: Violation) -> list[User]:
    """Whoever gives roles and is no party of the case: where nobody can decide, it is theirs to
    let somebody."""
    return [
        user
        for user, actor in _staff(session)
        if actor.can(AdminPermission.ROLES) and not _is_party(violation, user.id)
    ]


def without_working_decider(session: Session) -> list[int]:
    """Cases that still need a decider and have none who works: the appointed was disabled or has
    left the role for which he was chosen, all who decided by their role have, or there was nobody
    from the beginning."""
    staff = _staff(session)
    # The program looks through all of them.
    cases = session.scalars(
        unrestricted(
            select(Violation)
            .join(Violation.document)
            .outerjoin(SanctionNotice, SanctionNotice.document_id == Violation.document_id)
            .options(contains_eager(Violation.document))
            .where(
                or_(
                    Document.state.in_(OPEN),
                    and_(
                        SanctionNotice.document_id.is_not(None), SanctionNotice.closed_at.is_(None)
                    ),
                )
            )
            .order_by(Violation.document_id)
        )
    )
    return [one.document_id for one in cases if not _has_decider(one, staff)]


def has_decider(session: Session, violation: Violation) -> bool:
    """Whether somebody who works decides on the case as it stands."""
    return _has_decider(violation, _staff(session))


def _has_decider(violation: Violation, staff: Sequence[tuple[User, Actor]]) -> bool:
    if violation.decider_id is None:
        return any(may_decide(violation.document, violation, actor) for _user, actor in staff)
    rule = violation.rule_version
    return any(
        user.id == violation.decider_id
        and not _is_party(violation, user.id)
        and (
            actor.can(TrainingPermission.VIOLATION_DECIDE)
            or (rule is not None and rule.regulation.owner_id == user.id)
        )
        for user, actor in staff
    )


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
