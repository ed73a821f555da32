"""The pages of the stage. Thin: what is done is in ``services``."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    DirectoryPermission,
    NotFound,
    Organisation,
    Partner,
    Refused,
    StaleVersion,
    ValidationFailed,
    fetch,
)
from core.sdk.lists import list_screen
from core.sdk.web import (
    Screens,
    VersionedForm,
    current_actor,
    db,
    document_page,
    render,
    toast,
)
from reglament_warranty import services
from reglament_warranty.forms import CardForm, ClaimForm, ItemForm
from reglament_warranty.lists import CARDS
from reglament_warranty.models import Card
from reglament_warranty.permissions import WarrantyPermission

screens = Screens("warranty", __name__, url_prefix="/warranty")
SCREENS = (screens,)
FIELDS = {
    "organisation_id": N_("Наша организация"),
    "partner_id": N_("Контрагент"),
    "months": N_("Гарантия, месяцев"),
    "items": N_("Изделия"),
}


@screens.form("/", permission=WarrantyPermission.CARD_VIEW)
def index() -> Response:
    """All cards that this person may see."""
    primary = None
    if current_actor().can(WarrantyPermission.CARD_EDIT):
        primary = (_("Новый талон"), url_for("warranty.new"), "plus")
    return list_screen(CARDS, primary=primary)


@screens.form("/new", permission=WarrantyPermission.CARD_EDIT)
def new() -> Response | tuple[str, int]:
    """A card by hand; ``?partner=`` comes from the partner's own card."""
    session, actor = db.session(), current_actor()
    form = _card_form(session)
    if request.method == "GET":
        form.partner_id.data = request.args.get("partner", "")
        return _edit_page(form, None)
    try:
        if form.validate():
            card = services.create_card(session, actor, form.given())
            toast(_("Черновик талона создан: добавьте изделия"))
            return _to(card.document_id)
    except ValidationFailed as error:
        form.take(error)
    return _edit_page(form, None, 422)


@screens.get("/<int:document_id>", permission=WarrantyPermission.CARD_VIEW)
def show(document_id: int) -> str:
    """The card."""
    return _card_page(document_id, ItemForm(quantity=1))


@screens.form("/<int:document_id>/edit", permission=WarrantyPermission.CARD_EDIT)
def edit(document_id: int) -> Response | tuple[str, int]:
    """Change the header of a draft."""
    session, actor = db.session(), current_actor()
    card = services.get(session, document_id, actor)
    form = _card_form(session)
    if request.method == "GET":
        document = card.document
        if document.state != "draft":
            raise NotFound()
        form.version.data = str(document.version)
        form.organisation_id.data = document.organisation_id
        form.partner_id.data = str(document.partner_id or "")
        form.months.data = card.months
        return _edit_page(form, card)
    try:
        if form.validate():
            services.save_card(session, actor, document_id, form.seen_version, form.given())
            toast(_("Сохранено"))
            return _to(document_id)
    except (ValidationFailed, Refused) as error:
        form.take(error)
    except StaleVersion as error:
        _keep_typed(form, error)
        return _edit_page(form, services.get(session, document_id, actor), 409)
    return _edit_page(form, card, 422)


@screens.post("/<int:document_id>/items", permission=WarrantyPermission.CARD_EDIT)
def add_item(document_id: int) -> Response | tuple[str, int]:
    """Put a thing on the card."""
    form = ItemForm()
    try:
        if form.validate():
            services.add_item(db.session(), current_actor(), document_id, form.given())
            return _to(document_id)
    except (ValidationFailed, Refused) as error:
        form.take(error)
    return _card_page(document_id, form), 422


@screens.post(
    "/<int:document_id>/items/<int:item_id>/remove", permission=WarrantyPermission.CARD_EDIT
)
def remove_item(document_id: int, item_id: int) -> Response:
    """Take a thing off the card."""
    services.remove_item(db.session(), current_actor(), document_id, item_id)
    return _to(document_id)


@screens.form("/<int:document_id>/claim", permission=WarrantyPermission.CARD_EDIT)
def claim(document_id: int) -> Response | tuple[str, int]:
    """The customer complains."""
    session, actor = db.session(), current_actor()
    card = services.get(session, document_id, actor)
    if card.document.state != "active":
        raise NotFound()
    form = ClaimForm()
    if request.method == "GET":
        form.version.data = str(card.document.version)
        return _claim_page(card, form)
    try:
        if form.validate():
            document = services.claim(
                session, actor, document_id, form.complaint.data or "", form.seen_version
            )
            toast(_("Обращение принято. Ответить до %(day)s", day=f"{document.due:%d.%m.%Y}"))
            return _to(document_id)
    except (ValidationFailed, Refused) as error:
        form.take(error)
    except StaleVersion as error:
        _keep_typed(form, error)
        return _claim_page(services.get(session, document_id, actor), form, 409)
    return _claim_page(card, form, 422)


def _keep_typed(form: VersionedForm, error: StaleVersion) -> None:
    """What was typed stays in the form; sending it again is a decision, not an accident."""
    db.session().rollback()
    form.form_errors.append(render(error.message))
    form.version.data = str(error.actual)


def _to(document_id: int) -> Response:
    return redirect(url_for("warranty.show", document_id=document_id), code=303)


def _card_form(session: Session) -> CardForm:
    form = CardForm()
    rows = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    form.organisation_id.choices = [(key, name) for key, name in rows]
    return form


def _partner_name(session: Session, form: CardForm, card: Card | None) -> str:
    """The name that stands in the combobox for the chosen id."""
    chosen = form.given().partner_id
    if chosen is None:
        return ""
    kept = card.document.partner if card else None
    if kept is not None and kept.id == chosen:
        return kept.name
    return fetch(session, Partner, chosen, current_actor(), DirectoryPermission.PARTNER_VIEW).name


def _edit_page(form: CardForm, card: Card | None, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "warranty/edit.html",
        page_title=_("Изменение талона") if card else _("Новый талон"),
        form=form,
        card=card,
        partner_name=_partner_name(db.session(), form, card),
    )
    return page, code


def _card_page(document_id: int, form: ItemForm) -> str:
    session, actor = db.session(), current_actor()
    card = services.get(session, document_id, actor)
    page = document_page.build(session, card.document, actor)
    context: dict[str, Any] = {"page": page, "card": card, "form": form}
    context["editable"] = page.can_edit and card.document.state == "draft"
    return render_template("warranty/card.html", page_title=page.title, **context)


def _claim_page(card: Card, form: ClaimForm, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "warranty/claim.html", page_title=_("Обращение по гарантии"), card=card, form=form
    )
    return page, code
