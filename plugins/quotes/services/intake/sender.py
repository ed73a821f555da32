"""Who has written: told by the addresses and telephones in the letter, and by its signature."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, or_, select
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
from core.sdk.intake import parse_inn, parse_phone, sort_name

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d.])(?:\+7|8)[\s(-]{0,3}\d{3}(?:[\s()-]{0,3}\d){7}(?!\d)")
_INN = re.compile(r"ИНН[\s:№/КП]{0,8}(\d{12}|\d{10})(?!\d)", re.IGNORECASE)
_FORMS = r"(?:ООО|ПАО|ОАО|ЗАО|АО|НПО|ТОО|ФГУП|МУП)"
_QUOTED = re.compile(rf"\b{_FORMS}\s*[«\"“„][^»\"”“\n]{{2,80}}[»\"”“]")
_UNQUOTED = re.compile(rf"\b{_FORMS}(?:\s+(?!(?:ИНН|КПП|ОГРН|БИК)\b)[А-ЯЁA-Z][\w-]{{1,30}}){{1,4}}")
_NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_SOLE = re.compile(rf"\bИП\s+{_NAME}(?:\s+{_NAME}){{0,2}}(?:\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.)?")
_PERSON = re.compile(
    r"(?i:с\s+уважением|с\s+ув\.|искренне\s+ваш\w?|с\s+наилучшими\s+пожеланиями)[,!.\s-]*"
    r"(?!Менеджер|Директор|Генеральн|Главн|Отдел|Начальник|Инженер|Специалист|Руководител|Снабжен)"
    rf"({_NAME}(?:[ \t]+{_NAME}){{0,2}}(?:[ \t]+[А-ЯЁ]\.\s?[А-ЯЁ]\.)?)"
)
_MOST = 20  # technical: a letter with more addresses is a mailing list

_NAME_LENGTH = 200  # technical: as long as the field of the form


@dataclass(frozen=True, slots=True)
class Sender:
    """The partner and the contact where they are known, the bare addresses in any case.

    ``name`` is how the writer signs himself: the company, its ИНН, the person.
    """

    partner: Partner | None = None
    contact: Contact | None = None
    email: str = ""
    phone: str = ""
    name: str = ""


def find_sender(session: Session, actor: Actor, text: str, signature: str = "") -> Sender:
    """Look for the sender among the partners that this person sees.

    Our own addresses, which stand in quoted correspondence, are passed over. Of several partners
    the one whose address comes first in the letter is taken. Where no address is known, the ИНН
    in the ``signature`` tells the partner, then the name of the company.
    """
    found = _by_addresses(session, actor, text)
    inns = _read(_INN.findall(signature), lambda number: parse_inn(number).number)
    company = _first(signature, _QUOTED, _UNQUOTED, _SOLE)
    found = replace(found, name=_signed(company, inns, signature))
    if found.partner is None and (inns or company):
        found = replace(found, partner=_by_requisites(session, actor, inns, company))
    return found


def _signed(company: str, inns: Sequence[str], signature: str) -> str:
    """«Иванов Пётр, ООО «Новый Клиент», ИНН 7707083893», as much as is known of it."""
    person = _PERSON.search(signature)
    number = f"ИНН {inns[0]}" if inns else ""
    parts = [" ".join(person[1].split()) if person else "", company, number]
    return ", ".join(part for part in parts if part)[:_NAME_LENGTH]


def _first(text: str, *patterns: re.Pattern[str]) -> str:
    found = (pattern.search(text) for pattern in patterns)
    return next((" ".join(match[0].split()) for match in found if match), "")


def _by_requisites(
    session: Session, actor: Actor, inns: Sequence[str], company: str
) -> Partner | None:
    """The one partner with this ИНН, else the one so named; None where there are several."""
    ours = set(session.scalars(select(Organisation.inn)))
    theirs = [inn for inn in inns if inn not in ours]
    ways: list[ColumnElement[bool]] = [Partner.inn.in_(theirs)] if theirs else []
    if company and not theirs:
        ways.append(Partner.sort_name == sort_name(company))
    for way in ways:
        # technical: two are enough to see that it is not the only one
        rows = select(Partner).where(way, Partner.archived.is_(False)).limit(2)
        known = session.scalars(
            visible(rows, Partner, actor, DirectoryPermission.PARTNER_VIEW)
        ).all()
        if len(known) == 1:
            return known[0]
    return None


def _by_addresses(session: Session, actor: Actor, text: str) -> Sender:
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
