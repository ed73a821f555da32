"""How the tables of the assortment turn into lines: names, prices, weights, packs.

Sizes are written in two ways: `ru` for names, as the trade does («3,5х25»), `plain` for SKUs
(«3.5X25»).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

Size: TypeAlias = int | float

PIECE = "796"
METRE = "006"
KILOGRAM = "166"
PACKAGE = "778"
SET = "839"
KIT = "704"
ROLL = "736"

_STEEL = 7.85e-6  # kg per cubic millimetre
_PACKS = (1000, 500, 250, 200, 100, 50, 25, 10, 5)
_BOX_KG = 6.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of the assortment as its table gives it.

    `price` is retail with VAT per unit, `weight` is kg per unit. Lines with the same `like` fit
    in each other's place (other coating, other make) unless their `grade` is lower: a stronger
    bolt may replace a weaker one, never the other way. `special` is made to a drawing.
    """

    sku: str
    name: str
    description: str
    group: str
    price: Decimal
    weight: Decimal
    unit: str = PIECE
    pack: int = 1
    lead_days: int = 2
    like: str = ""
    grade: int = 0
    special: bool = False


Drafts: TypeAlias = Iterator[Draft]


def ru(size: Size) -> str:
    """The size as names have it: 3.5 is «3,5»."""
    return f"{size:g}".replace(".", ",")


def plain(size: Size) -> str:
    """The size as SKUs have it: 3.5 is "3.5"."""
    return f"{size:g}"


def rubles(value: float) -> Decimal:
    """A price as a trader rounds it: kopecks for small ones, rubles and tens for large."""
    step = "0.01" if value < 20 else "0.1" if value < 100 else "1" if value < 2000 else "10"
    exponent = Decimal(step)
    whole = (Decimal(repr(value)) / exponent).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (whole * exponent).quantize(Decimal("0.01"))


def kilograms(value: float) -> Decimal:
    """Weight to a tenth of a gram, and never zero."""
    return max(
        Decimal("0.0001"), Decimal(repr(value)).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    )


def metal(kg: float, per_kg: float, per_piece: float = 0.4) -> Decimal:
    """Price of a small metal thing: so much for its weight and so much for handling it."""
    return rubles(kg * per_kg + per_piece)


def box(kg: float) -> int:
    """Pieces in a box that one person can lift on a shelf."""
    return next((pack for pack in _PACKS if pack * kg <= _BOX_KG), 1)


def rod_mass(diameter: Size, length: Size) -> float:
    """Threaded steel rod, millimetres to kilograms: the thread takes a sixth of the section."""
    return _STEEL * math.pi / 4 * diameter**2 * 0.84 * length


def hexagon_mass(across_flats: Size, height: Size, hole: Size = 0) -> float:
    """Steel hexagon with a round hole, millimetres to kilograms."""
    return _STEEL * height * (0.866 * across_flats**2 - math.pi / 4 * hole**2)


def ring_mass(outer: Size, inner: Size, thickness: Size) -> float:
    """Steel ring, millimetres to kilograms."""
    return _STEEL * math.pi / 4 * (outer**2 - inner**2) * thickness


def disc_mass(diameter: Size, height: Size) -> float:
    """Steel disc, millimetres to kilograms."""
    return ring_mass(diameter, 0, height)
