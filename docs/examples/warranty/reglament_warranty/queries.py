"""Cards as rows: the list, the panels on others' pages, the search, the counter."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import (
    Actor,
    Document,
    DocumentLink,
    Partner,
    SearchHit,
    User,
    unrestricted,
    visible,
)
from reglament_warranty.models import Card, CardItem
from reglament_warranty.permissions import WarrantyPermission
from reglament_warranty.services import TYPE

# technical: rows of a block on the home screen; the list shows them all.
SHOWN = 5


def visible_cards(actor: Actor) -> Select[Any]:
    """Headers of the cards that the person sees, joined with all that the list shows."""
    return visible(
        select(Document)
        .join(Card, Card.document_id == Document.id)
        .outerjoin(Partner, Document.partner_id == Partner.id)
        .outerjoin(User, Document.responsible_id == User.id)
        .where(Document.type == TYPE, Document.state != "discarded"),
        Document,
        actor,
        WarrantyPermission.CARD_VIEW,
    )


def item_names(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """What each card is given on: one query for a whole page of the list."""
    names: dict[int, list[str]] = {}
    rows = session.execute(
        select(CardItem.document_id, CardItem.name)
        .where(CardItem.document_id.in_(keys))
        .order_by(CardItem.document_id, CardItem.position)
    )
    for document_id, name in rows:
        names.setdefault(document_id, []).append(name)
    return {key: "; ".join(found) for key, found in names.items()}


def of_partner(session: Session, actor: Actor, partner_id: int) -> Sequence[Card]:
    """The partner's newest cards."""
    return _cards(session, visible_cards(actor).where(Document.partner_id == partner_id))


def of_document(session: Session, actor: Actor, document_id: int) -> Sequence[Card]:
    """Cards that came from a document."""
    statement = visible_cards(actor).join(DocumentLink, DocumentLink.target_id == Document.id)
    return _cards(session, statement.where(DocumentLink.source_id == document_id))


def find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """Cards for the global search: by number, or by the serial number of a thing."""
    by_serial = select(CardItem.document_id).where(
        CardItem.serial.startswith(text, autoescape=True)
    )
    statement = visible_cards(actor).where(
        or_(Document.number.contains(text, autoescape=True), Document.id.in_(by_serial))
    )
    return [
        SearchHit(
            title=card.document.number or "",
            note=card.document.partner.name if card.document.partner else "",
            endpoint="warranty.show",
            values={"document_id": card.document_id},
        )
        for card in _cards(session, statement.where(Document.number.is_not(None)), limit)
    ]


def waiting(session: Session, actor: Actor) -> int:
    """Claims that wait for an answer of this person."""
    statement = visible(
        select(func.count())
        .select_from(Document)
        .where(Document.type == TYPE, Document.state == "claimed"),
        Document,
        actor,
        WarrantyPermission.CLAIM_ANSWER,
    )
    return session.scalar(statement) or 0


def without_answer_date(session: Session) -> list[str]:
    """For ``reglament check``: claims of which nobody knows when they must be answered."""
    rows = session.scalars(
        unrestricted(
            select(Document.number)
            .where(Document.type == TYPE, Document.state == "claimed", Document.due.is_(None))
            .order_by(Document.id)
        )
    )
    return [f"{number}: обращение без срока ответа" for number in rows]


def _cards(session: Session, statement: Select[Any], limit: int = SHOWN) -> Sequence[Card]:
    keys = statement.with_only_columns(Document.id).order_by(Document.id.desc()).limit(limit)
    found = list(session.scalars(keys))
    return session.scalars(
        select(Card)
        .where(Card.document_id.in_(found))
        .options(joinedload(Card.document).joinedload(Document.partner))
        .order_by(Card.document_id.desc())
    ).all()
