"""Getting at a request: to look at it, or to change it."""

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    Message,
    NotFound,
    Refusal,
    Refused,
    fetch,
    lock_for_edit,
)
from plugins.quotes.models import Request
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.requests.given import EDITABLE, TYPE


def get(session: Session, document_id: int, actor: Actor) -> Request:
    """The request, where this person may see it; NotFound otherwise."""
    fetch(session, Document, document_id, actor, QuotePermission.REQUEST_VIEW)
    request = session.get(Request, document_id)
    if request is None:
        raise NotFound()
    return request


def editable(
    session: Session, actor: Actor, document_id: int, version: int | None = None
) -> Document:
    """The locked header of a request that is still open to changes; Refused otherwise."""
    document = lock_for_edit(session, document_id, actor, version)
    if document.type != TYPE:
        raise NotFound()
    if document.state not in EDITABLE:
        raise Refused([Refusal(Message(N_("Запрос закрыт: менять его больше нельзя")))])
    return document
