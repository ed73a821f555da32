"""Making an offer and changing it, two people at once included."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Material,
    MaterialAlternative,
    Message,
    Organisation,
    PriceAsked,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    VatMode,
    quote_prices,
    suggest_materials,
    today,
)
from core.sdk.web import (
    Clash,
    choose_partner,
    current_actor,
    db,
    document_clash,
    main_contact,
    money,
    optional_id,
    partner_of,
    toast,
    translate,
)
from plugins.quotes.forms.offers import OfferForm, OfferRows, stored_values
from plugins.quotes.models import Offer
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import page as reading
from plugins.quotes.screens.offers.base import found, number_of, screens
from plugins.quotes.screens.offers.editor import Editor
from plugins.quotes.services import offers
from plugins.quotes.services.offers import OfferInput, Words

# technical: what a list of hints has room for, what is typed into a box
SUGGESTED = 12
MAX_QUERY = 200


@screens.form("/new", permission=QuotePermission.OFFER_EDIT)
def new() -> Response | tuple[str, int]:
    """An offer from scratch; ``?partner=`` of a partner's card fills him in."""
    session, actor = db.session(), current_actor()
    if request.method == "GET":
        form = OfferForm(formdata=None, data=_beginning())
        return _page(Editor(session, actor, form, OfferRows.blank()))
    editor = Editor(session, actor, OfferForm(), OfferRows.posted(request.form))
    given = editor.given()
    if OfferRows.only_redrawn(request.form):
        return _page(editor)
    if given is None:
        return _page(editor, 422)
    try:
        offer = offers.create_offer(session, actor, given)
    except ValidationFailed as error:
        session.rollback()
        editor.take(error)
        return _page(editor, 422)
    toast(_("Черновик предложения сохранён"))
    return redirect(url_for("quotes_offers.show", document_id=offer.document_id), code=303)


def _beginning() -> dict[str, Any]:
    session, actor = db.session(), current_actor()
    partner = partner_of(session, actor, request.args.get("partner", type=int))
    organisation = session.scalars(
        select(Organisation.id).where(Organisation.archived.is_(False)).order_by(Organisation.id)
    ).first()
    return {
        "organisation_id": organisation,
        "partner_id": str(partner.id) if partner else "",
        "contact_id": main_contact(session, partner.id) if partner else None,
        "responsible_id": actor.user_id,
        "valid_until": offers.default_validity(session, today(), actor.user_id),
        "currency": "RUB",
        "vat_mode": VatMode.INCLUDED.value,
    }


@screens.form("/<int:document_id>/edit", permission=QuotePermission.OFFER_EDIT)
def edit(document_id: int) -> Response | tuple[str, int]:
    """Header and lines in one form."""
    session, actor = db.session(), current_actor()
    stored = found(document_id, QuotePermission.OFFER_EDIT)
    if request.method == "GET":
        if stored.document.state != offers.EDITABLE:
            raise Refused([Refusal(Message(N_("Менять можно только черновик")))])
        form = OfferForm(formdata=None, data=stored_values(stored))
        editor = Editor(session, actor, form, OfferRows.of_offer(stored), stored)
        editor.find_prices()
        return _page(editor)
    editor = Editor(session, actor, OfferForm(), OfferRows.posted(request.form), stored)
    given = editor.given()
    if OfferRows.only_redrawn(request.form):
        return _page(editor)
    if given is None:
        return _page(editor, 422)
    here = url_for("quotes_offers.show", document_id=document_id)
    if request.form.get("keep") == "theirs":
        offers.set_aside(session, actor, document_id, given)
        toast(_("Оставлена сохранённая версия. Ваша новая правка записана в истории."), "info")
        return redirect(here, code=303)
    try:
        offers.save_offer(session, actor, document_id, editor.form.seen_version, given)
    except StaleVersion as clash:
        return _clash_page(editor, given, clash.actual)
    except ValidationFailed as error:
        editor.take(error)
        return _page(editor, 422)
    toast(_("Предложение сохранено"))
    return redirect(here, code=303)


def _page(editor: Editor, code: int = 200, clash: Clash | None = None) -> tuple[str, int]:
    document = editor.stored.document if editor.stored else None
    number = number_of(document) if document else ""
    page = render_template(
        "quotes/offers/edit.html",
        page_title=_("КП %(number)s: изменение", number=number) if document else _("Новое КП"),
        number=number,
        document=document,
        editor=editor,
        form=editor.form,
        clash=clash,
        waiting=reading.waiting_beside(editor.session, editor.actor, document.id)
        if document
        else [],
    )
    return page, code


def _clash_page(editor: Editor, given: OfferInput, actual: int) -> tuple[str, int]:
    """The form stays as it was typed; sent again over the new version, it is a decision."""
    session, stored = editor.session, editor.stored
    assert stored is not None
    # What this transaction has seen may be older than what the clash was found against.
    session.rollback()
    mine = offers.shown_input(
        session, given, editor.priced, stored.document, given.valid_until or stored.valid_until
    )
    theirs = offers.shown_offer(session, stored)
    editor.form.version.data = str(actual)
    header = {
        _(name): (_said(mine.header[name]), _said(theirs.header[name])) for name in mine.header
    }
    lines = [[(key, _said(words)) for key, words in shown.lines] for shown in (mine, theirs)]
    clash = document_clash(session, stored.document, header, *lines)
    return _page(editor, 409, clash)


def _said(words: Words) -> str:
    return ", ".join(translate(part) if isinstance(part, Message) else part for part in words)


@screens.post("/preview", permission=QuotePermission.OFFER_EDIT)
def preview() -> str:
    """The grid with prices and sums of what is typed so far; nothing is saved."""
    session, actor = db.session(), current_actor()
    # Nothing is written: others' writing must not wait for somebody's typing.
    session.rollback()
    key = request.args.get("offer", type=int)
    stored: Offer | None = found(key, QuotePermission.OFFER_EDIT) if key else None
    editor = Editor(session, actor, OfferForm(), OfferRows.posted(request.form), stored)
    editor.find_prices()
    return render_template("quotes/offers/grid.html", editor=editor)


@screens.get("/contacts", permission=QuotePermission.OFFER_EDIT)
def contacts() -> str:
    """The field of the contact person for the partner that has just been chosen."""
    form = OfferForm(formdata=None)
    partner_id = optional_id(request.args.get("partner_id"))
    choose_partner(db.session(), current_actor(), form, partner_id)
    return render_template("quotes/contact_field.html", form=form)


@screens.get("/suggest", permission=QuotePermission.OFFER_EDIT)
def suggest() -> Response:
    """Materials for a line: by article number, words, sizes, with slips.

    What is no longer sold stands with the alternatives that may be offered in its place: these
    bring along what they replace and why.
    """
    session = db.session()
    typed = request.args.get("q", "").replace("\0", " ").strip()[:MAX_QUERY]
    materials = suggest_materials(session, typed, SUGGESTED)
    replaced = _alternatives([one.id for one in materials if not one.sellable])
    offered: list[tuple[Material, Material | None, str]] = []
    for material in materials:
        if material.sellable:
            offered.append((material, None, ""))
        for other, note in replaced.get(material.id, ()):
            offered.append((other, material, note))
    asked = [PriceAsked(one.id, Decimal(1)) for one, _instead, _note in offered]
    quotes = quote_prices(session, asked, at=today()) if asked else []
    items = [
        _item(material, instead, note, quote.price)
        for (material, instead, note), quote in zip(offered, quotes, strict=True)
    ]
    return jsonify(items=items[:SUGGESTED])


def _alternatives(keys: Sequence[int]) -> dict[int, list[tuple[Material, str]]]:
    found_: dict[int, list[tuple[Material, str]]] = {}
    rows = db.session().execute(
        select(MaterialAlternative.material_id, Material, MaterialAlternative.note)
        .join(Material, Material.id == MaterialAlternative.alternative_id)
        .where(
            MaterialAlternative.material_id.in_(keys),
            Material.sellable.is_(True),
            Material.archived.is_(False),
        )
        .order_by(MaterialAlternative.position)
    )
    for key, material, note in rows:
        found_.setdefault(key, []).append((material, note))
    return found_


def _item(
    material: Material, instead: Material | None, note: str, price: Decimal | None
) -> dict[str, Any]:
    notes = [material.sku, money(price)]
    cells = {
        "material_id": str(material.id),
        "unit_id": str(material.unit_id),
        "instead_of": "",
        "instead_reason": "",
    }
    if instead is not None:
        notes.append(_("вместо %(name)s", name=instead.name))
        cells["instead_of"] = instead.name
        cells["instead_reason"] = note or _("Снято с продажи")
    return {
        "value": material.name,
        "text": material.name,
        "note": " · ".join(filter(None, notes)),
        "cells": cells,
    }
