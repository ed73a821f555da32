"""Price lists: retail with quantity breaks, dealers', last year's, and a small one in yuan."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from core.demo.assortment.draft import KILOGRAM, METRE, PACKAGE
from core.demo.assortment.groups import FASTENERS, branch_of
from core.demo.records import Material, PriceList, PriceRow

_KOPECK = Decimal("0.01")
_DEALER_FACTOR = Decimal("0.86")
_YUAN_GROUPS = ("rigging", "tools", "luminaires")
_YUAN_MIN_PRICE = Decimal(400)
_RUBLES_FOR_YUAN = Decimal("11.4")

# Kind of list: the customer group that it is for.
_GROUPS = {"retail": "", "dealers": "dealers", "yuan": "foreign-trade"}

_Breaks = tuple[tuple[int, Decimal], ...]


def _breaks(material: Material) -> _Breaks:
    """From which quantity which part of the retail price is paid."""
    if material.special:
        return ()
    if material.unit_code == METRE:
        return ((100, Decimal("0.95")), (500, Decimal("0.91")))
    if material.unit_code == KILOGRAM:
        return ((25, Decimal("0.95")), (100, Decimal("0.90")))
    if material.unit_code == PACKAGE or material.price >= 500:
        return ((10, Decimal("0.96")), (50, Decimal("0.93")))
    return ((100, Decimal("0.95")), (1000, Decimal("0.88")))


def _money(value: Decimal) -> Decimal:
    return max(_KOPECK, value.quantize(_KOPECK, rounding=ROUND_HALF_UP))


def _rows(material: Material, price: Decimal, breaks: _Breaks) -> list[PriceRow]:
    """The base row and those breaks that are still a saving after rounding."""
    rows = [PriceRow(material.sku, Decimal(0), _money(price))]
    for quantity, factor in breaks:
        cheaper = _money(price * factor)
        if cheaper < rows[-1].price:
            rows.append(PriceRow(material.sku, Decimal(quantity), cheaper))
    return rows


def make_price_lists(
    rng: Random, today: date, materials: tuple[Material, ...]
) -> tuple[PriceList, ...]:
    """Lists of this year (from January the first) and of the year before it."""
    sellable = [material for material in materials if material.sellable]
    retail = [
        row for material in sellable for row in _rows(material, material.price, _breaks(material))
    ]
    dealers = [
        row
        for material in sellable
        if not material.special
        for row in _rows(material, material.price * _DEALER_FACTOR, _breaks(material)[-1:])
    ]
    # Last year also sold what is withdrawn by now.
    previous: list[PriceRow] = []
    for material in materials:
        rise = Decimal("0.93") if branch_of(material.group_code) == FASTENERS else Decimal("0.9")
        then = material.price * rise * Decimal(rng.randint(985, 1015)) / 1000
        previous.extend(_rows(material, then, _breaks(material)))
    in_yuan = [
        PriceRow(
            material.sku, Decimal(0), _money(material.price * Decimal("1.03") / _RUBLES_FOR_YUAN)
        )
        for material in sellable
        if material.group_code in _YUAN_GROUPS and material.price >= _YUAN_MIN_PRICE
    ]
    year = today.year

    def price_list(
        kind: str, title: str, rows: list[PriceRow], *, of: int = year, currency: str = "RUB"
    ) -> PriceList:
        ended = None if of == year else date(of, 12, 31)
        return PriceList(
            f"{kind}-{of}",
            f"{title} {of}",
            currency,
            _GROUPS[kind],
            date(of, 1, 1),
            ended,
            tuple(rows),
        )

    return (
        price_list("retail", "Розничный прайс", retail),
        price_list("dealers", "Прайс для дилеров", dealers),
        price_list("yuan", "Поставки под заказ из Китая, CNY,", in_yuan, currency="CNY"),
        price_list("retail", "Розничный прайс", previous, of=year - 1),
        price_list(
            "yuan", "Поставки под заказ из Китая, CNY,", in_yuan, of=year - 1, currency="CNY"
        ),
    )


class PriceFinder:
    """Prices of any day, found as the program finds them: list of the customer's group first,
    then the one for everybody; in it the greatest break that the quantity reaches."""

    def __init__(self, lists: tuple[PriceList, ...]) -> None:
        self._lists = lists
        self._rows: dict[tuple[str, str], list[PriceRow]] = {}
        for price_list in lists:
            for row in price_list.rows:
                self._rows.setdefault((price_list.code, row.sku), []).append(row)

    def price(
        self, sku: str, quantity: Decimal, on: date, customer_group: str, currency: str
    ) -> Decimal | None:
        """Unit price, None where no list in force on the day knows the material."""
        suitable = [
            price_list
            for price_list in self._lists
            if price_list.currency_code == currency
            and price_list.customer_group_code in ("", customer_group)
            and price_list.valid_from <= on
            and (price_list.valid_to is None or on <= price_list.valid_to)
        ]
        suitable.sort(key=lambda entry: entry.customer_group_code, reverse=True)
        for price_list in suitable:
            rows = self._rows.get((price_list.code, sku), ())
            prices = [row.price for row in rows if row.min_quantity <= quantity]
            if prices:
                return prices[-1]
        return None
