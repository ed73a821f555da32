"""What the customer says to an offer: on his page, or to the manager who writes it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    DocumentTotals,
    InvalidAmount,
    Message,
    Refusal,
    Refused,
    ValidationFailed,
    VatMode,
    VatRate,
    document_totals,
    fire,
    line_amounts,
    lock,
    quantity_fault,
    today,
    unrestricted,
)
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.services.limits import beyond

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

    From then on the document's sums are those of what was taken; the lines keep what was offered.

    Raises StaleVersion, ValidationFailed («quantity-<line's id>») for a quantity that cannot be
    or that was not offered at these prices, Refused where nothing is taken, the term is over, or
    the offer no longer waits for an answer.
    """
    document = lock(session, document_id, version)
    offer = session.get_one(Offer, document_id)
    totals = check_quantities(offer, quantities)
    if document.state in LIVE:
        if offer.valid_until < today():
            raise Refused(
                [
                    Refusal(
                        Message(
                            N_("Срок предложения истёк %(day)s. Попросите новое."),
                            day=f"{offer.valid_until:%d.%m.%Y}",
                        )
                    )
                ]
            )
        not_offered = beyond(session, offer, quantities)
        if not_offered:
            raise ValidationFailed(
                {f"quantity-{key}": [fault] for key, fault in not_offered.items()}
            )
        for line in offer.lines:
            line.confirmed_quantity = quantities.get(line.id, Decimal(0))
        session.flush()
    # Plain texts: what subscribers get must survive the outbox.
    data = {
        "how": how,
        "total": str(totals.gross),
        "quantities": {
            str(line.position): str(quantities.get(line.id, Decimal(0))) for line in offer.lines
        },
    }
    fire(session, document_id, "confirm", actor, data=data)
    document.total = totals.gross
    offer.net, offer.vat = totals.net, totals.vat
    session.flush()
    return document


def check_quantities(offer: Offer, quantities: Mapping[int, Decimal]) -> DocumentTotals:
    """The sums of what is asked for. Raises ValidationFailed («quantity-<line's id>») for
    quantities that cannot be: negative, too great to add up, parts of what is not divided."""
    totals = taken_totals(offer, quantities)
    faults = {
        f"quantity-{line.id}": [fault]
        for line in offer.lines
        if (fault := taken_fault(line, quantities.get(line.id, Decimal(0)))) is not None
    }
    if faults:
        raise ValidationFailed(faults)
    return totals


def taken_fault(line: OfferLine, quantity: Decimal) -> Message | None:
    """What is wrong with taking so much of a line: a part of what is not divided. What was
    offered or taken before the unit was said to be whole may be taken so."""
    if quantity in (line.quantity, line.confirmed_quantity):
        return None
    return quantity_fault(line.unit, quantity)


def taken_totals(offer: Offer, quantities: Mapping[int, Decimal]) -> DocumentTotals:
    """Sums of these quantities at the offered prices.

    Raises ValidationFailed («quantity-<line's id>») for a quantity that cannot be.
    """
    mode = VatMode(offer.vat_mode)
    errors: dict[str, list[Message]] = {}
    amounts = []
    for line in offer.lines:
        try:
            amounts.append(
                line_amounts(
                    quantities.get(line.id, Decimal(0)),
                    line.price,
                    line.discount_percent,
                    VatRate.parse(line.vat_code),
                    mode,
                )
            )
        except InvalidAmount as error:
            errors[f"quantity-{line.id}"] = [error.message]
    if errors:
        raise ValidationFailed(errors)
    return document_totals(amounts)


def reject(
    session: Session,
    actor: Actor,
    document_id: int,
    rejection: Rejection,
    *,
    how: str,
    version: int | None = None,
) -> Document:
    """The customer does not take the offer. Raises StaleVersion, Refused («reason»)."""
    document = fire(
        session,
        document_id,
        "reject",
        actor,
        version=version,
        reason=rejection.reason,
        data={"how": how, "words": rejection.reason.strip()},
    )
    offer = session.get_one(Offer, document_id)
    offer.rejection_reason_id = rejection.reason_id
    offer.competitor_id = rejection.competitor_id
    session.flush()
    return document


def overdue(session: Session) -> list[int]:
    """Offers whose term has passed without an answer."""
    return list(
        session.scalars(
            unrestricted(
                select(Document.id)
                .join(Offer, Offer.document_id == Document.id)
                .where(Document.state.in_(LIVE), Offer.valid_until < today())
                .order_by(Document.id)
            )
        )
    )


def expire(session: Session, actor: Actor, document_id: int) -> None:
    """Close an offer whose term has passed; one that has been answered meanwhile is left alone."""
    document = lock(session, document_id)
    offer = session.get_one(Offer, document_id)
    if document.state in LIVE and offer.valid_until < today():
        fire(session, document_id, "expire", actor)
