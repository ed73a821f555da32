"""Rehearsals: the mentor plays the customer, and puts a mark."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import (
    N_,
    Actor,
    Forbidden,
    Message,
    Refusal,
    Refused,
    ValidationFailed,
    norm,
    now,
)
from plugins.training.models import RegulationVersion, ScriptRun
from plugins.training.norms import REHEARSAL_MARK
from plugins.training.services.faults import too_long
from plugins.training.services.scripts.given import MAX_WORDS
from plugins.training.services.scripts.seeing import find, lock, markable, may_mark

MARKS = range(1, 6)


def waiting(session: Session, actor: Actor) -> Sequence[ScriptRun]:
    """Finished rehearsals that the person is to judge, those that wait longest first."""
    return session.scalars(
        select(ScriptRun)
        .where(
            ScriptRun.rehearsal,
            ScriptRun.finished_at.is_not(None),
            ScriptRun.marked_at.is_(None),
            markable(actor),
        )
        .options(
            joinedload(ScriptRun.user),
            joinedload(ScriptRun.regulation_version).joinedload(RegulationVersion.regulation),
        )
        .order_by(ScriptRun.finished_at)
    ).all()


def mark(session: Session, actor: Actor, run_id: int, given: int | None, text: str) -> ScriptRun:
    """Judge a rehearsal, 1 to 5, in words that the person will read.

    It is accepted where the mark is no less than the norm for that person. Raises NotFound,
    Forbidden, Refused (not a rehearsal that waits), ValidationFailed.
    """
    run = find(session, actor, run_id)
    if not may_mark(actor, run):
        raise Forbidden()
    lock(session, run)
    if not run.rehearsal or run.finished_at is None or run.marked_at is not None:
        raise Refused([Refusal(Message(N_("Оценивать здесь нечего: оценка уже стоит")))])
    errors: dict[str, list[Message]] = {}
    if given not in MARKS:
        errors["mark"] = [Message(N_("Поставьте оценку от 1 до 5"))]
    if not text.strip():
        errors["text"] = [Message(N_("Напишите, что получилось и что исправить"))]
    elif len(text) > MAX_WORDS:
        errors["text"] = [too_long(MAX_WORDS)]
    if errors or given is None:
        raise ValidationFailed(errors)
    least = norm(session, REHEARSAL_MARK, employee=run.user_id)
    run.mark, run.mark_text = given, text.strip()
    run.marked_at, run.marked_by_id = now(), actor.user_id
    run.accepted = given >= least.value
    run.norm = least.to_dict()
    session.flush()
    session.expire(run, ["marked_by"])
    return run


def rehearsed(session: Session, user_id: int, regulation_id: int) -> ScriptRun | None:
    """The first rehearsal of the script, in whichever version, that was accepted; ``marked_at``
    says when. None where there is none."""
    return session.scalars(
        select(ScriptRun)
        .join(RegulationVersion, RegulationVersion.document_id == ScriptRun.document_id)
        .where(
            ScriptRun.user_id == user_id,
            ScriptRun.rehearsal,
            ScriptRun.accepted.is_(True),
            RegulationVersion.regulation_id == regulation_id,
        )
        .order_by(ScriptRun.marked_at)
        .limit(1)
    ).first()
