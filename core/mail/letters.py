"""Letters from templates: the page and its plain twin, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext, ngettext
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.directory.choices import ACCENT_COLOURS
from core.directory.models import Organisation
from core.kernel.identifiers import format_phone
from core.kernel.text import Message

LAYOUT = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class RenderedLetter:
    """What ``compose`` takes of a letter."""

    subject: str
    text: str
    html: str


@lru_cache
def _environment(folder: Path) -> SandboxedEnvironment:
    """Templates of one plugin over the common layout.

    Sandboxed, because companies write their own letters; strict, because a hole in a letter is
    seen by the customer only.
    """
    made = SandboxedEnvironment(
        loader=FileSystemLoader([folder, LAYOUT]),
        undefined=StrictUndefined,
        autoescape=_is_page,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    install: Callable[..., None] = made.install_gettext_callables  # pyright: ignore
    install(gettext, ngettext, newstyle=True)
    return made


def _is_page(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


def render_letter(
    folder: Path, name: str, language: str, *, subject: str | Message, **data: Any
) -> RenderedLetter:
    """Render ``<name>.html.j2`` and ``<name>.txt.j2`` of ``folder``, both with ``data``.

    What the common layout needs is said at the head of ``templates/layout.html.j2``. Translated
    through the catalogues of the application whose context is active, a ``Message`` of the subject
    with the rest; a text of it stays as it is. Raises
    jinja2.UndefinedError where the data lack what the template shows.
    """
    environment = _environment(folder)
    with force_locale(language):
        said = subject.render(gettext, ngettext) if isinstance(subject, Message) else subject
        context = {**data, "language": language, "subject": said}
        return RenderedLetter(
            subject=said,
            text=environment.get_template(f"{name}.txt.j2").render(context),
            html=environment.get_template(f"{name}.html.j2").render(context),
        )


def language_of(session: Session, address: str) -> str:
    """The language of the person who has the address; that of the installation for a stranger."""
    chosen = session.scalars(
        select(User.language)
        .where(func.lower(User.email) == address.lower(), User.disabled_at.is_(None))
        .order_by(User.id)
        .limit(1)
    ).first()
    return chosen or current_app.config["BABEL_DEFAULT_LOCALE"]


def brand_of(organisation: Organisation, logo_url: str | None = None) -> dict[str, Any]:
    """Whose letter it is, as the common layout shows it; ``logo_url``: «cid:…» of a picture inside
    the letter, or an address of one."""
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
        "logo_url": logo_url,
    }


def sender_of(person: User | None, organisation: Organisation) -> dict[str, str]:
    """Who signs the letter; the organisation itself, whose address stands below, where nobody
    does."""
    return {
        "name": person.full_name if person else organisation.name,
        "position": person.position if person else "",
        "phone": format_phone(person.phone) if person and person.phone else "",
        "email": person.email if person else "",
    }


def greeting_of(full_name: str) -> str:
    """«Пётр Ильич» of «Семёнов Пётр Ильич»; empty where the name has another shape."""
    match full_name.split():
        case [_family, name, patronymic]:
            return f"{name} {patronymic}"
        case _:
            return ""
