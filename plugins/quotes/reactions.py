"""What the stage does on events."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, DocumentEvent, DocumentLink, Subscription, fire, unrestricted

REQUEST = "quotes.request"
OPEN = ("registered", "in_work")


def request_is_answered(event: DocumentEvent, session: Session) -> None:
    """An offer that has gone out answers the requests it was made from."""
    requests = session.scalars(
        unrestricted(
            select(Document)
            .join(DocumentLink, DocumentLink.source_id == Document.id)
            .where(
                DocumentLink.target_id == event.document.id,
                Document.type == REQUEST,
                Document.state.in_(OPEN),
            )
            .order_by(Document.id)
        )
    ).all()
    for request in requests:
        # In the program's name: who may send an offer need not be the keeper of the request.
        fire(
            session,
            request.id,
            "answer",
            Actor.system(),
            data={"offer": event.document.number},
        )


SUBSCRIPTIONS = (Subscription("quotes.offer:send", request_is_answered),)
