"""Who is a new hire for the gate: whose onboarding is not finished."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from core.sdk import today
from plugins.training.models import Assignment, Plan, Reason


def is_new_hire(session: Session, user_id: int) -> bool:
    """Whether the person has an open plan, or a document given as onboarding that he has not
    signed."""
    planned = exists().where(
        Plan.user_id == user_id, Plan.finished_at.is_(None), Plan.starts_on <= today()
    )
    waiting = exists().where(
        Assignment.user_id == user_id,
        Assignment.reason == Reason.ONBOARDING.value,
        Assignment.signed_at.is_(None),
        Assignment.withdrawn_at.is_(None),
    )
    return bool(session.scalar(select(or_(planned, waiting))))
