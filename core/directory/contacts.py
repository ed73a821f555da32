"""Contact persons of a partner."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from core.accounts.policy import fetch
from core.directory import duplicates, partners
from core.directory.checking import Checked, line
from core.directory.choices import DECISION_ROLES
from core.directory.models import Contact, Partner
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, create, update
from core.kernel.errors import NotFound
from core.kernel.identifiers import parse_email, parse_phone
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message


@dataclass(frozen=True)
class ContactData:
    """What a person types about a contact."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    messenger: str = ""
    decision_role: str = ""
    is_main: bool = False


EDITABLE = tuple(field.name for field in fields(ContactData))


def data_of(contact: Contact) -> ContactData:
    """A contact as the form shows it."""
    return ContactData(**{name: getattr(contact, name) for name in EDITABLE})


def find_contact(session: Session, actor: Actor, partner_id: int, contact_id: int) -> Contact:
    """The contact, where the actor may change its partner. Raises NotFound."""
    partner = fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_EDIT)
    contact = session.get(Contact, contact_id)
    if contact is None or contact.partner_id != partner.id:
        raise NotFound()
    return contact


def add_contact(
    session: Session,
    actor: Actor,
    partner_id: int,
    data: ContactData,
    *,
    accept_duplicates: bool = False,
) -> Contact:
    """A new person at a partner. Raises NotFound, ValidationFailed, DuplicatesFound."""
    partner = fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_EDIT)
    values = _checked(data)
    _refuse_duplicates(session, actor, partner, values, None, accepted=accept_duplicates)
    contact = Contact(partner=partner, **values)
    create(session, actor, contact)
    _settle_main(partner, contact)
    session.flush()
    partners.reindex(session, partner)
    return contact


def edit_contact(
    session: Session,
    actor: Actor,
    contact: Contact,
    data: ContactData,
    *,
    version: int | None,
    accept_duplicates: bool = False,
) -> Contact:
    """Change a contact that ``find_contact`` gave. Raises as ``add_contact``, and StaleVersion."""
    check_version(contact, version)
    values = _checked(data)
    _refuse_duplicates(session, actor, contact.partner, values, contact, accepted=accept_duplicates)
    update(session, actor, contact, values)
    _settle_main(contact.partner, contact)
    session.flush()
    partners.reindex(session, contact.partner)
    return contact


def archive_contact(
    session: Session, actor: Actor, contact: Contact, *, archived: bool, version: int | None
) -> Contact:
    """Who has left the company is kept in the history of letters, but offered no more."""
    check_version(contact, version)
    values = {"archived": archived, "is_main": False} if archived else {"archived": False}
    update(session, actor, contact, values)
    partners.reindex(session, contact.partner)
    return contact


def _checked(data: ContactData) -> dict[str, Any]:
    checked = Checked()
    values: dict[str, Any] = {
        "name": checked.required("name", data.name),
        "position": line(data.position),
        "phone": checked.optional("phone", data.phone, parse_phone, ""),
        "email": checked.optional("email", data.email, parse_email, ""),
        "messenger": line(data.messenger),
        "decision_role": data.decision_role,
        "is_main": data.is_main,
    }
    if data.decision_role and data.decision_role not in DECISION_ROLES:
        checked.wrong("decision_role", Message(N_("Выберите роль из списка")))
    checked.lengths(Contact, values)
    checked.done()
    return values


def _refuse_duplicates(
    session: Session,
    actor: Actor,
    partner: Partner,
    values: dict[str, Any],
    contact: Contact | None,
    *,
    accepted: bool,
) -> None:
    if accepted:
        return
    new = {
        name: values[name]
        for name in ("phone", "email")
        if contact is None or values[name] != getattr(contact, name)
    }
    found = duplicates.find(session, actor, **new, except_id=partner.id)
    if found:
        raise duplicates.DuplicatesFound(found)


def _settle_main(partner: Partner, contact: Contact) -> None:
    """At most one contact is the main one."""
    if contact.is_main:
        for other in partner.contacts:
            if other is not contact:
                other.is_main = False
