"""Who sees a conversation."""

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import Actor, NotFound, Scope
from plugins.training.models import RegulationVersion, ScriptRun
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.services.seeing import visible_to


def find(session: Session, actor: Actor, run_id: int) -> ScriptRun:
    """A conversation with its moves, where the person may see it; NotFound otherwise."""
    run = session.scalars(
        select(ScriptRun)
        .where(ScriptRun.id == run_id, visible_to(actor, ScriptRun, Can.SCRIPT_USE))
        .options(
            joinedload(ScriptRun.user),
            joinedload(ScriptRun.regulation_version).joinedload(RegulationVersion.regulation),
            selectinload(ScriptRun.moves),
        )
    ).first()
    if run is None:
        raise NotFound()
    return run


def lock(session: Session, run: ScriptRun) -> None:
    """Let nobody else change the conversation until the end of the transaction; read it anew."""
    # The row alone: what is joined to it for the page cannot be locked with it.
    session.execute(select(ScriptRun.id).where(ScriptRun.id == run.id).with_for_update())
    session.refresh(run)
    session.expire(run, ["moves"])


def may_mark(actor: Actor, run: ScriptRun) -> bool:
    """Whether the person judges the rehearsal: its mentor, or who reviews the people of that
    department. Nobody marks his own."""
    if actor.user_id is None or actor.user_id == run.user_id:
        return False
    if actor.user_id == run.mentor_id:
        return True
    scope = actor.scope(Can.QUIZ_REVIEW)
    return scope is Scope.ALL or (
        scope is Scope.DEPARTMENT and run.department_id in actor.departments
    )


def markable(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition."""
    if actor.user_id is None:
        return false()
    scope = actor.scope(Can.QUIZ_REVIEW)
    others = ScriptRun.user_id != actor.user_id
    if scope is Scope.ALL:
        return others
    led = ScriptRun.mentor_id == actor.user_id
    if scope is Scope.DEPARTMENT and actor.departments:
        led = led | ScriptRun.department_id.in_(sorted(actor.departments))
    return others & led
