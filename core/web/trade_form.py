"""The form that trade documents of every stage have: whose it is, for whom, and lines of goods."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from flask import request
from flask_babel import lazy_gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from wtforms import SelectField

from core.accounts.models import User
from core.accounts.policy import visible
from core.directory.models import Contact, Organisation, Partner
from core.directory.permissions import DirectoryPermission
from core.documents.models import Document
from core.kernel.errors import Refused, ValidationFailed
from core.kernel.permissions import Actor
from core.web.forms import TextField, VersionedForm, optional_id
from core.web.lines import LineRows

Choices = list[tuple[Any, str]]
NOTHING = ("", "—")


class TradeForm(VersionedForm):
    """The part of the header that every trade document has."""

    organisation_id = SelectField(lazy_gettext("Наша организация"), coerce=optional_id)
    partner_id = TextField(lazy_gettext("Контрагент"))
    contact_id = SelectField(lazy_gettext("Контактное лицо"), coerce=optional_id)
    # Left out, it is for the service to decide; who may be named is its matter, too.
    responsible_id = SelectField(
        lazy_gettext("Ответственный"), coerce=optional_id, validate_choice=False
    )


FormT = TypeVar("FormT", bound=TradeForm)
RowsT = TypeVar("RowsT", bound=LineRows[Any, Any])


class TradeEditor(Generic[FormT, RowsT]):
    """One drawing of the form: its choices, its partner, its rows.

    ``document`` and ``contact`` are those of the stored document, None for a new one. What it
    already has stays among the choices though put away, or a colleague's. ``assignees`` may be
    made responsible by this person.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        form: FormT,
        rows: RowsT,
        *,
        document: Document | None,
        contact: Contact | None,
        assignees: Sequence[User],
    ) -> None:
        self.session = session
        self.actor = actor
        self.form = form
        self.rows = rows
        self.document = document
        self._contact = contact
        self.partner_text = request.form.get("partner_id_text", "").strip()
        kept = document.organisation_id if document else None
        form.organisation_id.choices = self.book(Organisation, kept)
        form.responsible_id.choices = [(one.id, one.full_name) for one in self._keepers(assignees)]
        self._offer_contacts(optional_id(form.partner_id.data))

    def take(self, error: ValidationFailed | Refused) -> None:
        """Put what a service has against the form beside its fields and cells."""
        rest = self.rows.take(error)
        if rest is not None:
            self.form.take(rest)

    def book(self, model: Any, kept: int | None) -> Choices:
        """Rows of a reference book to choose from."""
        rows = self.session.scalars(
            select(model).where(or_(model.archived.is_(False), model.id == kept)).order_by(model.id)
        )
        return [(row.id, row.name) for row in rows]

    def find_partner(self) -> bool:
        """Settle who the partner is. His name alone comes where there are no scripts.

        False where something is chosen or typed that means no partner this person sees; the
        words beside the field are the caller's.
        """
        chosen = optional_id(self.form.partner_id.data)
        if chosen is not None and self._partner(chosen) is not None:
            return True
        found = partner_by_words(self.session, self.actor, self.partner_text)
        self.form.partner_id.data = str(found.id) if found is not None else ""
        if found is None:
            return chosen is None and not self.partner_text
        self._offer_contacts(found.id)
        if self.form.contact_id.data is None:
            self.form.contact_id.data = main_contact(self.session, found.id)
        return True

    @property
    def partner_name(self) -> str:
        """What stands in the field of the partner: his name, or what was typed."""
        partner = self._partner(optional_id(self.form.partner_id.data))
        return partner.name if partner is not None else self.partner_text

    @property
    def several_organisations(self) -> bool:
        """Whether there is anything to choose from."""
        return len(self.form.organisation_id.choices or ()) > 1

    @property
    def several_keepers(self) -> bool:
        """Whether the person may hand the document to somebody else."""
        return len(self.form.responsible_id.choices or ()) > 1

    def _partner(self, key: int | None) -> Partner | None:
        kept = self.document.partner if self.document else None
        if kept is not None and kept.id == key:
            # A colleague's partner may stand in one's own document.
            return kept
        return partner_of(self.session, self.actor, key)

    def _keepers(self, assignees: Sequence[User]) -> list[User]:
        kept = self.document.responsible if self.document else None
        return [*assignees, *([kept] if kept is not None and kept not in assignees else [])]

    def _offer_contacts(self, partner_id: int | None) -> None:
        visible_one = self._partner(partner_id) is not None
        choices = _contacts(self.session, partner_id) if visible_one else []
        kept = self._contact
        if kept is not None and kept.partner_id == partner_id:
            known = kept.id in [key for key, _title in choices]
            choices += [] if known else [(kept.id, kept.name)]
        self.form.contact_id.choices = [NOTHING, *choices]


def choose_partner(session: Session, actor: Actor, form: TradeForm, partner_id: int | None) -> None:
    """Give the form the contact persons of a partner just chosen, his main one chosen."""
    known = partner_of(session, actor, partner_id) is not None
    form.contact_id.choices = [NOTHING, *(_contacts(session, partner_id) if known else [])]
    form.contact_id.data = main_contact(session, partner_id) if known else None


def partner_of(session: Session, actor: Actor, partner_id: int | None) -> Partner | None:
    """The partner, where this person sees him."""
    if partner_id is None:
        return None
    return session.scalars(
        visible(
            select(Partner).where(Partner.id == partner_id),
            Partner,
            actor,
            DirectoryPermission.PARTNER_VIEW,
        )
    ).first()


def partner_by_words(session: Session, actor: Actor, words: str) -> Partner | None:
    """The one partner whose name or ИНН was typed in full."""
    if not words:
        return None
    by_words = or_(Partner.name == words, Partner.inn == words)
    found = session.scalars(
        visible(
            select(Partner).where(Partner.archived.is_(False), by_words).limit(2),
            Partner,
            actor,
            DirectoryPermission.PARTNER_VIEW,
        )
    ).all()
    return found[0] if len(found) == 1 else None


def main_contact(session: Session, partner_id: int | None) -> int | None:
    """Key of the main contact person; of the first where none is main."""
    contacts = _contacts(session, partner_id)
    return contacts[0][0] if contacts else None


def _contacts(session: Session, partner_id: int | None) -> Choices:
    """Contact persons, the main one first."""
    rows = session.scalars(
        select(Contact)
        .where(Contact.partner_id == partner_id, Contact.archived.is_(False))
        .order_by(Contact.is_main.desc(), Contact.name)
    )
    return [(row.id, f"{row.name}, {row.position}" if row.position else row.name) for row in rows]
