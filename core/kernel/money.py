"""Sums of documents: rounding, discount, VAT, totals, allocation.

All sums are `Decimal` in the document's currency with 2 decimals, all quantities and unit
prices `Decimal` with at most 6, discounts in percent with at most 4. Binary floats are refused.

Source of the rules: НК РФ, ст. 164 (rates and calculated rates), ст. 168 (tax per line), and
the custom of счёт and счёт-фактура: HALF_UP, every line rounded by itself, totals are sums of
rounded lines, tax from the line sum and never from the unit price.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self

from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

KOPECK = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal(10) ** 15
"""The greatest sum of a line or a document: what can still be written in words."""

MAX_FACTOR = Decimal(10) ** 12
"""The greatest quantity and unit price: in millionths they still fit a 64-bit column."""

QUANTITY_PLACES = 6
PRICE_PLACES = 6
PERCENT_PLACES = 4

_HUNDRED = Decimal(100)

# Wide enough for any permitted quantity × price × percent. The default 28 digits would round
# a product once, silently and half-even, before it is rounded to kopecks.
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_LARGEST = Decimal(10) ** 18


class InvalidAmount(DomainError):
    """A number cannot take part in a calculation; `field` names which one it is."""

    def __init__(self, message: Message, field: str) -> None:
        super().__init__(message)
        self.field = field


class VatMode(StrEnum):
    """How prices relate to the tax: «НДС сверху» or «НДС в том числе»."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate of VAT as it stands in a document.

    `percent` None is «без НДС», which is not the zero rate: the first pays no tax and files no
    return on it, the second is taxed at 0 %. `calculated` marks rates such as 22/122, taken
    from a sum that contains the tax (НК РФ, ст. 164, п. 4); `percent` is then the numerator.
    `code` is the value of «НалСт» in the electronic УПД: "22%", "22/122", "без НДС".
    """

    code: str
    percent: Decimal | None
    calculated: bool = False

    def __post_init__(self) -> None:
        if self.percent is None:
            if self.calculated:
                raise ValueError("a rate without percent cannot be calculated")
        elif not (self.percent.is_finite() and 0 <= self.percent <= _HUNDRED):
            raise ValueError(f"VAT percent out of 0..100: {self.percent}")
        elif self.calculated and self.percent == 0:
            raise ValueError("a calculated rate needs a percent above zero")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read «22%», «НДС 22 %», «22», «22/122», «без НДС» in any case.

        Raises `InvalidAmount` (field ``vat_rate``) for anything else.
        """
        bare = "".join(text.casefold().split())
        if bare == "безндс":
            return cls(NO_VAT_CODE, None)
        bare = bare.removeprefix("ндс").replace(",", ".")
        numerator, slash, denominator = bare.removesuffix("%").partition("/")
        percent = _percent(numerator)
        if percent is not None and percent <= _HUNDRED:
            if not slash:
                return cls(f"{_plain(percent)}%", percent)
            whole = percent + _HUNDRED
            # 22/122 is a formula, «22/122 %» is a slip.
            if percent and _percent(denominator) == whole and not bare.endswith("%"):
                return cls(f"{_plain(percent)}/{_plain(whole)}", percent, calculated=True)
        raise InvalidAmount(
            Message(
                N_("Ставка НДС «%(text)s» не распознана. Примеры: 22%%, 10%%, 22/122, без НДС"),
                text=text.strip(),
            ),
            "vat_rate",
        )


NO_VAT_CODE = "без НДС"
NO_VAT = VatRate(NO_VAT_CODE, None)


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """Everything that a line of a document shows in money.

    `list_price` and `discounted_price` are per unit, in the price mode of the document;
    `discounted_price` is rounded to 6 decimals for showing and is never multiplied again.
    `list_sum` − `discount` is the sum of the line in the price mode: `net` where the tax comes
    on top, `gross` where it is included. Always `gross` = `net` + `vat`.
    """

    rate: VatRate
    list_price: Decimal
    discounted_price: Decimal
    list_sum: Decimal
    discount: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What the lines of one VAT rate amount to."""

    rate: VatRate
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """Sums of a document; `by_rate` holds the greatest rate first and «без НДС» last."""

    net: Decimal
    vat: Decimal
    gross: Decimal
    discount: Decimal
    by_rate: tuple[RateTotal, ...]

    @property
    def vat_by_rate(self) -> dict[str, Decimal]:
        """The tax by rate code, in the order of `by_rate`."""
        return {total.rate.code: total.vat for total in self.by_rate}


def round_money(value: Decimal | int) -> Decimal:
    """Round to 2 decimals, halves away from zero (0,125 → 0,13; −0,125 → −0,13).

    Never gives a negative zero. Raises `InvalidAmount` (field ``amount``) for NaN and infinity,
    TypeError for a float.
    """
    return _rounded(_number(value, "amount"), KOPECK)


def line_amounts(
    quantity: Decimal | int,
    price: Decimal | int,
    discount_percent: Decimal | int,
    rate: VatRate,
    mode: VatMode,
) -> LineAmounts:
    """Compute a line: `quantity` × `price` less `discount_percent`, then the tax.

    Tax on top: net = round(sum), vat = round(net · r / 100), gross = net + vat.
    Tax included: gross = round(sum), vat = round(gross · r / (100 + r)), net = gross − vat.

    Going from net to gross and back gives the same kopeck; from gross to net and back may
    differ by one.

    Raises `InvalidAmount` with the field name: a number that is not finite, negative, too
    precise or too large, a discount above 100 %, a calculated rate over prices without tax.
    """
    quantity = _measure(quantity, "quantity", QUANTITY_PLACES)
    price = _measure(price, "price", PRICE_PLACES)
    discount_percent = _measure(discount_percent, "discount_percent", PERCENT_PLACES)
    if discount_percent > _HUNDRED:
        raise InvalidAmount(
            Message(
                N_("Скидка не бывает больше 100 %%, указано %(d)s %%"), d=_plain(discount_percent)
            ),
            "discount_percent",
        )
    if rate.calculated and mode is VatMode.EXCLUDED:
        raise InvalidAmount(
            Message(
                N_(
                    "Расчётная ставка %(rate)s берётся от суммы с налогом: "
                    "выберите цены «НДС в том числе» или обычную ставку"
                ),
                rate=rate.code,
            ),
            "vat_rate",
        )
    left = _EXACT.divide(_EXACT.subtract(_HUNDRED, discount_percent), _HUNDRED)
    discounted_price = _EXACT.multiply(price, left)
    list_sum = _rounded(_EXACT.multiply(quantity, price), KOPECK)
    total = _rounded(_EXACT.multiply(quantity, discounted_price), KOPECK)
    percent = rate.percent or Decimal(0)
    if mode is VatMode.EXCLUDED:
        net = total
        vat = _rounded(_EXACT.divide(_EXACT.multiply(net, percent), _HUNDRED), KOPECK)
        gross = net + vat
    else:
        gross = total
        vat = _rounded(_EXACT.divide(_EXACT.multiply(gross, percent), _HUNDRED + percent), KOPECK)
        net = gross - vat
    if max(list_sum, gross) > MAX_AMOUNT:
        raise InvalidAmount(
            Message(N_("Сумма строки слишком велика: проверьте количество и цену")), "quantity"
        )
    return LineAmounts(
        rate=rate,
        list_price=price,
        discounted_price=_rounded(discounted_price, Decimal(1).scaleb(-PRICE_PLACES)),
        list_sum=list_sum,
        discount=list_sum - total,
        net=net,
        vat=vat,
        gross=gross,
    )


def document_totals(lines: Iterable[LineAmounts]) -> DocumentTotals:
    """Add up rounded lines; an empty document amounts to zero."""
    lines = tuple(lines)
    grouped: dict[VatRate, list[LineAmounts]] = {}
    for line in lines:
        grouped.setdefault(line.rate, []).append(line)
    return DocumentTotals(
        net=sum((line.net for line in lines), ZERO),
        vat=sum((line.vat for line in lines), ZERO),
        gross=sum((line.gross for line in lines), ZERO),
        discount=sum((line.discount for line in lines), ZERO),
        by_rate=tuple(
            RateTotal(
                rate=rate,
                net=sum((line.net for line in grouped[rate]), ZERO),
                vat=sum((line.vat for line in grouped[rate]), ZERO),
                gross=sum((line.gross for line in grouped[rate]), ZERO),
            )
            for rate in sorted(grouped, key=_rate_order)
        ),
    )


def allocate(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Divide a sum of the whole document among its lines, to the kopeck.

    Shares are proportional to `weights` by the method of the largest remainder: each share
    differs from the exact one by less than a kopeck, equal remainders are settled by the order
    of lines, the sum of shares equals `total`. When every weight is zero the parts are equal.
    A negative `total` is divided as its opposite. With weights in whole kopecks and a total no
    greater than their sum no share exceeds its weight.

    Raises `InvalidAmount` for a total that is not whole kopecks and for a negative weight,
    ValueError when there is nothing to divide among.
    """
    total = _number(total, "amount")
    if total != _rounded(total, KOPECK):
        raise InvalidAmount(Message(N_("Сумма должна быть в целых копейках")), "amount")
    if not weights:
        raise ValueError("nothing to allocate the sum among")
    parts = [_number(weight, "weight") for weight in weights]
    if any(part < 0 for part in parts):
        raise InvalidAmount(Message(N_("Доля строки не бывает отрицательной")), "weight")
    if not any(parts):
        parts = [Decimal(1)] * len(parts)

    kopecks = int(total.copy_abs().scaleb(2, _EXACT))
    whole = sum(Fraction(part) for part in parts)
    exact = [kopecks * Fraction(part) / whole for part in parts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: shares[i] - exact[i])
    for index in by_remainder[: kopecks - sum(shares)]:
        shares[index] += 1
    sign = -1 if total < 0 else 1
    return [Decimal(sign * share).scaleb(-2, _EXACT) for share in shares]


def _number(value: object, field: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{field}: Decimal or int is needed, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise InvalidAmount(Message(N_("Здесь нужно обычное число")), field)
    if number.copy_abs() > _LARGEST:
        raise InvalidAmount(Message(N_("Число слишком велико")), field)
    return number


def _measure(value: Decimal | int, field: str, places: int) -> Decimal:
    """A non-negative number with at most `places` decimals and of a size that can be stored."""
    number = _number(value, field)
    if number < 0:
        raise InvalidAmount(Message(N_("Отрицательное число здесь недопустимо")), field)
    if number > MAX_FACTOR:
        raise InvalidAmount(Message(N_("Число слишком велико")), field)
    if number != number.quantize(Decimal(1).scaleb(-places), context=_EXACT):
        raise InvalidAmount(
            Message.plural(
                "Не больше %(num)s знака после запятой",
                "Не больше %(num)s знаков после запятой",
                places,
            ),
            field,
        )
    return number.copy_abs()


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    rounded = value.quantize(step, rounding=ROUND_HALF_UP, context=_EXACT)
    return rounded.copy_abs() if rounded == 0 else rounded


def _percent(text: str) -> Decimal | None:
    """A number written with digits and at most one dot, else None."""
    whole, _, fraction = text.partition(".")
    if not text.isascii() or not whole.isdigit() or not (fraction.isdigit() or "." not in text):
        return None
    return Decimal(text)


def _plain(number: Decimal) -> str:
    """Without an exponent and without trailing zeros: 22, 16.67."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rate_order(rate: VatRate) -> tuple[bool, Decimal, bool]:
    return (rate.percent is None, -(rate.percent or Decimal(0)), rate.calculated)
