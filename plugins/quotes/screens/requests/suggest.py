"""Small answers for fields: contact persons of a partner, units, materials, thoughts on lines."""

from decimal import Decimal

from flask import jsonify, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import PriceAsked, Unit, match, quote_prices, today
from core.sdk.web import choose_partner, current_actor, db, money, optional_id
from plugins.quotes.forms.requests import RequestForm, RequestRows
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.screens.requests.base import screens
from plugins.quotes.screens.requests.editor import Editor
from plugins.quotes.services import requests

ONE = Decimal(1)
# technical: what a list of hints has room for, what is typed into a box
SUGGESTED = 12
MAX_QUERY = 200


def _query() -> str:
    return request.args.get("q", "").replace("\0", " ").strip()[:MAX_QUERY]


@screens.post("/preview", permission=QuotePermission.REQUEST_EDIT)
def preview() -> str:
    """The grid of lines with what the program thinks of it; nothing is saved."""
    session, actor = db.session(), current_actor()
    key = request.args.get("request", type=int)
    stored = requests.get(session, key, actor) if key else None
    rows = RequestRows.posted(request.form)
    editor = Editor(session, actor, RequestForm(), rows, stored)
    rows.read(editor.units)
    return render_template("quotes/requests/grid.html", editor=editor)


@screens.get("/contacts", permission=QuotePermission.REQUEST_EDIT)
def contacts() -> str:
    """The field of the contact person for the partner that has just been chosen."""
    form = RequestForm(formdata=None)
    partner_id = optional_id(request.args.get("partner_id"))
    choose_partner(db.session(), current_actor(), form, partner_id)
    return render_template("quotes/contact_field.html", form=form)


@screens.get("/units", permission=QuotePermission.REQUEST_EDIT)
def suggest_units() -> Response:
    """Units that begin with what is typed."""
    typed = _query().casefold()
    units = db.session().scalars(select(Unit).where(Unit.archived.is_(False)).order_by(Unit.short))
    items = [
        {"value": unit.short, "text": unit.short, "note": unit.name}
        for unit in units
        if unit.short.casefold().startswith(typed) or unit.name.casefold().startswith(typed)
    ]
    return jsonify(items=items[:SUGGESTED])


@screens.get("/materials", permission=QuotePermission.REQUEST_EDIT)
def suggest_materials() -> Response:
    """Materials that are sold and that the words may mean, with the price of one piece."""
    session = db.session()
    found = match.match(session, [_query()], SUGGESTED)[0]
    materials = [one.material for one in found if one.material.sellable]
    asked = [PriceAsked(one.id, ONE) for one in materials]
    quotes = quote_prices(session, asked, at=today())
    items = [
        {
            "value": str(material.id),
            "text": material.name,
            "note": " · ".join(filter(None, (material.sku, money(quote.price)))),
        }
        for material, quote in zip(materials, quotes, strict=True)
    ]
    return jsonify(items=items)
