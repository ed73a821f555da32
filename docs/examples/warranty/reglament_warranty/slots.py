"""What the stage shows on others' pages."""

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, Partner, SlotFill
from reglament_warranty import queries
from reglament_warranty.permissions import WarrantyPermission
from reglament_warranty.workflow import CARD


def beside_partner(session: Session, actor: Actor, partner: Partner, **_: Any) -> Markup | None:
    """Cards of the partner on his own card."""
    return _panel(queries.of_partner(session, actor, partner.id))


def beside_offer(session: Session, actor: Actor, document: Document, **_: Any) -> Markup | None:
    """Cards that came from an offer, beside it."""
    return _panel(queries.of_document(session, actor, document.id))


def _panel(cards: Any) -> Markup | None:
    if not cards:
        return None
    return Markup(render_template("warranty/panel.html", cards=cards, workflow=CARD))


SLOT_FILLS = (
    SlotFill("core.partner.show:aside", beside_partner, WarrantyPermission.CARD_VIEW),
    SlotFill("quotes.offer.show:aside", beside_offer, WarrantyPermission.CARD_VIEW),
)
