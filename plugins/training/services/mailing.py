"""A letter of the plugin to a colleague, in the company's name and the reader's language."""

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import ACCENT_COLOURS, Actor, Organisation, User, format_phone
from core.sdk.mail import compose, open_thread, render_letter

TEMPLATES = Path(__file__).parents[1] / "templates" / "training" / "mail"


def write(session: Session, actor: Actor, name: str, to: User, subject: str, **data: Any) -> None:
    """Compose the letter ``name`` with ``data``; whoever has no address gets none."""
    if not to.email:
        return
    organisation = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
    letter = render_letter(
        TEMPLATES,
        name,
        to.language,
        subject=subject,
        greeting_name=_greeting(to.full_name),
        brand=_brand(organisation),
        sender=_sender(session, actor, organisation),
        **data,
    )
    compose(
        session,
        thread=open_thread(session, subject=subject),
        to=[to.email],
        text=letter.text,
        html=letter.html,
        actor=actor,
    )


def _greeting(full_name: str) -> str:
    """«Пётр Ильич» of «Семёнов Пётр Ильич»; empty where the name has another shape."""
    match full_name.split():
        case [_family, name, patronymic]:
            return f"{name} {patronymic}"
        case _:
            return ""


def _brand(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "legal_name": organisation.full_name or organisation.name,
        "inn": organisation.inn,
        "kpp": organisation.kpp,
        "ogrn": organisation.ogrn,
        "address": organisation.legal_address,
        "phone": format_phone(organisation.phone) if organisation.phone else "",
        "email": organisation.email,
        "accent": ACCENT_COLOURS[organisation.accent],
        "logo_url": None,
    }


def _sender(session: Session, actor: Actor, organisation: Organisation) -> dict[str, str]:
    person = session.get(User, actor.user_id) if actor.user_id is not None else None
    return {
        "name": person.full_name if person else organisation.name,
        "position": person.position if person else "",
        "phone": format_phone(person.phone) if person and person.phone else "",
        "email": person.email if person else "",
    }
