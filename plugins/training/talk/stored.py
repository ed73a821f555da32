"""The steps of a version as they are kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugins.training.models import BranchKind, ScriptStep, ScriptStepKind, TalkResult
from plugins.training.talk.graph import Branch, Step


def steps_of(session: Session, document_id: int) -> tuple[Step, ...]:
    """The script of a version, the first step is the start; empty where nothing is written."""
    rows = session.scalars(
        select(ScriptStep)
        .where(ScriptStep.document_id == document_id)
        .order_by(ScriptStep.position)
    )
    return tuple(
        Step(
            title=row.title,
            kind=ScriptStepKind(row.kind),
            say=row.say,
            hint=row.hint,
            result=TalkResult(row.result) if row.result else None,
            branches=tuple(
                Branch(one["text"], one["to"], BranchKind(one["kind"]), one["uid"])
                for one in row.branches
            ),
            uid=row.uid,
        )
        for row in rows
    )
