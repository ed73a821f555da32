"""Letters of the stage: the offer itself, and the reminder of it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from babel.numbers import format_currency
from sqlalchemy.orm import Session

from core.sdk import ACCENT_COLOURS, Organisation, format_phone
from core.sdk.mail import RenderedLetter, render_letter
from plugins.quotes.models import Offer

TEMPLATES = Path(__file__).parent / "templates" / "quotes" / "mail"
LANGUAGE = "ru"


def offer_letter(
    session: Session, offer: Offer, subject: str, message: str, url: str, attachment: str
) -> RenderedLetter:
    """The letter that the offer goes with; ``message`` is the manager's own words."""
    paragraphs = [part.strip() for part in message.split("\n\n") if part.strip()]
    return render_letter(
        TEMPLATES,
        "offer",
        LANGUAGE,
        subject=subject,
        message=paragraphs,
        attachment=attachment,
        **_common(session, offer, url),
    )


def reminder_letter(
    session: Session, offer: Offer, subject: str, sent_at: datetime, url: str
) -> RenderedLetter:
    """The request to confirm the receipt of an offer that was sent at ``sent_at``."""
    return render_letter(
        TEMPLATES,
        "reminder",
        LANGUAGE,
        subject=subject,
        sent_on=f"{sent_at:%d.%m.%Y}",
        **_common(session, offer, url),
    )


def suggested_subject(offer: Offer) -> str:
    """What stands in the subject unless the manager writes something else."""
    organisation = offer.document.organisation
    return f"Коммерческое предложение {offer.document.number} от {organisation.name}"


def _common(session: Session, offer: Offer, url: str) -> dict[str, Any]:
    document = offer.document
    organisation = session.get_one(Organisation, document.organisation_id)
    person = document.responsible
    return {
        "greeting_name": _greeting(offer),
        "offer": {
            "number": document.number,
            "dated": f"{document.date:%d.%m.%Y}",
            "total": format_currency(document.total, document.currency, locale=LANGUAGE),
            "valid_until": f"{offer.valid_until:%d.%m.%Y}",
        },
        "public_url": url,
        "brand": {
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
        },
        "sender": {
            "name": person.full_name if person else organisation.name,
            "position": person.position if person else "",
            "phone": format_phone(person.phone) if person and person.phone else "",
            "email": person.email if person else organisation.email,
        },
    }


def _greeting(offer: Offer) -> str:
    """«Пётр Ильич» of «Семёнов Пётр Ильич»; empty where the name has another shape."""
    parts = offer.contact.name.split() if offer.contact else []
    return " ".join(parts[1:]) if len(parts) == 3 else ""
