"""Whether an actor may, and which rows he sees."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, true
from sqlalchemy.orm import Session

from core.db.session import SCOPED
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor, Permission, Scope

S = TypeVar("S", bound=Select[Any])
M = TypeVar("M")


def row_filter(model: Any, actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The condition under which ``actor`` sees rows of a ``RowScoped`` model."""
    scope = actor.scope(permission)
    if scope is Scope.ALL:
        return true()
    if scope is None:
        return false()
    # Who has no account owns nothing: a comparison with None would find the rows of nobody.
    own = (
        or_(model.responsible_id == actor.user_id, model.author_id == actor.user_id)
        if actor.user_id is not None
        else false()
    )
    if scope is Scope.DEPARTMENT and actor.departments:
        return or_(own, model.department_id.in_(sorted(actor.departments)))
    return own


def visible(statement: S, model: Any, actor: Actor, permission: Permission) -> S:
    """Narrow ``statement`` to the rows of ``model`` that ``actor`` may see."""
    narrowed = statement.where(row_filter(model, actor, permission))
    return narrowed.execution_options(**{SCOPED: permission.value})


def unrestricted(statement: S) -> S:
    """Read everybody's rows: for the program's own needs, never for showing them to a person."""
    return statement.execution_options(**{SCOPED: "unrestricted"})


def sees(row: Any, actor: Actor, permission: Permission) -> bool:
    """Whether the one row, already loaded, is among those that ``visible`` would leave."""
    scope = actor.scope(permission)
    if scope is None:
        return False
    if scope is Scope.ALL:
        return True
    if actor.user_id is not None and actor.user_id in {row.responsible_id, row.author_id}:
        return True
    return scope is Scope.DEPARTMENT and row.department_id in actor.departments


def fetch(session: Session, model: type[M], key: Any, actor: Actor, permission: Permission) -> M:
    """Read and authorise in one call. A stranger's row and a missing one are both NotFound."""
    row = session.get(model, key, execution_options={SCOPED: permission.value})
    if row is None or not sees(row, actor, permission):
        raise NotFound()
    return row
