"""Who is a new hire for the gate."""

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from plugins.training.models import Assignment, Plan, Reason


def is_new_hire(session: Session, user_id: int) -> bool:
    """Whether the person's onboarding goes on: his plan is not finished, or a document of it
    still waits for his signature."""
    plan = select(Plan.id).where(Plan.user_id == user_id, Plan.finished_at.is_(None))
    document = select(Assignment.id).where(
        Assignment.user_id == user_id,
        Assignment.reason == Reason.ONBOARDING.value,
        Assignment.signed_at.is_(None),
        Assignment.withdrawn_at.is_(None),
    )
    return session.execute(union_all(plan, document).limit(1)).first() is not None
