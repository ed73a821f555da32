"""Own organisations: requisites, tax system, signatory, logo."""

from flask import Response as FileResponse
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import FileField, SelectField

from core.db.session import db
from core.directory import organisations
from core.directory.choices import ACCENTS, TAX_SYSTEMS, VAT_OPTIONS
from core.directory.models import Organisation
from core.directory.organisations import OrganisationData
from core.directory.permissions import DirectoryPermission
from core.directory.saving import history
from core.extending.runtime import runtime
from core.kernel.errors import NotFound, StaleVersion, ValidationFailed
from core.kernel.identifiers import format_phone
from core.web.forms import AppForm, TextField, VersionedForm, optional_id, required
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.screens import Screens
from core.web.views.directory.common import (
    Clash,
    clashes,
    options,
    timeline,
    translated,
)

screens = Screens("organisations", __name__, url_prefix="/directory/organisations")


class OrganisationForm(VersionedForm):
    """An own organisation."""

    name = TextField(lazy_gettext("Краткое наименование"), [required()])
    full_name = TextField(lazy_gettext("Полное наименование"))
    inn = TextField(lazy_gettext("ИНН"), [required()])
    kpp = TextField(lazy_gettext("КПП"))
    ogrn = TextField(lazy_gettext("ОГРН или ОГРНИП"))
    okpo = TextField(lazy_gettext("ОКПО"))
    legal_address = TextField(lazy_gettext("Юридический адрес"))
    postal_address = TextField(lazy_gettext("Почтовый адрес"))
    phone = TextField(lazy_gettext("Телефон"))
    email = TextField(lazy_gettext("Электронная почта"))
    site = TextField(lazy_gettext("Сайт"))
    tax_system = SelectField(lazy_gettext("Система налогообложения"))
    vat_option = SelectField(lazy_gettext("НДС"))
    signatory_name = TextField(lazy_gettext("Подписант"))
    signatory_position = TextField(lazy_gettext("Должность подписанта"))
    signatory_basis = TextField(lazy_gettext("Действует на основании"))
    accountant_name = TextField(lazy_gettext("Главный бухгалтер"))
    accent = SelectField(lazy_gettext("Цвет компании"))
    number_prefix = TextField(lazy_gettext("Префикс номеров документов"))

    def offer(self) -> None:
        """Fill the lists."""
        self.tax_system.choices = options(translated(TAX_SYSTEMS))
        self.vat_option.choices = options(translated(VAT_OPTIONS))
        self.accent.choices = options(translated(ACCENTS))

    def values(self) -> OrganisationData:
        """The form as the service takes it."""
        return OrganisationData(**{name: self[name].data for name in organisations.EDITABLE})


class LogoForm(AppForm):
    """The picture for printed forms and public pages."""

    logo = FileField(lazy_gettext("Логотип: PNG или JPEG до 1 МБ"))


def _stored_form(organisation: Organisation) -> OrganisationForm:
    values = {name: getattr(organisation, name) for name in organisations.EDITABLE}
    values["phone"] = format_phone(organisation.phone)
    form = OrganisationForm(formdata=None, data={**values, "version": str(organisation.version)})
    form.offer()
    return form


def _form_page(
    form: OrganisationForm,
    organisation: Organisation | None,
    code: int = 200,
    differing: list[Clash] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "directory/organisations/form.html",
        page_title=organisation.name if organisation is not None else _("Новая организация"),
        form=form,
        organisation=organisation,
        clashes=differing or [],
    )
    return page, code


@screens.get("/", permission=DirectoryPermission.ORGANISATION_VIEW)
def index() -> str:
    """All own organisations; there are few."""
    rows = db.session().scalars(
        select(Organisation).order_by(Organisation.archived, Organisation.id)
    )
    return render_template(
        "directory/organisations/index.html",
        page_title=_("Наши организации"),
        organisations=rows.all(),
        tax_systems=TAX_SYSTEMS,
        vat_options=VAT_OPTIONS,
        can_edit=current_actor().can(DirectoryPermission.ORGANISATION_EDIT),
    )


@screens.form("/new", permission=DirectoryPermission.ORGANISATION_EDIT)
def new() -> Response | tuple[str, int]:
    """A new organisation."""
    form = OrganisationForm()
    form.offer()
    if request.method != "POST":
        return _form_page(form, None)
    if form.validate():
        try:
            organisation = organisations.create_organisation(
                db.session(), current_actor(), form.values()
            )
        except ValidationFailed as error:
            form.take(error)
        else:
            toast(_("Организация создана. Добавьте банковский счёт и логотип."))
            return redirect(
                url_for("organisations.show", organisation_id=organisation.id), code=303
            )
    return _form_page(form, None, 422)


@screens.form("/<int:organisation_id>/edit", permission=DirectoryPermission.ORGANISATION_EDIT)
def edit(organisation_id: int) -> Response | tuple[str, int]:
    """Change an organisation; where somebody saved first, both versions are shown."""
    session = db.session()
    organisation = organisations.find(session, organisation_id)
    if request.method != "POST":
        return _form_page(_stored_form(organisation), organisation)
    form = OrganisationForm()
    form.offer()
    if form.validate():
        try:
            organisations.edit_organisation(
                session,
                current_actor(),
                organisation_id,
                form.values(),
                version=form.seen_version,
            )
        except ValidationFailed as error:
            form.take(error)
        except StaleVersion:
            session.rollback()
            organisation = organisations.find(session, organisation_id)
            differing = clashes(form, _stored_form(organisation), organisation.version)
            return _form_page(form, organisation, 409, differing)
        else:
            toast(_("Сохранено"))
            return redirect(
                url_for("organisations.show", organisation_id=organisation_id), code=303
            )
    return _form_page(form, organisation, 422)


def _page(organisation: Organisation, form: LogoForm, code: int = 200) -> tuple[str, int]:
    session = db.session()
    page = render_template(
        "directory/organisations/show.html",
        page_title=organisation.name,
        organisation=organisation,
        form=form,
        tax_system=_(TAX_SYSTEMS[organisation.tax_system]),
        vat_option=_(VAT_OPTIONS[organisation.vat_option]),
        accent=_(ACCENTS[organisation.accent]),
        phone=format_phone,
        entries=timeline(session, history(session, organisation)),
        can_edit=current_actor().can(DirectoryPermission.ORGANISATION_EDIT),
    )
    return page, code


@screens.get("/<int:organisation_id>", permission=DirectoryPermission.ORGANISATION_VIEW)
def show(organisation_id: int) -> tuple[str, int]:
    """The card of an organisation."""
    return _page(organisations.find(db.session(), organisation_id), LogoForm())


@screens.post("/<int:organisation_id>/logo", permission=DirectoryPermission.ORGANISATION_EDIT)
def set_logo(organisation_id: int) -> Response | tuple[str, int]:
    """Take a new logo; without a file, take the old one away."""
    form = LogoForm()
    session = db.session()
    uploaded = request.files.get("logo")
    content = uploaded.read(organisations.LOGO_BYTES + 1) if uploaded is not None else b""
    try:
        organisations.set_logo(
            session, current_actor(), organisation_id, content, runtime().storage
        )
    except ValidationFailed as error:
        form.take(error)
        return _page(organisations.find(session, organisation_id), form, 422)
    toast(_("Логотип сохранён") if content else _("Логотип убран"))
    return redirect(url_for("organisations.show", organisation_id=organisation_id), code=303)


@screens.get("/<int:organisation_id>/logo", permission=DirectoryPermission.ORGANISATION_VIEW)
def logo(organisation_id: int) -> FileResponse:
    """The picture itself. Its address carries the key, so it may be kept for long."""
    organisation = organisations.find(db.session(), organisation_id)
    if not organisation.logo_key:
        raise NotFound()
    content: bytes = runtime().storage.get(organisation.logo_key)
    response = FileResponse(content, mimetype=organisations.logo_type(content))
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@screens.post("/<int:organisation_id>/archive", permission=DirectoryPermission.ORGANISATION_EDIT)
def archive(organisation_id: int) -> Response:
    """Stop making documents in its name, or begin again."""
    archived = request.form.get("archived") == "1"
    organisations.archive_organisation(
        db.session(),
        current_actor(),
        organisation_id,
        archived=archived,
        version=optional_id(request.form.get("version")),
    )
    toast(_("Организация в архиве") if archived else _("Организация снова в списках"))
    return redirect(url_for("organisations.show", organisation_id=organisation_id), code=303)
