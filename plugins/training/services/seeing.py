"""Who sees what a person does while a mentor looks after him."""

from sqlalchemy import ColumnElement, false, or_, true

from core.sdk import Actor, Scope
from plugins.training.models import Plan, ScriptRun
from plugins.training.permissions import TrainingPermission


def visible_to(
    actor: Actor, model: type[Plan | ScriptRun], permission: TrainingPermission
) -> ColumnElement[bool]:
    """The condition under which the person sees a row: his own, one that he is the mentor of,
    those of his departments, or all."""
    scope = actor.scope(permission)
    if scope is Scope.ALL:
        return true()
    if scope is None or actor.user_id is None:
        return false()
    own = or_(model.user_id == actor.user_id, model.mentor_id == actor.user_id)
    if scope is Scope.DEPARTMENT and actor.departments:
        return or_(own, model.department_id.in_(sorted(actor.departments)))
    return own
