"""The letter by which a person sets his own password."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import invitations
from core.accounts.models import User
from core.config import Settings
from core.directory.choices import Accent
from core.directory.models import Organisation
from core.kernel.clock import DEFAULT_ZONE, now
from core.kernel.permissions import Actor
from core.mail.letters import LAYOUT, brand_of, greeting_of, render_letter, sender_of
from core.mail.service import compose, open_thread


def invite(session: Session, actor: Actor, user: User, settings: Settings) -> datetime:
    """Write to the person; until when the address in the letter opens. Former ones open no more.

    Who has a password keeps it until he sets another one. The person has an address of mail.
    """
    expires_at = now() + timedelta(days=settings.invitation_days)
    token = invitations.issue(session, user, actor.user_id, expires_at)
    with force_locale(user.language):
        subject = _("Новый пароль") if user.password_hash else _("Приглашение в программу")
        until = format_date(expires_at.astimezone(DEFAULT_ZONE).date(), "long")
    organisation = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).first()
    letter = render_letter(
        LAYOUT,
        "invitation",
        user.language,
        subject=subject,
        greeting_name=greeting_of(user.full_name),
        again=bool(user.password_hash),
        login=user.login,
        until=until,
        url=invitations.address(settings.base_url, token),
        **_from(session, actor, organisation),
    )
    compose(
        session,
        thread=open_thread(session, subject=subject),
        to=[user.email],
        text=letter.text,
        html=letter.html,
        actor=actor,
    )
    return expires_at


def _from(session: Session, actor: Actor, organisation: Organisation | None) -> dict[str, Any]:
    """Whose letter it is. The first people are invited before there is an organisation: then the
    program itself writes."""
    if organisation is None:
        organisation = Organisation(
            name="Регламент",
            full_name="",
            inn="",
            kpp="",
            ogrn="",
            legal_address="",
            phone="",
            email="",
            accent=Accent.TEAL,
        )
    person = session.get(User, actor.user_id) if actor.user_id is not None else None
    return {"brand": brand_of(organisation), "sender": sender_of(person, organisation)}
