"""A letter of the plugin to a colleague, in the company's name and the reader's language."""

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Message, Organisation, User
from core.sdk.mail import (
    brand_of,
    compose,
    greeting_of,
    open_thread,
    render_letter,
    sender_of,
)

TEMPLATES = Path(__file__).parents[1] / "templates" / "training" / "mail"


def write(
    session: Session, actor: Actor, name: str, to: User, subject: str | Message, **data: Any
) -> None:
    """Compose the letter ``name`` with ``data``; whoever has no address gets none."""
    if not to.email:
        return
    organisation = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
    person = session.get(User, actor.user_id) if actor.user_id is not None else None
    letter = render_letter(
        TEMPLATES,
        name,
        to.language,
        subject=subject,
        greeting_name=greeting_of(to.full_name),
        brand=brand_of(organisation),
        sender=sender_of(person, organisation),
        **data,
    )
    compose(
        session,
        thread=open_thread(session, subject=letter.subject),
        to=[to.email],
        text=letter.text,
        html=letter.html,
        actor=actor,
    )
