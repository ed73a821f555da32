"""How far the word of an offer reaches: the quantities for which its prices were named."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import N_, Message, VatMode, norm, now, typed_number
from plugins.quotes.guards import line_discount
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL
from plugins.quotes.pricing import LineInput, OfferTerms, list_quotes


def beyond(session: Session, offer: Offer, quantities: Mapping[int, Decimal]) -> dict[int, Message]:
    """Why so much of a line is not what was offered, by the line's id (absent: none of it).

    More than was offered never is. Less is, as long as what the price rests on holds for it too:
    the same break of the price list, and a discount that needed nobody's approval. A line may be
    left out altogether.
    """
    faults: dict[int, Message] = {}
    fewer: list[tuple[OfferLine, Decimal]] = []
    for line in offer.lines:
        quantity = quantities.get(line.id, Decimal(0))
        if quantity > line.quantity:
            faults[line.id] = Message(
                N_("Предложено %(offered)s: цена на большее количество может быть другой"),
                offered=_amount(line),
            )
        elif 0 < quantity < line.quantity:
            fewer.append((line, quantity))
    if fewer:
        faults.update(_too_few(session, offer, fewer))
    return faults


def _too_few(
    session: Session, offer: Offer, fewer: Sequence[tuple[OfferLine, Decimal]]
) -> dict[int, Message]:
    allowed = _allowed_discount(session, offer)
    held = _held_breaks(session, offer, fewer)
    faults: dict[int, Message] = {}
    for line, _quantity in fewer:
        if line_discount(line) > allowed:
            faults[line.id] = Message(
                N_("Скидка согласована на %(offered)s: для меньшего количества она не действует"),
                offered=_amount(line),
            )
        elif line.id not in held:
            faults[line.id] = Message(
                N_("Цена названа за %(offered)s: для меньшего количества она другая"),
                offered=_amount(line),
            )
    return faults


def _allowed_discount(session: Session, offer: Offer) -> Decimal:
    """Without approval, as the regulation said when the offer first went to the customer."""
    moment = offer.sendings[-1].at if offer.sendings else now()
    employee = offer.document.responsible_id
    return norm(session, DISCOUNT_WITHOUT_APPROVAL, at=moment, employee=employee).value


def _held_breaks(
    session: Session, offer: Offer, fewer: Sequence[tuple[OfferLine, Decimal]]
) -> set[int]:
    """Lines for which the lists name one price for the offered quantity and for the lesser.

    Both are asked of the lists as they are now: what was loaded since moves both alike. A price
    of which the lists know nothing was named for the offered quantity alone.
    """
    document = offer.document
    terms = OfferTerms(
        organisation_id=document.organisation_id,
        partner_id=document.partner_id,
        delivery_term_id=offer.delivery_term_id,
        currency=document.currency,
        vat_mode=VatMode(offer.vat_mode),
        day=document.date,
    )
    known = [
        (line, quantity)
        for line, quantity in fewer
        if line.material_id is not None and line.list_price is not None
    ]
    asked = [
        LineInput(name="", material_id=line.material_id, quantity=one)
        for line, quantity in known
        for one in (line.quantity, quantity)
    ]
    quotes = list_quotes(session, terms, asked)
    held: set[int] = set()
    for index, (line, _quantity) in enumerate(known):
        offered, lesser = quotes[2 * index].price, quotes[2 * index + 1].price
        if offered is not None and offered == lesser:
            held.add(line.id)
    return held


def _amount(line: OfferLine) -> str:
    """«1 100 шт»."""
    unit = line.unit.short if line.unit else ""
    return f"{typed_number(line.quantity)} {unit}".strip()
