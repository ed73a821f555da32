"""Who has written: told by the addresses and telephones in the letter."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Contact,
    DirectoryPermission,
    InvalidIdentifier,
    Organisation,
    Partner,
    User,
    parse_email,
    visible,
)
from core.sdk.intake import parse_phone

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d.])(?:\+7|8)[\s(-]{0,3}\d{3}(?:[\s()-]{0,3}\d){7}(?!\d)")
_MOST = 20  # technical: a letter with more addresses is a mailing list


@dataclass(frozen=True, slots=True)
class Sender:
    """The partner and the contact where they are known, the bare addresses in any case."""

    partner: Partner | None = None
    contact: Contact | None = None
    email: str = ""
    phone: str = ""


def find_sender(session: Session, actor: Actor, text: str) -> Sender:
    """Look for the sender among the partners that this person sees.

    Our own addresses, which stand in quoted correspondence, are passed over. Of several partners
    the one whose address comes first in the letter is taken.
    """
    ours = _own_emails(session)
    emails = [email for email in _emails(text) if email not in ours]
    phones = _phones(text)
    bare = Sender(email=emails[0] if emails else "", phone=phones[0] if phones else "")
    if not emails and not phones:
        return bare
    partners = visible(
        select(Partner)
        .outerjoin(Contact, Contact.partner_id == Partner.id)
        .where(
            Partner.archived.is_(False),
            or_(
                Partner.email.in_(emails),
                Partner.phone.in_(phones),
                Contact.email.in_(emails),
                Contact.phone.in_(phones),
            ),
        )
        .distinct(),
        Partner,
        actor,
        DirectoryPermission.PARTNER_VIEW,
    )
    known = {partner.id: partner for partner in session.scalars(partners)}
    if not known:
        return bare
    contacts = session.scalars(
        select(Contact)
        .where(Contact.partner_id.in_(sorted(known)), Contact.archived.is_(False))
        .order_by(Contact.id)
    ).all()
    for address in (*emails, *phones):
        for contact in contacts:
            if address in (contact.email, contact.phone):
                return Sender(known[contact.partner_id], contact, bare.email, bare.phone)
        for partner in known.values():
            if address in (partner.email, partner.phone):
                return Sender(partner, None, bare.email, bare.phone)
    return bare


def _emails(text: str) -> list[str]:
    return _read(_EMAIL.findall(text), parse_email)


def _phones(text: str) -> list[str]:
    return _read(_PHONE.findall(text), parse_phone)


def _read(found: Iterable[str], parse: Callable[[str], str]) -> list[str]:
    read: list[str] = []
    for text in found:
        try:
            address = parse(text)
        except InvalidIdentifier:
            continue
        if address not in read:
            read.append(address)
        if len(read) == _MOST:
            break
    return read


def _own_emails(session: Session) -> set[str]:
    ours = [*session.scalars(select(Organisation.email)), *session.scalars(select(User.email))]
    return {email.lower() for email in ours if email}
