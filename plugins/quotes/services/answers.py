"""What the customer says to an offer: on his page, or to the manager who writes it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    DocumentTotals,
    Message,
    N_,
    ValidationFailed,
    VatMode,
    VatRate,
    document_totals,
    fire,
    line_amounts,
    lock,
    today,
    unrestricted,
)
from plugins.quotes.models import Offer

LIVE = ("sent", "received")


@dataclass(frozen=True)
class Rejection:
    """Why not: in the customer's words, and, where known, sorted for the analysis."""

    reason: str
    reason_id: int | None = None
    competitor_id: int | None = None


def confirm_receipt(session: Session, actor: Actor, document_id: int, how: str) -> None:
    """The customer has the offer. Said a second time it changes nothing."""
    document = lock(session, document_id)
    if document.state == "sent":
        fire(session, document_id, "confirm_receipt", actor, data={"how": how})


def accept(
    session: Session,
    actor: Actor,
    document_id: int,
    quantities: Mapping[int, Decimal],
    *,
    how: str,
    version: int | None = None,
) -> Document:
    """The customer takes the offer in these quantities (by the line's id; absent: none of it).

    Raises ValidationFailed for a quantity below zero, Refused where nothing is taken or the
    offer no longer waits for an answer.
    """
    document = lock(session, document_id, version)
    offer = session.get_one(Offer, document_id)
    errors: dict[str, list[Message]] = {}
    for line in offer.lines:
        taken = quantities.get(line.id, Decimal(0))
        if taken < 0:
            errors[f"quantity-{line.id}"] = [Message(N_("Количество не может быть меньше нуля"))]
        elif document.state in LIVE:
            line.confirmed_quantity = taken
    if errors:
        raise ValidationFailed(errors)
    session.flush()
    data = {
        "how": how,
        "quantities": {str(line.position): line.confirmed_quantity for line in offer.lines},
    }
    return fire(session, document_id, "confirm", actor, data=data)


def reject(
    session: Session,
    actor: Actor,
    document_id: int,
    rejection: Rejection,
    *,
    how: str,
    version: int | None = None,
) -> Document:
    """The customer does not take the offer."""
    document = fire(
        session,
        document_id,
        "reject",
        actor,
        version=version,
        reason=rejection.reason,
        data={"how": how},
    )
    offer = session.get_one(Offer, document_id)
    offer.rejection_reason_id = rejection.reason_id
    offer.competitor_id = rejection.competitor_id
    session.flush()
    return document


def confirmed_totals(offer: Offer) -> DocumentTotals:
    """Sums of what the customer took: other quantities than offered, at the offered prices."""
    mode = VatMode(offer.vat_mode)
    return document_totals(
        [
            line_amounts(
                line.confirmed_quantity or Decimal(0),
                line.price,
                line.discount_percent,
                VatRate.parse(line.vat_code),
                mode,
            )
            for line in offer.lines
        ]
    )


def expire_overdue(session: Session, actor: Actor) -> int:
    """Close offers whose term has passed without an answer; how many there were."""
    overdue = session.scalars(
        unrestricted(
            select(Document.id)
            .join(Offer, Offer.document_id == Document.id)
            .where(Document.state.in_(LIVE), Offer.valid_until < today())
            .order_by(Document.id)
        )
    ).all()
    for document_id in overdue:
        fire(session, document_id, "expire", actor)
    return len(overdue)
