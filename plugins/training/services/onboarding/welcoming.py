"""The letter before the first day."""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, JobContext, format_phone, invitations, norm, now, today
from plugins.training.models import Plan
from plugins.training.norms import WELCOME_DAYS
from plugins.training.services import mailing


def waiting(session: Session) -> list[int]:
    """Plans whose person has still to come and has not been written to."""
    return list(
        session.scalars(
            select(Plan.id)
            .where(
                Plan.welcomed_at.is_(None),
                Plan.finished_at.is_(None),
                Plan.starts_on >= today(),
            )
            .order_by(Plan.id)
        )
    )


def welcome(session: Session, context: JobContext, plan_id: int) -> bool:
    """Write to the person where the day has come: as many days before the first as the norm says.

    Whether the letter was written. A second call writes none. Who has no password of his own yet
    is given the way to one, in place of that of his first invitation.
    """
    plan = session.scalars(select(Plan).where(Plan.id == plan_id).with_for_update()).one()
    reading = norm(session, WELCOME_DAYS, employee=plan.user_id)
    days = int(reading.value)
    if plan.welcomed_at is not None or today() < plan.starts_on - timedelta(days=days):
        return False
    plan.welcomed_at = now()
    plan.norms = [*plan.norms, reading.to_dict()]
    first_day = [step for step in plan.steps if step.due <= plan.starts_on]
    mailing.write(
        session,
        context.actor,
        "welcome",
        plan.user,
        f"Ждём вас {plan.starts_on:%d.%m.%Y}",
        starts_on=f"{plan.starts_on:%d.%m.%Y}",
        login=plan.user.login,
        mentor=plan.mentor.full_name,
        mentor_phone=format_phone(plan.mentor.phone) if plan.mentor.phone else "",
        steps=[step.title for step in first_day],
        url=f"{context.settings.base_url}/training/onboarding/{plan.id}",
        password_url=_password_url(session, context, plan),
    )
    session.flush()
    return True


def _password_url(session: Session, context: JobContext, plan: Plan) -> str:
    """Where the person sets his password, at least until the end of his first day; empty for whom
    has one, or no address to send it to."""
    if plan.user.has_own_password or not plan.user.email:
        return ""
    first_day = datetime.combine(plan.starts_on + timedelta(days=1), time(), DEFAULT_ZONE)
    expires_at = max(now() + timedelta(days=context.settings.invitation_days), first_day)
    token = invitations.issue(session, plan.user, context.actor.user_id, expires_at)
    return invitations.address(context.settings.base_url, token)
