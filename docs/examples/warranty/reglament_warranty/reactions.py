"""What the stage does on events: its own, and those of stages that may be absent."""

from sqlalchemy.orm import Session

from core.sdk import DocumentEvent, Subscription, today
from reglament_warranty.models import Card
from reglament_warranty.services import card_for, end_of_term


def term_begins(event: DocumentEvent, session: Session) -> None:
    """The term runs from the day on which the card was given out."""
    card = session.get_one(Card, event.document.id)
    card.valid_until = end_of_term(today(), card.months)
    session.flush()


def claim_is_answered(event: DocumentEvent, session: Session) -> None:
    """Nothing is due any more."""
    event.document.due = None
    session.flush()


def offer_is_confirmed(event: DocumentEvent, session: Session) -> None:
    """A customer has bought: a draft of the card waits for the serial numbers."""
    card_for(session, event.document, event.snapshot())


SUBSCRIPTIONS = (
    Subscription("warranty.card:issue", term_begins),
    Subscription("warranty.card:settle", claim_is_answered),
    Subscription("warranty.card:refuse", claim_is_answered),
    # After the commit: a fault of ours must not undo what the customer has confirmed.
    Subscription("quotes.offer:confirm", offer_is_confirmed, when="after_commit"),
)
