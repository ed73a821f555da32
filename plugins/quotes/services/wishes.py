"""A customer who wants the offer changed: his wish is kept, the offer stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    Forbidden,
    Message,
    Refusal,
    Refused,
    history,
    lock,
    parse_quantity,
    sees,
    typed_number,
    unrestricted,
)
from plugins.quotes.models import CustomerAnswer, Offer, OfferLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services import answers, limits, replies

MAX_WORDS = 2000  # technical: as long as the reason of a refusal


@dataclass(frozen=True)
class Wish:
    """What the customer asked for: quantities by the line's id, and his words."""

    quantities: Mapping[int, Decimal]
    words: str = ""


def answer(
    session: Session,
    actor: Actor,
    document_id: int,
    wish: Wish,
    *,
    how: str,
    version: int | None = None,
) -> bool:
    """The customer's answer by his page; whether he has accepted what was offered.

    Quantities beyond the offer are a wish to change it, not an acceptance. Raises as ``accept``
    and ``ask_for_change`` do.
    """
    lock(session, document_id, version)
    offer = session.get_one(Offer, document_id)
    if limits.beyond(session, offer, wish.quantities):
        ask_for_change(session, actor, document_id, wish, how=how, version=version)
        return False
    answers.accept(session, actor, document_id, wish.quantities, how=how, version=version)
    return True


def ask_for_change(
    session: Session,
    actor: Actor,
    document_id: int,
    wish: Wish,
    *,
    how: str,
    version: int | None = None,
) -> CustomerAnswer:
    """Keep what the customer wants changed, and tell the manager; the offer stays sent.

    Raises StaleVersion, Forbidden, ValidationFailed («quantity-<line's id>»), Refused where the
    offer does not wait for an answer or nothing in it is to be changed.
    """
    document = lock(session, document_id, version)
    if not sees(document, actor, QuotePermission.OFFER_ANSWER):
        raise Forbidden()
    offer = session.get_one(Offer, document_id)
    words = wish.words.strip()[:MAX_WORDS]
    quantities = {line.id: wish.quantities.get(line.id, Decimal(0)) for line in offer.lines}
    answers.check_quantities(offer, quantities)
    if document.state not in answers.LIVE:
        raise Refused([Refusal(Message(N_("Предложение не ждёт ответа клиента")))])
    if not any(quantities.values()):
        raise Refused(
            [Refusal(Message(N_("Укажите количество хотя бы в одной строке, или запишите отказ")))]
        )
    if not words and all(quantities[line.id] == line.quantity for line in offer.lines):
        raise Refused([Refusal(Message(N_("Измените количество или напишите, что изменить")))])
    texts = {str(key): typed_number(value) for key, value in quantities.items()}
    last = _last(session, document_id)
    if last is not None and (last.words, last.quantities) == (words, texts):
        # The same press once more.
        return last
    kept = replies.note(
        session, document, replies.CHANGE, actor, how=how, words=words, quantities=texts
    )
    history.record(session, document, "asked", actor, _told(words))
    return kept


def _told(words: str) -> dict[str, object]:
    if words:
        return {"text": N_("Клиент просит изменить: %(words)s"), "params": {"words": words}}
    return {"text": N_("Клиент просит изменить количество")}


def open_wish(session: Session, document: Document) -> CustomerAnswer | None:
    """What the customer wants changed, while the offer waits for him or for the manager."""
    return _last(session, document.id) if document.state in answers.LIVE else None


def wish_behind(session: Session, document: Document) -> CustomerAnswer | None:
    """What the customer wanted changed in the revision before this draft."""
    if document.state != "draft" or document.revision == 1:
        return None
    before = session.scalars(
        unrestricted(
            select(Document.id).where(
                Document.organisation_id == document.organisation_id,
                Document.type == document.type,
                Document.year == document.year,
                Document.sequence == document.sequence,
                Document.revision == document.revision - 1,
            )
        )
    ).first()
    return _last(session, before) if before is not None else None


def _last(session: Session, document_id: int) -> CustomerAnswer | None:
    return session.scalars(
        select(CustomerAnswer)
        .where(CustomerAnswer.document_id == document_id, CustomerAnswer.kind == replies.CHANGE)
        .order_by(CustomerAnswer.id.desc())
        .limit(1)
    ).first()


def rows_of(offer: Offer, answer: CustomerAnswer) -> list[tuple[OfferLine, Decimal]]:
    """Lines of which the customer wants another quantity than was offered, with that."""
    quantities = wished(answer)
    pairs = [(line, quantities.get(line.id, line.quantity)) for line in offer.lines]
    return [(line, quantity) for line, quantity in pairs if quantity != line.quantity]


def wished(answer: CustomerAnswer) -> dict[int, Decimal]:
    """The wished quantities by the line's id."""
    return {int(key): parse_quantity(value) for key, value in answer.quantities.items()}
