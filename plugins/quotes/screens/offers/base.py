"""What the screens of offers share."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.sdk import Document, NotFound, sees
from core.sdk.web import Screens, current_actor, db, money, numbered
from plugins.quotes.models import Offer
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services import offers

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens(
    "quotes_offers", "plugins.quotes", url_prefix="/quotes/offers", stage="quotes.offer"
)


def views(active: str) -> list[dict[str, Any]]:
    """Tabs over the screens of offers."""
    return [
        {
            "title": title,
            "url": url_for(f"quotes_offers.{name}"),
            "active": name == active,
            "counter": None,
        }
        for name, title in (("index", _("Список")), ("board", _("Доска")))
    ]


def may_edit() -> bool:
    """Whether the person prepares offers at all."""
    return current_actor().can(QuotePermission.OFFER_EDIT)


def found(document_id: int, permission: QuotePermission = QuotePermission.OFFER_VIEW) -> Offer:
    """The offer, where the person may do this to it; NotFound otherwise."""
    actor = current_actor()
    offer = offers.get(db.session(), document_id, actor)
    if not sees(offer.document, actor, permission):
        raise NotFound()
    return offer


def number_of(document: Document) -> str:
    """«КТ-КП-000015 от 03.11.2026», or what an offer without a number is called."""
    return numbered(document.number, document.date)


def sums_in_words(sums: Sequence[tuple[str, Decimal]]) -> str:
    """«1 250,00 ₽ + 300,00 $»; nought roubles where there is nothing."""
    return " + ".join(money(total, currency) for currency, total in sums) or money(Decimal(0))
