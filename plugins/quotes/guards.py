"""Conditions of the transitions."""

from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.sdk import (
    N_,
    GuardContext,
    Message,
    NormReading,
    Refusal,
    norm,
    quantity_fault,
    today,
    typed_number,
)
from plugins.quotes.models import Offer, OfferLine, Request, RequestLine
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL


def request_has_lines(context: GuardContext) -> Refusal | None:
    """An empty request asks for nothing."""
    lines = context.session.scalar(
        select(func.count())
        .select_from(RequestLine)
        .where(RequestLine.document_id == context.document.id)
    )
    if lines:
        return None
    return Refusal(Message(N_("Добавьте в запрос хотя бы одну строку")), field="lines")


def request_has_requester(context: GuardContext) -> Refusal | None:
    """Somebody must be answered."""
    request = context.session.get_one(Request, context.document.id)
    if context.document.partner_id or request.requester:
        return None
    return Refusal(Message(N_("Укажите контрагента или напишите, кто спрашивает")), field="partner")


def offer_is_complete(context: GuardContext) -> Refusal | None:
    """What the customer is to receive must have an addressee, lines, prices, and time left."""
    if context.document.partner_id is None:
        return Refusal(Message(N_("Выберите контрагента")), field="partner")
    lines = context.session.scalars(
        select(OfferLine)
        .where(OfferLine.document_id == context.document.id)
        .order_by(OfferLine.position)
        .options(joinedload(OfferLine.unit))
    ).all()
    if not lines:
        return Refusal(Message(N_("Добавьте в предложение хотя бы одну строку")), field="lines")
    bare = [str(line.position) for line in lines if line.price <= 0]
    if bare:
        return Refusal(
            Message(N_("Укажите цену в строках: %(lines)s"), lines=", ".join(bare)), field="lines"
        )
    divided = [str(one.position) for one in lines if quantity_fault(one.unit, one.quantity)]
    if divided:
        return Refusal(
            Message(
                N_("Дробное количество того, что не делится, в строках: %(lines)s. Исправьте его"),
                lines=", ".join(divided),
            ),
            field="lines",
        )
    if context.session.get_one(Offer, context.document.id).valid_until < today():
        return Refusal(Message(N_("Срок действия уже прошёл: укажите новый")), field="valid_until")
    return None


def _deepest_discount(context: GuardContext) -> tuple[Decimal, bool]:
    """The largest discount of a line, in percent of the list price, and whether a price typed by
    hand is all that makes it: no discount was given."""
    lines = context.session.scalars(
        select(OfferLine).where(OfferLine.document_id == context.document.id)
    )
    found = ((line_discount(line), not line.discount_percent) for line in lines)
    return max(found, default=(Decimal(0), False))


def effective_discount(
    price: Decimal, discount_percent: Decimal, list_price: Decimal | None
) -> Decimal:
    """Percent by which the customer's price is below the list price, to hundredths.

    A price typed below the list price is a discount too, else a rule about discounts could be
    walked round. The manual discount alone counts where the line has no list price.
    """
    if not list_price:
        return discount_percent
    paid = price * (100 - discount_percent) / 100
    percent = max(Decimal(0), (1 - paid / list_price) * 100)
    return percent.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def line_discount(line: OfferLine) -> Decimal:
    """Percent by which the customer pays less for the line than the list price."""
    return effective_discount(line.price, line.discount_percent, line.list_price)


def _allowed_discount(context: GuardContext) -> NormReading:
    """Up to which the one who is responsible for the offer decides himself."""
    return norm(
        context.session,
        DISCOUNT_WITHOUT_APPROVAL,
        employee=context.document.responsible_id,
    )


def discount_within_norm(context: GuardContext) -> Refusal | None:
    """A manager approves his own offer only up to the discount that the regulation sets."""
    allowed = _allowed_discount(context)
    deepest, typed = _deepest_discount(context)
    if deepest <= allowed.value:
        return None
    return Refusal(
        Message(
            N_(
                "Цена ниже прайса на %(discount)s %%, это больше нормы скидки %(allowed)s %%: "
                "отправьте предложение на согласование"
            )
            if typed
            else N_(
                "Скидка %(discount)s %% больше нормы %(allowed)s %%: "
                "отправьте предложение на согласование"
            ),
            discount=typed_number(deepest),
            allowed=typed_number(allowed.value),
        ),
        field="discount",
    )


def discount_above_norm(context: GuardContext) -> Refusal | None:
    """The head is not bothered with what the regulation leaves to the manager."""
    allowed = _allowed_discount(context)
    if _deepest_discount(context)[0] > allowed.value:
        return None
    return Refusal(
        Message(
            N_("Скидка в пределах нормы %(allowed)s %%: согласование не нужно"),
            allowed=typed_number(allowed.value),
        )
    )


def quantities_confirmed(context: GuardContext) -> Refusal | None:
    """A confirmation takes something."""
    taken = context.session.scalar(
        select(func.count())
        .select_from(OfferLine)
        .where(OfferLine.document_id == context.document.id, OfferLine.confirmed_quantity > 0)
    )
    if taken:
        return None
    return Refusal(
        Message(N_("Укажите количество хотя бы в одной строке, или запишите отказ")),
        field="lines",
    )


def offer_has_no_number(context: GuardContext) -> Refusal | None:
    """A number once given stays: such an offer may be replaced, not deleted."""
    if context.document.number is None:
        return None
    return Refusal(Message(N_("Предложение уже зарегистрировано: удалить его нельзя")))
