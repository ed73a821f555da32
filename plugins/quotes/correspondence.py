"""Letters of the stage: the offer itself, and the reminder of it."""

from datetime import date
from pathlib import Path
from typing import Any, Protocol

from babel.numbers import format_currency
from sqlalchemy.orm import Session

from core.sdk import Message, Organisation, User, logo_type
from core.sdk.mail import (
    MailAttachment,
    RenderedLetter,
    brand_of,
    greeting_of,
    render_letter,
    sender_of,
)
from plugins.quotes.models import CustomerAnswer, Offer

TEMPLATES = Path(__file__).parent / "templates" / "quotes" / "mail"
LANGUAGE = "ru"
LOGO_ID = "logo@offer"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


class Files(Protocol):
    """Where pictures are kept."""

    def get(self, key: str) -> bytes:
        """The content kept under the key."""
        ...


def logo_of(session: Session, offer: Offer, files: Files) -> MailAttachment | None:
    """The seller's logo as a picture inside the letter; None where there is none."""
    organisation = session.get_one(Organisation, offer.document.organisation_id)
    if not organisation.logo_key:
        return None
    media_type = logo_type(files.get(organisation.logo_key))
    if media_type is None:
        return None
    name = f"logo.{_ENDINGS[media_type]}"
    return MailAttachment(name, organisation.logo_key, media_type, content_id=LOGO_ID)


def offer_letter(
    session: Session,
    offer: Offer,
    subject: str,
    message: str,
    url: str,
    attachment: str,
    logo: MailAttachment | None = None,
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
        **_common(session, offer, url, logo),
    )


def reminder_letter(
    session: Session,
    offer: Offer,
    subject: str,
    sent_on: date,
    url: str,
    logo: MailAttachment | None = None,
) -> RenderedLetter:
    """The request to confirm the receipt of an offer that was sent on ``sent_on``."""
    return render_letter(
        TEMPLATES,
        "reminder",
        LANGUAGE,
        subject=subject,
        sent_on=f"{sent_on:%d.%m.%Y}",
        **_common(session, offer, url, logo),
    )


def answer_letter(
    session: Session, answer: CustomerAnswer, reader: User, subject: Message, url: str
) -> RenderedLetter:
    """What the customer has said, to the colleague responsible, in his language. ``url`` is the
    offer's page in the program."""
    document = answer.offer.document
    organisation = session.get_one(Organisation, document.organisation_id)
    return render_letter(
        TEMPLATES,
        "answer",
        reader.language,
        subject=subject,
        greeting_name=greeting_of(reader.full_name),
        kind=answer.kind,
        who=answer.who,
        words=answer.words,
        offer={
            "number": document.number,
            "dated": f"{document.date:%d.%m.%Y}",
            "partner": document.partner.name if document.partner else "",
            "total": format_currency(document.total, document.currency, locale=reader.language),
        },
        url=url,
        brand=brand_of(organisation),
        sender=sender_of(None, organisation),
    )


def suggested_subject(offer: Offer) -> str:
    """What stands in the subject unless the manager writes something else."""
    organisation = offer.document.organisation
    return f"Коммерческое предложение {offer.document.number} от {organisation.name}"


def suggested_recipient(offer: Offer) -> str:
    """The address of the contact person, else of the partner; empty where neither is known."""
    partner = offer.document.partner
    if offer.contact is not None and offer.contact.email:
        return offer.contact.email
    return partner.email if partner is not None else ""


def _common(
    session: Session, offer: Offer, url: str, logo: MailAttachment | None
) -> dict[str, Any]:
    document = offer.document
    organisation = session.get_one(Organisation, document.organisation_id)
    return {
        "greeting_name": greeting_of(offer.contact.name) if offer.contact else "",
        "offer": {
            "number": document.number,
            "dated": f"{document.date:%d.%m.%Y}",
            "total": format_currency(document.total, document.currency, locale=LANGUAGE),
            "valid_until": f"{offer.valid_until:%d.%m.%Y}",
        },
        "public_url": url,
        "brand": brand_of(organisation, f"cid:{logo.content_id}" if logo else None),
        "sender": sender_of(document.responsible, organisation),
    }
