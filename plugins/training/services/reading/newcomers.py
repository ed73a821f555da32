"""Who is a new hire for the gate: whose onboarding reading is not finished."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugins.training.models import Assignment, Reason


def is_new_hire(session: Session, user_id: int) -> bool:
    """Whether a document of the person's onboarding still waits for his signature."""
    waiting = session.scalars(
        select(Assignment.id)
        .where(
            Assignment.user_id == user_id,
            Assignment.reason == Reason.ONBOARDING.value,
            Assignment.signed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    return waiting.first() is not None
