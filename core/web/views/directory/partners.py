"""Partners: the list, the card, entering and changing."""

from collections.abc import Sequence
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, TextAreaField

from core.accounts.models import User
from core.accounts.policy import visible
from core.db.session import db
from core.directory import duplicates, partners, providers
from core.directory.choices import ABC_CLASSES, DECISION_ROLES, PARTNER_KINDS
from core.directory.duplicates import LIKENESSES, DuplicatesFound
from core.directory.models import Campaign, Channel, CustomerGroup, Partner
from core.directory.partners import PartnerData
from core.directory.permissions import DirectoryPermission
from core.directory.saving import history
from core.documents.models import Document
from core.documents.permissions import RegistryPermission
from core.extending.registry import registry_of
from core.kernel.errors import StaleVersion, ValidationFailed
from core.kernel.identifiers import (
    InvalidIdentifier,
    format_phone,
    parse_email,
    parse_inn,
    parse_kpp,
    parse_phone,
)
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.web.forms import TextField, VersionedForm, optional_id, required
from core.web.identity import current_actor
from core.web.lists import (
    BulkAction,
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    PersonFilter,
    list_screen,
)
from core.web.messages import toast
from core.web.screens import Screens
from core.web.views.directory.common import (
    Clash,
    clashes,
    options,
    people,
    query,
    rows_of,
    timeline,
    translated,
    with_none,
)
from core.web.views.registry import REGISTRY

screens = Screens("partners", __name__, url_prefix="/directory/partners")
SUGGESTED = 12
DOCUMENTS = 8


def _base(session: Session, actor: Actor) -> Select[Any]:
    statement = (
        select(Partner)
        .outerjoin(User, Partner.responsible_id == User.id)
        .outerjoin(CustomerGroup, Partner.customer_group_id == CustomerGroup.id)
        .where(Partner.merged_into_id.is_(None))
    )
    return visible(statement, Partner, actor, DirectoryPermission.PARTNER_VIEW)


def _groups(session: Session, actor: Actor) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in rows_of(session, CustomerGroup)]


def _take_over(session: Session, actor: Actor, keys: Sequence[int]) -> Message:
    changed = partners.assign(session, actor, list(keys), actor.user_id or 0)
    return Message.plural(
        "Вам передан %(num)s контрагент", "Вам переданы контрагенты: %(num)s", changed
    )


PARTNERS = ListDefinition(
    name="core.partners",
    title=N_("Контрагенты"),
    base=_base,
    key=Partner.id,
    columns=(
        Column(
            "name",
            N_("Контрагент"),
            Partner.name,
            searchable=True,
            sort_by=Partner.sort_name,
        ),
        Column("inn", N_("ИНН"), Partner.inn, searchable=True),
        Column("phone", N_("Телефон"), Partner.phone, default=False),
        Column("email", N_("Почта"), Partner.email, searchable=True, default=False),
        Column("group", N_("Группа"), CustomerGroup.name, Kind.TAG),
        Column("abc", N_("ABC"), Partner.abc_class, Kind.TAG),
        Column("vip", N_("VIP"), Partner.is_vip, Kind.FLAG),
        Column("responsible", N_("Ответственный"), User.full_name, Kind.PERSON),
        Column("created", N_("Создан"), Partner.created_at, Kind.DATE, default=False),
    ),
    filters=(
        PersonFilter("responsible", N_("Ответственный"), Partner.responsible_id),
        ChoiceFilter("kind", N_("Вид"), Partner.kind, tuple(PARTNER_KINDS.items())),
        ChoiceFilter("group", N_("Группа"), Partner.customer_group_id, _groups, int),
        ChoiceFilter("abc", N_("Класс ABC"), Partner.abc_class, tuple(ABC_CLASSES.items())),
        FlagFilter("vip", N_("VIP"), lambda actor: Partner.is_vip),
        FlagFilter("archived", N_("В архиве"), lambda actor: Partner.archived),
    ),
    search=(Partner.full_name, Partner.phone),
    search_hint=N_("Название, ИНН, телефон"),
    default_sort="name",
    row_url=lambda row: url_for("partners.show", partner_id=row.key),
    empty=Empty(
        N_("Контрагентов ещё нет"),
        N_("Заведите первого: ИНН проверится, а дубли покажутся сразу."),
        N_("Новый контрагент"),
        lambda: (
            url_for("partners.new")
            if current_actor().can(DirectoryPermission.PARTNER_EDIT)
            else None
        ),
        icon="building",
    ),
    bulk=(
        BulkAction(
            "take",
            N_("Взять себе"),
            DirectoryPermission.PARTNER_EDIT,
            _take_over,
            icon="user-check",
        ),
    ),
)


class PartnerForm(VersionedForm):
    """Everything that is typed about a partner."""

    kind = SelectField(lazy_gettext("Вид"))
    name = TextField(lazy_gettext("Название"), [required()])
    full_name = TextField(lazy_gettext("Полное наименование"))
    inn = TextField(lazy_gettext("ИНН"))
    kpp = TextField(lazy_gettext("КПП"))
    ogrn = TextField(lazy_gettext("ОГРН или ОГРНИП"))
    okpo = TextField(lazy_gettext("ОКПО"))
    legal_address = TextField(lazy_gettext("Юридический адрес"))
    postal_address = TextField(lazy_gettext("Почтовый адрес"))
    phone = TextField(lazy_gettext("Телефон"))
    email = TextField(lazy_gettext("Электронная почта"))
    site = TextField(lazy_gettext("Сайт"))
    customer_group_id = SelectField(lazy_gettext("Группа клиентов"), coerce=optional_id)
    source_channel_id = SelectField(lazy_gettext("Откуда пришёл"), coerce=optional_id)
    campaign_id = SelectField(lazy_gettext("Рекламная кампания"), coerce=optional_id)
    preferred_channel_id = SelectField(lazy_gettext("Как удобнее писать"), coerce=optional_id)
    abc_class = SelectField(lazy_gettext("Класс ABC"))
    is_vip = BooleanField(lazy_gettext("VIP: особое внимание"))
    comment = TextAreaField(lazy_gettext("Комментарий"))
    responsible_id = SelectField(lazy_gettext("Ответственный"), coerce=optional_id)

    def offer(self, session: Session, partner: Partner | None) -> None:
        """Fill the lists; a value put away meanwhile stays on offer where it is chosen."""

        def kept(name: str) -> int | None:
            return getattr(partner, name) if partner is not None else None

        self.kind.choices = options(translated(PARTNER_KINDS))
        self.abc_class.choices = with_none(translated(ABC_CLASSES))
        for name, model in (
            ("customer_group_id", CustomerGroup),
            ("source_channel_id", Channel),
            ("campaign_id", Campaign),
            ("preferred_channel_id", Channel),
        ):
            self[name].choices = with_none(rows_of(session, model, kept(name)))
        self.responsible_id.choices = with_none(people(session, kept("responsible_id")))

    def values(self) -> PartnerData:
        """The form as the service takes it."""
        return PartnerData(**{name: self[name].data for name in partners.EDITABLE})


def _stored_form(session: Session, partner: Partner) -> PartnerForm:
    """The form over what is saved, phones in the way that people read them."""
    values = {name: getattr(partner, name) for name in partners.EDITABLE}
    values["phone"] = format_phone(partner.phone)
    form = PartnerForm(formdata=None, data={**values, "version": str(partner.version)})
    form.offer(session, partner)
    return form


def _form_page(
    form: PartnerForm,
    partner: Partner | None,
    code: int = 200,
    *,
    found: DuplicatesFound | None = None,
    differing: list[Clash] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "directory/partners/form.html",
        page_title=partner.name if partner is not None else _("Новый контрагент"),
        form=form,
        partner=partner,
        duplicates=found.found if found is not None else (),
        blocking=found is not None and found.blocking,
        likenesses=LIKENESSES,
        clashes=differing or [],
    )
    return page, code


@screens.form("/", permission=DirectoryPermission.PARTNER_VIEW)
def index() -> Response:
    """Partners that this person may see."""
    can_edit = current_actor().can(DirectoryPermission.PARTNER_EDIT)
    primary = (_("Новый контрагент"), url_for("partners.new"), "plus") if can_edit else None
    return list_screen(PARTNERS, primary=primary)


@screens.form("/new", permission=DirectoryPermission.PARTNER_EDIT)
def new() -> Response | tuple[str, int]:
    """A new partner. Likely duplicates are shown before it is made."""
    session, actor = db.session(), current_actor()
    if request.method != "POST":
        form = PartnerForm(formdata=None, data={"responsible_id": actor.user_id})
        form.name.data = request.args.get("name", "")
        form.offer(session, None)
        return _form_page(form, None)
    form = PartnerForm()
    form.offer(session, None)
    found: DuplicatesFound | None = None
    if form.validate():
        try:
            partner = partners.create_partner(
                session, actor, form.values(), accept_duplicates=_accepted()
            )
        except ValidationFailed as error:
            form.take(error)
        except DuplicatesFound as error:
            found = error
        else:
            toast(_("Контрагент создан"))
            return redirect(url_for("partners.show", partner_id=partner.id), code=303)
    return _form_page(form, None, 422, found=found)


@screens.form("/<int:partner_id>/edit", permission=DirectoryPermission.PARTNER_EDIT)
def edit(partner_id: int) -> Response | tuple[str, int]:
    """Change a partner; where somebody saved first, both versions are shown."""
    session, actor = db.session(), current_actor()
    partner = partners.current(session, actor, partner_id, DirectoryPermission.PARTNER_EDIT)
    if request.method != "POST":
        return _form_page(_stored_form(session, partner), partner)
    form = PartnerForm()
    form.offer(session, partner)
    found: DuplicatesFound | None = None
    if form.validate():
        try:
            partners.edit_partner(
                session,
                actor,
                partner.id,
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
            partner = partners.current(session, actor, partner_id)
            differing = clashes(form, _stored_form(session, partner), partner.version)
            return _form_page(form, partner, 409, differing=differing)
        else:
            toast(_("Сохранено"))
            return redirect(url_for("partners.show", partner_id=partner.id), code=303)
    return _form_page(form, partner, 422, found=found)


def _accepted() -> bool:
    """Whether the person has seen the likely duplicates and goes on."""
    return request.form.get("accept_duplicates") == "1"


@screens.get("/duplicates", permission=DirectoryPermission.PARTNER_EDIT)
def alike() -> str:
    """Partners like the one being typed: a fragment under the form's head."""

    def value(name: str, parse: Any) -> str:
        try:
            return str(parse(request.args.get(name, "")))
        except InvalidIdentifier:
            return ""

    found = duplicates.find(
        db.session(),
        current_actor(),
        inn=value("inn", parse_inn),
        kpp=value("kpp", parse_kpp),
        phone=value("phone", parse_phone),
        email=value("email", parse_email),
        except_id=optional_id(request.args.get("except_id")),
    )
    return render_template(
        "directory/partners/duplicates.html",
        duplicates=found,
        blocking=any(one.blocking for one in found),
        likenesses=LIKENESSES,
    )


@screens.get("/suggest", permission=DirectoryPermission.PARTNER_VIEW)
def suggest() -> Response:
    """Suggestions of a combobox: by name, ИНН, phone, e-mail."""
    found = providers.suggest_partners(db.session(), current_actor(), query(), SUGGESTED)
    return jsonify(
        items=[
            {"value": row.id, "text": row.name, "note": providers.partner_note(row)}
            for row in found
        ]
    )


@screens.get("/<int:partner_id>", permission=DirectoryPermission.PARTNER_VIEW)
def show(partner_id: int) -> Response | str:
    """The card. A merged one leads to the card that took its place."""
    session, actor = db.session(), current_actor()
    partner = partners.current(session, actor, partner_id)
    if partner.id != partner_id:
        return redirect(url_for("partners.show", partner_id=partner.id))
    documents = _documents(session, actor, partner)
    return render_template(
        "directory/partners/show.html",
        page_title=partner.name,
        partner=partner,
        kind=_(PARTNER_KINDS[partner.kind]),
        decision_roles=DECISION_ROLES,
        phone=format_phone,
        documents=documents,
        document_types=registry_of(session).document_types,
        sees_registry=actor.can(RegistryPermission.VIEW),
        entries=timeline(session, history(session, partner)),
        can_edit=actor.can(DirectoryPermission.PARTNER_EDIT),
        can_merge=actor.can(DirectoryPermission.PARTNER_MERGE),
    )


def _documents(session: Session, actor: Actor, partner: Partner) -> list[Document]:
    """The last documents of the partner, as far as the actor may see them."""
    statement = (
        REGISTRY.base(session, actor)
        .where(Document.partner_id == partner.id)
        .order_by(Document.date.desc(), Document.id.desc())
        .limit(DOCUMENTS)
    )
    return list(session.scalars(statement))


@screens.post("/<int:partner_id>/archive", permission=DirectoryPermission.PARTNER_EDIT)
def archive(partner_id: int) -> Response:
    """Put a partner away, or bring it back."""
    archived = request.form.get("archived") == "1"
    partner = partners.archive_partner(
        db.session(),
        current_actor(),
        partner_id,
        archived=archived,
        version=optional_id(request.form.get("version")),
    )
    toast(_("Контрагент в архиве") if archived else _("Контрагент снова в списках"))
    return redirect(url_for("partners.show", partner_id=partner.id), code=303)
