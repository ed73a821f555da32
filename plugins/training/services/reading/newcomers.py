"""Who is a new hire for the gate, and when he came."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, today
from plugins.training.models import Assignment, Plan, Reason


def first_day_of(session: Session, user_id: int, seen: datetime) -> date | None:
    """The first day of a person whose onboarding goes on: his plan is not finished, or a document
    of it still waits for his signature. None for everybody else. What was recorded after ``seen``
    is left out."""
    plans = session.execute(
        select(Plan.starts_on, Plan.finished_at)
        .where(Plan.user_id == user_id, Plan.created_at <= seen)
        .order_by(Plan.starts_on)
    ).all()
    for starts_on, finished_at in plans:
        if finished_at is None or finished_at > seen:
            return starts_on
    documents = session.execute(
        select(Assignment.assigned_at, Assignment.signed_at, Assignment.withdrawn_at).where(
            Assignment.user_id == user_id,
            Assignment.reason == Reason.ONBOARDING.value,
            Assignment.assigned_at <= seen,
        )
    ).all()
    ends = [[end for end in (one.signed_at, one.withdrawn_at) if end] for one in documents]
    if all(end and min(end) <= seen for end in ends):
        return None
    if plans:
        return plans[-1].starts_on
    return min(one.assigned_at for one in documents).astimezone(DEFAULT_ZONE).date()


def morning_after(day: date) -> datetime:
    """The first moment after the day."""
    return datetime.combine(day + timedelta(days=1), time(), DEFAULT_ZONE)


def coming_on(session: Session, user_id: int) -> date | None:
    """The first day of a person who has not come yet; None for who works already."""
    return session.scalar(
        select(Plan.starts_on)
        .where(Plan.user_id == user_id, Plan.finished_at.is_(None), Plan.starts_on > today())
        .limit(1)
    )
