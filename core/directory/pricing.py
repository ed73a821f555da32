"""What a thing costs: price list → break of quantity → effect of the delivery term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.directory.models import CustomerGroup, DeliveryTerm, Material, PriceItem, PriceList
from core.kernel.money import VatMode
from core.kernel.text import N_, Message

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PriceQuote:
    """The answer for one line.

    ``price`` is per unit with the delivery term in it, ``list_price`` without; both None where
    there is no price, and ``rule`` then says why. ``min_quantity`` is the break that was
    applied, ``next_break`` the next one that the customer could reach (quantity, list price).
    """

    price: Decimal | None
    rule: Message
    list_price: Decimal | None = None
    price_list_id: int | None = None
    vat_mode: VatMode | None = None
    min_quantity: Decimal | None = None
    delivery_percent: Decimal = Decimal(0)
    next_break: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class PriceAsked:
    """One line to be priced."""

    material_id: int
    quantity: Decimal


def quote_price(
    session: Session,
    material: Material,
    quantity: Decimal,
    *,
    price_list: PriceList | None = None,
    customer_group: CustomerGroup | None = None,
    currency: str = "RUB",
    delivery_term: DeliveryTerm | None = None,
    at: date,
) -> PriceQuote:
    """The price of one line; see ``quote_prices``."""
    [quote] = quote_prices(
        session,
        [PriceAsked(material.id, quantity)],
        price_list=price_list,
        customer_group=customer_group,
        currency=currency,
        delivery_term=delivery_term,
        at=at,
    )
    return quote


def quote_prices(
    session: Session,
    lines: Sequence[PriceAsked],
    *,
    price_list: PriceList | None = None,
    customer_group: CustomerGroup | None = None,
    currency: str = "RUB",
    delivery_term: DeliveryTerm | None = None,
    at: date,
) -> list[PriceQuote]:
    """A price for each line, in two queries whatever the number of lines.

    With ``price_list`` only that list is asked. Otherwise the lists valid on ``at`` in
    ``currency``: those of the customer's group first, then those for everybody; among equals
    the one that began later. The first of them with a suitable break gives the price.
    """
    lists = _lists(session, price_list, customer_group, currency, at)
    if not lists:
        reason = _no_list(price_list, currency, at)
        return [PriceQuote(None, reason) for _ in lines]
    items = _items(session, lists, {line.material_id for line in lines})
    return [_quote(line, lists, items, delivery_term) for line in lines]


def order_charge(term: DeliveryTerm, currency: str) -> Decimal | None:
    """What the delivery term adds once to an order in ``currency``.

    None where the term charges in another currency: the person must convert it himself.
    """
    if term.order_charge == 0:
        return Decimal("0.00")
    return term.order_charge if term.currency == currency else None


def _lists(
    session: Session,
    price_list: PriceList | None,
    group: CustomerGroup | None,
    currency: str,
    at: date,
) -> list[PriceList]:
    statement = select(PriceList).where(
        PriceList.active,
        PriceList.currency == currency,
        PriceList.valid_from <= at,
        or_(PriceList.valid_to.is_(None), PriceList.valid_to >= at),
    )
    if price_list is not None:
        statement = statement.where(PriceList.id == price_list.id)
    elif group is not None:
        statement = statement.where(
            or_(PriceList.customer_group_id.is_(None), PriceList.customer_group_id == group.id)
        )
    else:
        statement = statement.where(PriceList.customer_group_id.is_(None))
    return sorted(
        session.scalars(statement),
        key=lambda found: (found.customer_group_id is not None, found.valid_from, found.id),
        reverse=True,
    )


def _items(
    session: Session, lists: Sequence[PriceList], materials: set[int]
) -> dict[tuple[int, int], list[PriceItem]]:
    """Breaks by (list, material), the smallest quantity first."""
    found: dict[tuple[int, int], list[PriceItem]] = {}
    rows = session.scalars(
        select(PriceItem)
        .where(
            PriceItem.price_list_id.in_([one.id for one in lists]),
            PriceItem.material_id.in_(sorted(materials)),
        )
        .order_by(PriceItem.min_quantity)
    )
    for row in rows:
        found.setdefault((row.price_list_id, row.material_id), []).append(row)
    return found


def _quote(
    line: PriceAsked,
    lists: Sequence[PriceList],
    items: dict[tuple[int, int], list[PriceItem]],
    term: DeliveryTerm | None,
) -> PriceQuote:
    least: Decimal | None = None
    for price_list in lists:
        breaks = items.get((price_list.id, line.material_id), [])
        suitable = [item for item in breaks if item.min_quantity <= line.quantity]
        if suitable:
            return _priced(price_list, suitable[-1], breaks[len(suitable) :], term)
        if breaks and (least is None or breaks[0].min_quantity < least):
            least = breaks[0].min_quantity
    if least is not None:
        return PriceQuote(
            None,
            Message(
                N_("Цена есть только на количество от %(least)s. Увеличьте его или введите цену."),
                least=_shown(least),
            ),
        )
    return PriceQuote(
        None, Message(N_("В действующих прайс-листах этого товара нет. Введите цену вручную."))
    )


def _priced(
    price_list: PriceList,
    item: PriceItem,
    further: Sequence[PriceItem],
    term: DeliveryTerm | None,
) -> PriceQuote:
    percent = term.price_percent if term is not None else Decimal(0)
    return PriceQuote(
        price=_with_percent(item.price, percent),
        rule=_rule(price_list, item, term, percent),
        list_price=item.price,
        price_list_id=price_list.id,
        vat_mode=VatMode(price_list.vat_mode),
        min_quantity=item.min_quantity,
        delivery_percent=percent,
        next_break=(further[0].min_quantity, further[0].price) if further else None,
    )


def _with_percent(price: Decimal, percent: Decimal) -> Decimal:
    """Rounded to kopecks, or finer where the list itself prices finer (a washer for 0,4567)."""
    if not percent:
        return price
    exponent = price.normalize().as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return (price * (_HUNDRED + percent) / _HUNDRED).quantize(
        Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
    )


def _rule(
    price_list: PriceList, item: PriceItem, term: DeliveryTerm | None, percent: Decimal
) -> Message:
    rule = Message(N_("Прайс-лист «%(name)s»"), name=price_list.name)
    if item.min_quantity > 0:
        rule = Message(
            N_("%(rule)s, цена от %(least)s"), rule=rule, least=_shown(item.min_quantity)
        )
    if term is not None and percent:
        rule = Message(
            N_("%(rule)s, %(term)s %(percent)s %%"),
            rule=rule,
            term=term.name,
            percent=f"{'+' if percent > 0 else '−'}{_shown(abs(percent))}",
        )
    return rule


def _no_list(price_list: PriceList | None, currency: str, at: date) -> Message:
    day = at.strftime("%d.%m.%Y")
    if price_list is not None:
        return Message(
            N_("Прайс-лист «%(name)s» не действует на %(day)s или составлен не в %(currency)s."),
            name=price_list.name,
            day=day,
            currency=currency,
        )
    return Message(
        N_("На %(day)s нет действующего прайс-листа в %(currency)s."), day=day, currency=currency
    )


def _shown(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
