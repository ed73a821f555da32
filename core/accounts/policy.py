"""Whether an actor may, and which rows he sees."""

from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Delete, Executable, Select, Update, false, or_, true
from sqlalchemy.orm import Session

from core.db.scoping import SCOPED
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor, Permission, Scope

S = TypeVar("S", bound=Select[Any] | Update | Delete)
E = TypeVar("E", bound=Executable)
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
    """Narrow ``statement`` to the rows of ``model`` that ``actor`` may see.

    May stand at any depth: a subquery that was narrowed is read without further question.
    """
    narrowed = cast(S, statement.where(row_filter(model, actor, permission)))
    return unrestricted(narrowed)


def unrestricted(statement: E) -> E:
    """Read everybody's rows: for the program's own needs, never for showing them to a person."""
    return statement.execution_options(**{SCOPED: True})


def find(session: Session, model: type[M], key: Any) -> M | None:
    """One row, whosever it is: the caller decides what it may be used for (see ``sees``)."""
    return session.get(model, key, execution_options={SCOPED: True})


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
    row = find(session, model, key)
    if row is None or not sees(row, actor, permission):
        raise NotFound()
    return row
