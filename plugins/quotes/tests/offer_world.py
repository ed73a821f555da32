"""What tests of offers begin with: the small company's goods, partners and people by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    DeliveryTerm,
    Material,
    Organisation,
    Partner,
    at,
    fire,
    now,
    unrestricted,
)
from plugins.quotes.models import Offer, PublicLink
from plugins.quotes.pricing import LineInput
from plugins.quotes.services import links, offers, sending
from plugins.quotes.services.offers import OfferInput

BOLT, BOLT_LONG, NUT, CABLE, BREAKER = (
    "DIN933-M8x40",
    "DIN933-M8x50",
    "DIN934-M8",
    "VVG-3x2.5",
    "AB-3P-C25",
)
ROMASHKA, VASILEK = "ООО «Ромашка»", "АО «Василёк»"
RunJobs = Callable[[], int]
Actors = Callable[[str], Actor]


def material(session: Session, sku: str) -> Material:
    return session.scalars(select(Material).where(Material.sku == sku)).one()


def partner(session: Session, name: str = ROMASHKA) -> Partner:
    return session.scalars(unrestricted(select(Partner).where(Partner.name == name))).one()


def organisation(session: Session) -> Organisation:
    return session.scalars(select(Organisation)).one()


def delivery(session: Session, code: str) -> DeliveryTerm:
    return session.scalars(select(DeliveryTerm).where(DeliveryTerm.code == code)).one()


def line(session: Session, sku: str, quantity: str = "10", **more: Any) -> LineInput:
    """A line of the assortment; ``discount="15"`` for a manual discount."""
    discount = Decimal(more.pop("discount", 0))
    return LineInput(
        name="",
        material_id=material(session, sku).id,
        quantity=Decimal(quantity),
        discount_percent=discount,
        **more,
    )


def given(session: Session, *lines: LineInput, to: str = ROMASHKA, **more: Any) -> OfferInput:
    """An offer for a partner and his contact person; ten bolts unless lines are given."""
    found = partner(session, to)
    return OfferInput(
        organisation_id=organisation(session).id,
        partner_id=found.id,
        contact_id=found.contacts[0].id,
        lines=lines or (line(session, BOLT),),
        **more,
    )


def draft(session: Session, actor: Actor, *lines: LineInput, **more: Any) -> Offer:
    return offers.create_offer(session, actor, given(session, *lines, **more))


def approved(session: Session, actor: Actor, *lines: LineInput, **more: Any) -> Offer:
    offer = draft(session, actor, *lines, **more)
    fire(session, offer.document_id, "approve", actor)
    return offer


def sent(
    session: Session, actor: Actor, run_jobs: RunJobs, *lines: LineInput, **more: Any
) -> Offer:
    """An offer that has gone by e-mail; everything before is committed."""
    offer = approved(session, actor, *lines, **more)
    send(session, actor, run_jobs, offer)
    return offer


def send(session: Session, actor: Actor, run_jobs: RunJobs, offer: Offer) -> None:
    sending.ask_email(
        session,
        actor,
        offer.document_id,
        to="zakaz@romashka.example",
        subject="Предложение",
        text="Как договорились.",
    )
    commit(session)
    run_jobs()
    session.expire_all()


def commit(session: Session) -> None:
    """Let other transactions see what was done, and jobs write."""
    session.commit()
    session.expire_all()


def open_link(session: Session, offer: Offer) -> str:
    """A customer's token of the offer."""
    token = links.issue(session, offer)
    commit(session)
    return token


def link_of(session: Session, offer: Offer) -> PublicLink:
    statement = select(PublicLink).where(PublicLink.document_id == offer.document_id)
    return session.scalars(statement.order_by(PublicLink.id.desc())).first()


@contextmanager
def later(**passed: int) -> Iterator[None]:
    """A block as of some time after now: ``later(days=3)``."""
    with at(now() + timedelta(**passed)):
        yield


def taking(offer: Offer, **changed: str) -> dict[int, Decimal]:
    """Quantities of an answer: as offered, but for lines given by number: ``line_2="5"``."""
    found = {row.id: row.quantity for row in offer.lines}
    for name, quantity in changed.items():
        position = int(name.removeprefix("line_"))
        found[offer.lines[position - 1].id] = Decimal(quantity)
    return found
