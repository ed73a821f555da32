"""Letters of reading: the reminder to the reader, and the word to his head."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import ACCENT_COLOURS, Actor, Organisation, User, format_phone, today
from core.sdk.mail import compose, open_thread, render_letter
from plugins.training.models import Assignment

TEMPLATES = Path(__file__).parents[2] / "templates" / "training" / "mail"


def remind(
    session: Session, actor: Actor, base_url: str, user: User, due: Sequence[Assignment]
) -> None:
    """Ask the person to read and sign."""
    _write(
        session,
        actor,
        "reading_reminder",
        user,
        "Документы ждут вашей подписи",
        rows=[_row(one) for one in due],
        late=any(one.due < today() for one in due),
        url=f"{base_url}/training/reading/",
    )


def escalate(
    session: Session,
    actor: Actor,
    base_url: str,
    head: User,
    user: User,
    late: Sequence[Assignment],
) -> None:
    """Tell the head what his employee has not signed in time."""
    _write(
        session,
        actor,
        "reading_escalation",
        head,
        f"Не подписано в срок: {user.full_name}",
        person=user.full_name,
        rows=[_row(one) for one in late],
        url=f"{base_url}/training/watch/?person={user.id}",
    )


def _row(assignment: Assignment) -> dict[str, str]:
    version = assignment.regulation_version
    return {
        "title": f"{version.regulation.code} «{version.regulation.title}»",
        "edition": str(version.edition),
        "due": f"{assignment.due:%d.%m.%Y}",
    }


def _write(session: Session, actor: Actor, name: str, to: User, subject: str, **data: Any) -> None:
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
    parts = full_name.split()
    # technical: family name, name, patronymic
    return " ".join(parts[1:]) if len(parts) == 3 else ""


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
