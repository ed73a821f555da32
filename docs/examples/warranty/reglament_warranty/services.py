"""What is done with cards. Takes the session and the actor, flushes, never commits."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    DirectoryPermission,
    Document,
    DocumentLink,
    DocumentSnapshot,
    Message,
    NotFound,
    Organisation,
    Partner,
    Refusal,
    Refused,
    ValidationFailed,
    add_working_days,
    create,
    fetch,
    fire,
    history,
    link,
    lock,
    lock_for_edit,
    norm,
    now,
    recorded,
    today,
    unrestricted,
)
from reglament_warranty.models import Card, CardItem
from reglament_warranty.norms import ANSWER_DAYS, DEFAULT_MONTHS
from reglament_warranty.permissions import WarrantyPermission

TYPE = "warranty.card"
# technical: beyond these it is a slip of the finger, or the column is full.
LONGEST_MONTHS = 120
LONGEST = {"name": 300, "serial": 100}
MOST = Decimal(10) ** 9


@dataclass(frozen=True)
class CardInput:
    """A card as a person gives it; ``months`` None: as the regulation says."""

    organisation_id: int
    partner_id: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class ItemInput:
    """A thing as a person gives it."""

    name: str
    quantity: Decimal = Decimal(1)
    serial: str = ""
    material_id: int | None = None


def end_of_term(start: date, months: int) -> date:
    """The last day of a term of whole months (ГК ст. 192 п. 3): of a month that has no such day,
    its last one."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def get(session: Session, document_id: int, actor: Actor) -> Card:
    """The card, where this person may see it; NotFound otherwise."""
    fetch(session, Document, document_id, actor, WarrantyPermission.CARD_VIEW)
    card = session.get(Card, document_id)
    if card is None:
        raise NotFound()
    return card


def create_card(
    session: Session, actor: Actor, given: CardInput, *, responsible_id: int | None = None
) -> Card:
    """A draft. Raises ValidationFailed; NotFound for a partner whom the actor does not see."""
    _check(session, actor, given)
    with recorded(session) as readings:
        # The norm is read only where the person has not decided himself.
        months = given.months or int(norm(session, DEFAULT_MONTHS).value)
    document = create(
        session,
        actor,
        TYPE,
        organisation_id=given.organisation_id,
        partner_id=given.partner_id,
        responsible_id=responsible_id,
    )
    card = Card(document_id=document.id, months=months)
    session.add(card)
    session.flush()
    if readings:
        history.record(
            session,
            document,
            "months by norm",
            actor,
            {
                "text": N_("Срок гарантии взят из нормы"),
                "months": months,
                "norms": [reading.to_dict() for reading in readings],
            },
        )
    return card


def save_card(
    session: Session, actor: Actor, document_id: int, version: int, given: CardInput
) -> Card:
    """Change a draft. Raises StaleVersion, Refused, ValidationFailed."""
    document = _draft(session, actor, document_id, version)
    _check(session, actor, given, document.partner_id)
    card = session.get_one(Card, document_id)
    months = given.months or card.months
    before = _told(card)
    document.organisation_id = given.organisation_id
    document.partner_id = given.partner_id
    card.months = months
    _saved(session, actor, card, before)
    return card


def add_item(session: Session, actor: Actor, document_id: int, given: ItemInput) -> CardItem:
    """Put a thing on a draft. Raises Refused, ValidationFailed."""
    _draft(session, actor, document_id)
    errors: dict[str, list[Message]] = {}
    if not given.name.strip():
        errors["name"] = [Message(N_("Напишите, на что даётся гарантия"))]
    for name, longest in LONGEST.items():
        if len(getattr(given, name).strip()) > longest:
            errors[name] = [Message(N_("Не длиннее %(limit)s знаков"), limit=longest)]
    if not 0 < given.quantity <= MOST:
        errors["quantity"] = [Message(N_("Количество: больше нуля и не больше миллиарда"))]
    if errors:
        raise ValidationFailed(errors)
    card = session.get_one(Card, document_id)
    before = _told(card)
    item = CardItem(
        position=len(card.items) + 1,
        material_id=given.material_id,
        name=given.name.strip(),
        serial=given.serial.strip(),
        quantity=given.quantity,
    )
    card.items.append(item)
    _saved(session, actor, card, before)
    return item


def remove_item(session: Session, actor: Actor, document_id: int, item_id: int) -> None:
    """Take a thing off a draft. Raises Refused, NotFound."""
    _draft(session, actor, document_id)
    card = session.get_one(Card, document_id)
    item = next((one for one in card.items if one.id == item_id), None)
    if item is None:
        raise NotFound()
    before = _told(card)
    card.items.remove(item)
    for position, left in enumerate(card.items, start=1):
        left.position = position
    _saved(session, actor, card, before)


def claim(
    session: Session, actor: Actor, document_id: int, complaint: str, version: int | None = None
) -> Document:
    """Take a claim in: the answer is due in the regulation's number of working days.

    Raises StaleVersion, Refused («reason») without words or after the term.
    """
    with recorded(session) as readings:
        due = add_working_days(today(), int(norm(session, ANSWER_DAYS).value))
    document = fire(session, document_id, "claim", actor, version=version, reason=complaint)
    document.due = due
    session.get_one(Card, document_id).complaint = complaint.strip()
    history.record(
        session,
        document,
        "due by norm",
        actor,
        {
            "text": N_("Срок ответа назначен по норме"),
            "due": due,
            "norms": [reading.to_dict() for reading in readings],
        },
    )
    return document


def card_for(session: Session, document: Document, snapshot: DocumentSnapshot) -> Card | None:
    """The draft for what a customer has bought; None where the document has one already.

    Safe to call twice: whoever calls after a commit may be called again.
    """
    lock(session, document.id)
    known = session.scalars(
        unrestricted(
            select(Document.id)
            .join(DocumentLink, DocumentLink.target_id == Document.id)
            .where(DocumentLink.source_id == document.id, Document.type == TYPE)
        )
    ).first()
    if known is not None:
        return None
    system = Actor.system()
    given = CardInput(document.organisation_id, document.partner_id)
    card = create_card(session, system, given, responsible_id=document.responsible_id)
    for line in snapshot.lines:
        add_item(
            session,
            system,
            card.document_id,
            ItemInput(line.name, line.quantity, material_id=line.material_id),
        )
    link(session, document, card.document)
    return card


def overdue(session: Session) -> list[int]:
    """Cards whose term has passed without a claim."""
    return list(
        session.scalars(
            unrestricted(
                select(Document.id)
                .join(Card, Card.document_id == Document.id)
                .where(Document.state == "active", Card.valid_until < today())
                .order_by(Document.id)
            )
        )
    )


def expire(session: Session, actor: Actor, document_id: int) -> None:
    """Close a card whose term has passed; one that was claimed meanwhile is left alone."""
    document = lock(session, document_id)
    card = session.get_one(Card, document_id)
    if document.state == "active" and card.valid_until and card.valid_until < today():
        fire(session, document_id, "expire", actor)


def _draft(
    session: Session, actor: Actor, document_id: int, version: int | None = None
) -> Document:
    document = lock_for_edit(session, document_id, actor, version)
    if document.type != TYPE:
        raise NotFound()
    if document.state != "draft":
        raise Refused([Refusal(Message(N_("Талон уже выдан: менять его нельзя")))])
    return document


def _told(card: Card) -> dict[str, Any]:
    """The card in words, for the history."""
    document = card.document
    partner = document.partner
    return {
        "organisation_id": document.organisation.name,
        "partner_id": partner.name if partner else None,
        "months": card.months,
        "items": "; ".join(item.name for item in card.items) or None,
    }


def _saved(session: Session, actor: Actor, card: Card, before: dict[str, Any]) -> None:
    document = card.document
    # The version stands in the header: a change of the card alone must raise it too.
    document.updated_at = now()
    session.flush()
    session.refresh(document, ["organisation", "partner"])
    after = _told(card)
    changes = {name: (before[name], after[name]) for name in after}
    history.record_changes(session, document, actor, changes)


def _check(
    session: Session, actor: Actor, given: CardInput, known_partner: int | None = None
) -> None:
    errors: dict[str, list[Message]] = {}
    if session.get(Organisation, given.organisation_id) is None:
        errors["organisation_id"] = [Message(N_("Выберите нашу организацию"))]
    if given.months is not None and not 1 <= given.months <= LONGEST_MONTHS:
        errors["months"] = [Message(N_("От 1 до %(limit)s месяцев"), limit=LONGEST_MONTHS)]
    if errors:
        raise ValidationFailed(errors)
    # A partner who has since gone to a colleague stays in the card, but is not chosen anew.
    if given.partner_id is not None and given.partner_id != known_partner:
        fetch(session, Partner, given.partner_id, actor, DirectoryPermission.PARTNER_VIEW)
