"""Reading one offer."""

from sqlalchemy.orm import Session, selectinload

from core.sdk import Actor, Document, NotFound, fetch
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.permissions import QuotePermission


def get(session: Session, document_id: int, actor: Actor) -> Offer:
    """The offer with its lines, where this person may see it; NotFound otherwise.

    The number of queries does not depend on the number of lines.
    """
    fetch(session, Document, document_id, actor, QuotePermission.OFFER_VIEW)
    offer = session.get(
        Offer, document_id, options=[selectinload(Offer.lines).selectinload(OfferLine.unit)]
    )
    if offer is None:
        raise NotFound()
    return offer
