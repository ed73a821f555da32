"""Contact persons of a partner."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from core.db.session import db
from core.directory import contacts, partners
from core.directory.choices import DECISION_ROLES
from core.directory.contacts import ContactData
from core.directory.duplicates import LIKENESSES, DuplicatesFound
from core.directory.models import Contact, Partner
from core.directory.permissions import DirectoryPermission
from core.kernel.errors import StaleVersion, ValidationFailed
from core.kernel.identifiers import format_phone
from core.web.forms import TextField, VersionedForm, optional_id, required
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.views.directory.common import (
    Clash,
    clashes,
    translated,
    with_none,
)
from core.web.views.directory.partners import screens


class ContactForm(VersionedForm):
    """A person at a partner."""

    name = TextField(lazy_gettext("Фамилия, имя, отчество"), [required()])
    position = TextField(lazy_gettext("Должность"))
    phone = TextField(lazy_gettext("Телефон"))
    email = TextField(lazy_gettext("Электронная почта"))
    messenger = TextField(lazy_gettext("Мессенджер"))
    decision_role = SelectField(lazy_gettext("Роль в закупке"))
    is_main = BooleanField(lazy_gettext("Основной контакт: письма — ему"))

    def offer(self) -> None:
        """Fill the list of roles."""
        self.decision_role.choices = with_none(translated(DECISION_ROLES))

    def values(self) -> ContactData:
        """The form as the service takes it."""
        return ContactData(**{name: self[name].data for name in contacts.EDITABLE})


def _stored_form(contact: Contact) -> ContactForm:
    values = {name: getattr(contact, name) for name in contacts.EDITABLE}
    values["phone"] = format_phone(contact.phone)
    form = ContactForm(formdata=None, data={**values, "version": str(contact.version)})
    form.offer()
    return form


def _page(
    form: ContactForm,
    partner: Partner,
    contact: Contact | None,
    code: int = 200,
    *,
    found: DuplicatesFound | None = None,
    differing: list[Clash] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "directory/partners/contact.html",
        page_title=contact.name if contact is not None else _("Новый контакт"),
        form=form,
        partner=partner,
        contact=contact,
        duplicates=found.found if found is not None else (),
        likenesses=LIKENESSES,
        clashes=differing or [],
    )
    return page, code


def _partner(session: Session, partner_id: int) -> Partner:
    permission = DirectoryPermission.PARTNER_EDIT
    return partners.current(session, current_actor(), partner_id, permission)


def _back(partner: Partner) -> Response:
    return redirect(url_for("partners.show", partner_id=partner.id) + "#contacts", code=303)


@screens.form("/<int:partner_id>/contacts/new", permission=DirectoryPermission.PARTNER_EDIT)
def new_contact(partner_id: int) -> Response | tuple[str, int]:
    """A new person at a partner."""
    session, actor = db.session(), current_actor()
    partner = _partner(session, partner_id)
    form = ContactForm()
    form.offer()
    if request.method != "POST":
        return _page(form, partner, None)
    found: DuplicatesFound | None = None
    if form.validate():
        try:
            contacts.add_contact(
                session, actor, partner.id, form.values(), accept_duplicates=_accepted()
            )
        except ValidationFailed as error:
            form.take(error)
        except DuplicatesFound as error:
            found = error
        else:
            toast(_("Контакт добавлен"))
            return _back(partner)
    return _page(form, partner, None, 422, found=found)


@screens.form(
    "/<int:partner_id>/contacts/<int:contact_id>", permission=DirectoryPermission.PARTNER_EDIT
)
def edit_contact(partner_id: int, contact_id: int) -> Response | tuple[str, int]:
    """Change a contact."""
    session, actor = db.session(), current_actor()
    contact = contacts.find_contact(session, actor, partner_id, contact_id)
    partner = contact.partner
    if request.method != "POST":
        return _page(_stored_form(contact), partner, contact)
    form = ContactForm()
    form.offer()
    found: DuplicatesFound | None = None
    if form.validate():
        try:
            contacts.edit_contact(
                session,
                actor,
                contact,
                form.values(),
                version=form.seen_version,
                accept_duplicates=_accepted(),
            )
        except ValidationFailed as error:
            form.take(error)
        except DuplicatesFound as error:
            found = error
        except StaleVersion:
            session.rollback()
            contact = contacts.find_contact(session, actor, partner_id, contact_id)
            differing = clashes(form, _stored_form(contact), contact.version)
            return _page(form, contact.partner, contact, 409, differing=differing)
        else:
            toast(_("Сохранено"))
            return _back(partner)
    return _page(form, partner, contact, 422, found=found)


@screens.post(
    "/<int:partner_id>/contacts/<int:contact_id>/archive",
    permission=DirectoryPermission.PARTNER_EDIT,
)
def archive_contact(partner_id: int, contact_id: int) -> Response:
    """Who has left the company is offered no more; or is back."""
    session, actor = db.session(), current_actor()
    contact = contacts.find_contact(session, actor, partner_id, contact_id)
    archived = request.form.get("archived") == "1"
    contacts.archive_contact(
        session,
        actor,
        contact,
        archived=archived,
        version=optional_id(request.form.get("version")),
    )
    toast(_("Контакт в архиве") if archived else _("Контакт снова в списке"))
    return _back(contact.partner)


def _accepted() -> bool:
    return request.form.get("accept_duplicates") == "1"
