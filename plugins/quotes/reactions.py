"""What the stage does on events."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, DocumentEvent, DocumentLink, Subscription, fire, unrestricted
from plugins.quotes.services import replies

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


ANSWERS = {
    "confirm_receipt": replies.RECEIVED,
    "confirm": replies.ACCEPTED,
    "reject": replies.REJECTED,
}


def customer_has_answered(event: DocumentEvent, session: Session) -> None:
    """What the customer said is kept, and told to whoever is responsible for the offer."""
    replies.note(
        session,
        event.document,
        ANSWERS[event.transition],
        event.actor,
        how=event.data.get("how", ""),
        words=event.data.get("words", ""),
    )


def customer_was_heard(event: DocumentEvent, session: Session) -> None:
    """A new revision answers whatever the customer has said to the one before."""
    replies.saw(session, event.document.id)


SUBSCRIPTIONS = (
    Subscription("quotes.offer:send", request_is_answered),
    *(Subscription(f"quotes.offer:{name}", customer_has_answered) for name in ANSWERS),
    Subscription("quotes.offer:supersede", customer_was_heard),
)
