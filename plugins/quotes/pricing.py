"""Prices and sums of an offer's lines: the same for the preview and for what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    CustomerGroup,
    DeliveryTerm,
    DocumentTotals,
    InvalidAmount,
    LineAmounts,
    Material,
    Message,
    Organisation,
    Partner,
    PriceAsked,
    PriceQuote,
    ValidationFailed,
    VatMode,
    VatRate,
    document_totals,
    line_amounts,
    quantity_fault,
    quote_prices,
    seller_rates,
    units_by_id,
    unrestricted,
)
from plugins.quotes.guards import effective_discount

STANDARD = "standard"


@dataclass(frozen=True)
class OfferTerms:
    """What of the header decides on prices."""

    organisation_id: int
    partner_id: int | None
    delivery_term_id: int | None
    currency: str
    vat_mode: VatMode
    day: date


@dataclass(frozen=True)
class LineInput:
    """A line as a person gives it. ``price`` None: by the price list."""

    name: str
    quantity: Decimal
    material_id: int | None = None
    unit_id: int | None = None
    description: str = ""
    price: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    shipping_days: int | None = None
    instead_of: str = ""
    instead_reason: str = ""
    id: int | None = None


@dataclass(frozen=True)
class PricedLine:
    """A line with its price, where that came from, and its sums.

    ``list_price`` and the price in ``next_break`` (quantity, price) are as the customer would pay
    them: with the delivery term in them, with or without VAT as the offer's mode says.
    """

    given: LineInput
    material: Material | None
    price: Decimal
    list_price: Decimal | None
    price_source: Message
    rate: VatRate
    amounts: LineAmounts
    next_break: tuple[Decimal, Decimal] | None

    @property
    def is_manual(self) -> bool:
        """Whether the price was typed by hand and differs from the list's."""
        return self.given.price is not None and self.given.price != self.list_price

    @property
    def effective_discount(self) -> Decimal:
        """Percent by which the customer pays less than the list price."""
        return effective_discount(self.price, self.given.discount_percent, self.list_price)


@dataclass(frozen=True)
class PricedOffer:
    """All lines and their totals."""

    lines: tuple[PricedLine, ...]
    totals: DocumentTotals

    @property
    def deepest_discount(self) -> Decimal:
        """The largest of the lines' discounts, in percent."""
        return max((line.effective_discount for line in self.lines), default=Decimal(0))


def in_mode(price: Decimal, of: VatMode, wanted: VatMode, rate: VatRate) -> Decimal:
    """A unit price with VAT as one without it, or the other way.

    To kopecks, or as finely as the list itself prices: a washer for 0,4567.
    """
    if of is wanted or not rate.percent:
        return price
    factor = 1 + rate.percent / 100
    converted = price / factor if wanted is VatMode.EXCLUDED else price * factor
    return _rounded_like(converted, price)


def _rounded_like(value: Decimal, model: Decimal) -> Decimal:
    exponent = model.normalize().as_tuple().exponent
    # technical: prices are written with kopecks at least
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def price_lines(session: Session, terms: OfferTerms, lines: Sequence[LineInput]) -> PricedOffer:
    """Price and add up. The number of queries does not depend on the number of lines.

    Raises ValidationFailed naming the line («lines-2-quantity») for a number that cannot be and
    for a material that does not exist.
    """
    organisation = session.get_one(Organisation, terms.organisation_id)
    rates = seller_rates(session, organisation, terms.day)
    materials = _materials(session, lines)
    quotes = list_quotes(session, terms, lines)
    priced: list[PricedLine] = []
    errors: dict[str, list[Message]] = {}
    for index, given in enumerate(lines):
        material = materials.get(given.material_id or 0)
        if given.material_id is not None and material is None:
            errors[f"lines-{index}-name"] = [Message(N_("Такого товара нет в номенклатуре"))]
            continue
        category = material.vat_category if material else STANDARD
        found = rates.get(category)
        if found is None:
            raise ValidationFailed(
                {
                    "": [
                        Message(
                            N_("Нет ставки НДС на %(day)s: добавьте её в справочник"),
                            day=f"{terms.day:%d.%m.%Y}",
                        )
                    ]
                }
            )
        try:
            priced.append(_line(terms, given, material, found.rate, quotes.get(index)))
        except InvalidAmount as error:
            errors.setdefault(f"lines-{index}-{error.field}", []).append(error.message)
    if errors:
        raise ValidationFailed(errors)
    return PricedOffer(tuple(priced), document_totals([line.amounts for line in priced]))


def quantity_faults(session: Session, lines: Sequence[LineInput]) -> dict[str, list[Message]]:
    """Quantities into which the units of their lines are not divided, by the cell
    («lines-2-quantity»). The number of queries does not depend on the number of lines."""
    materials = _materials(session, lines)
    keys = [unit_id_of(line, materials.get(line.material_id or 0)) for line in lines]
    units = units_by_id(session, keys)
    faults = {
        f"lines-{index}-quantity": quantity_fault(units.get(key or 0), line.quantity)
        for index, (line, key) in enumerate(zip(lines, keys, strict=True))
    }
    return {cell: [fault] for cell, fault in faults.items() if fault is not None}


def unit_id_of(given: LineInput, material: Material | None) -> int | None:
    """The unit of a line: the one named, else that of its material."""
    return given.unit_id or (material.unit_id if material else None)


def _materials(session: Session, lines: Sequence[LineInput]) -> Mapping[int, Material]:
    ids = sorted({line.material_id for line in lines if line.material_id is not None})
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(Material).where(Material.id.in_(ids)))}


def list_quotes(
    session: Session, terms: OfferTerms, lines: Sequence[LineInput]
) -> Mapping[int, PriceQuote]:
    """Prices of the lists by the line's index, for lines with a material."""
    asked = [
        (index, PriceAsked(line.material_id, line.quantity))
        for index, line in enumerate(lines)
        if line.material_id is not None
    ]
    if not asked:
        return {}
    group = None
    if terms.partner_id is not None:
        group = session.scalars(
            unrestricted(
                select(CustomerGroup)
                .join(Partner, Partner.customer_group_id == CustomerGroup.id)
                .where(Partner.id == terms.partner_id)
            )
        ).first()
    term = session.get(DeliveryTerm, terms.delivery_term_id) if terms.delivery_term_id else None
    answers = quote_prices(
        session,
        [question for _, question in asked],
        customer_group=group,
        currency=terms.currency,
        delivery_term=term,
        at=terms.day,
    )
    return {index: answer for (index, _), answer in zip(asked, answers, strict=True)}


def _line(
    terms: OfferTerms,
    given: LineInput,
    material: Material | None,
    rate: VatRate,
    quote: PriceQuote | None,
) -> PricedLine:
    list_price = next_break = None
    source = Message(N_("Позиции нет в номенклатуре: цену назначает менеджер"))
    if quote is not None:
        source = quote.rule
        if quote.price is not None and quote.vat_mode is not None:
            list_price = in_mode(quote.price, quote.vat_mode, terms.vat_mode, rate)
            next_break = _next_break(terms, quote, rate)
    price = given.price if given.price is not None else list_price or Decimal(0)
    return PricedLine(
        given=given,
        material=material,
        price=price,
        list_price=list_price,
        price_source=source,
        rate=rate,
        amounts=line_amounts(given.quantity, price, given.discount_percent, rate, terms.vat_mode),
        next_break=next_break,
    )


def _next_break(
    terms: OfferTerms, quote: PriceQuote, rate: VatRate
) -> tuple[Decimal, Decimal] | None:
    """The next break of quantity at the price that this customer would pay."""
    if quote.next_break is None or quote.vat_mode is None:
        return None
    quantity, price = quote.next_break
    delivered = _rounded_like(price * (100 + quote.delivery_percent) / 100, price)
    return quantity, in_mode(delivered, quote.vat_mode, terms.vat_mode, rate)
