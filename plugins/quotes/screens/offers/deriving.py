"""Offers made from other offers: buttons of their pages."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import N_, Message, Refusal, Refused
from core.sdk.web import current_actor, db, toast
from plugins.quotes.models import Offer
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.screens.offers.base import found, screens
from plugins.quotes.services import offers, wishes


def _to(offer: Offer) -> Response:
    return redirect(url_for("quotes_offers.show", document_id=offer.document_id), code=303)


@screens.post("/<int:document_id>/copy", permission=QuotePermission.OFFER_EDIT)
def copy(document_id: int) -> Response:
    """A new draft with the same content at today's prices."""
    offer = offers.copy(db.session(), current_actor(), document_id)
    toast(_("Копия готова: цены взяты на сегодня, проверьте их"))
    return _to(offer)


@screens.post("/<int:document_id>/revise", permission=QuotePermission.OFFER_EDIT)
def revise(document_id: int) -> Response:
    """A new revision of an offer that has gone out; the one before it is closed. With ``wish``
    in the quantities that the customer asked for."""
    session = db.session()
    source = found(document_id, QuotePermission.OFFER_EDIT)
    quantities = None
    if "wish" in request.form:
        wish = wishes.open_wish(session, source.document)
        if wish is None:
            raise Refused([Refusal(Message(N_("Клиент не просил изменить это предложение")))])
        quantities = wishes.wished(wish)
    offer = offers.revise(session, current_actor(), document_id, quantities)
    toast(_("Новая редакция %(number)s готова: измените её", number=source.document.number))
    return _to(offer)
