"""Whose a document is, and who may make it somebody else's."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.documents.models import Document
from core.kernel.permissions import Actor, Permission, Scope
from core.kernel.text import N_, Message


def assignees(session: Session, actor: Actor, permission: Permission) -> Sequence[User]:
    """Who may be made responsible by this person: himself, his department, or everybody,
    as far as ``permission`` to change such documents reaches."""
    scope = actor.scope(permission)
    statement = select(User).where(User.disabled_at.is_(None)).order_by(User.full_name)
    if scope is Scope.DEPARTMENT:
        statement = statement.where(
            (User.department_id.in_(sorted(actor.departments))) | (User.id == actor.user_id)
        )
    elif scope is not Scope.ALL:
        statement = statement.where(User.id == actor.user_id)
    return session.scalars(statement).all()


def assignment_faults(
    session: Session,
    actor: Actor,
    permission: Permission,
    responsible_id: int | None,
    document: Document | None = None,
) -> list[Message]:
    """What is wrong with making this person responsible; nothing where he already is, or where
    None leaves it to the program."""
    known = document.responsible_id if document is not None else None
    if actor.is_system or responsible_id in (None, known):
        return []
    if responsible_id in {user.id for user in assignees(session, actor, permission)}:
        return []
    return [Message(N_("Выберите сотрудника своего отдела"))]


def hand_over(session: Session, document: Document, responsible_id: int | None) -> None:
    """Make the document somebody else's; None leaves it whose it is. The caller tells the
    history."""
    if responsible_id is None or responsible_id == document.responsible_id:
        return
    # The department decides which head sees the document: it follows the keeper.
    keeper = session.get_one(User, responsible_id)
    document.responsible_id = keeper.id
    document.department_id = keeper.department_id
