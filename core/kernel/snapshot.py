"""The neutral language in which one stage of the business shows its document to another.

A stage that reacts on somebody's document must not import that stage's models. It gets a
`DocumentSnapshot`: header, totals and lines as plain values of one moment, which also travel
through the outbox as JSON without a loss (`to_dict`, `from_dict`; decimals as strings).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self, TypeVar, cast

from core.kernel.money import ZERO, VatMode

FORMAT = 1
"""Version of the JSON form. A change of fields raises it and teaches `from_dict` the old one."""

Json = Mapping[str, Any]
_T = TypeVar("_T")


class BrokenSnapshot(ValueError):
    """Stored data is not a snapshot of a known format."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A row of a directory, with the name that it had at the moment of the snapshot.

    `id` None is free text: a requester who is not a partner yet, terms agreed by word of mouth.
    """

    id: int | None
    name: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"id": self.id, "name": self.name}

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """From what `to_dict` gave; raises `BrokenSnapshot`."""
        _same_keys(cls, data)
        return cls(_optional(data["id"], _integer), _string(data["name"]))


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit of measure: the name in the line and the code of ОКЕИ (three digits, as text)."""

    name: str
    okei: str | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "okei": self.okei}

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """From what `to_dict` gave; raises `BrokenSnapshot`."""
        _same_keys(cls, data)
        return cls(_string(data["name"]), _optional(data["okei"], _string))


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """One line of a document.

    `position` is the number of the line, unique in the document. `material_id` and `sku` are
    None for a line that names no material of ours yet. `price` is per unit before the discount,
    in the price mode of the document; None with zero sums is a line that has no price yet.
    `discount_percent` is 0..100. `vat_rate` is the code of the rate («22%», «без НДС»).
    `shipping_days` is the promised time of shipment, `wanted_date` is what the customer asks.
    """

    position: int
    material_id: int | None
    sku: str | None
    name: str
    description: str
    quantity: Decimal
    unit: UnitRef
    price: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    vat_rate: str | None = None
    net: Decimal = ZERO
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    shipping_days: int | None = None
    wanted_date: date | None = None

    def __post_init__(self) -> None:
        if self.net + self.vat != self.gross:
            raise ValueError(f"line {self.position}: net and vat do not make the gross sum")
        if self.price is None and self.gross != 0:
            raise ValueError(f"line {self.position}: a sum without a price")
        if self.price is not None and self.vat_rate is None:
            raise ValueError(f"line {self.position}: a price without a VAT rate")

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "position": self.position,
            "material_id": self.material_id,
            "sku": self.sku,
            "name": self.name,
            "description": self.description,
            "quantity": str(self.quantity),
            "unit": self.unit.to_dict(),
            "price": None if self.price is None else str(self.price),
            "discount_percent": str(self.discount_percent),
            "vat_rate": self.vat_rate,
            "net": str(self.net),
            "vat": str(self.vat),
            "gross": str(self.gross),
            "shipping_days": self.shipping_days,
            "wanted_date": None if self.wanted_date is None else self.wanted_date.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """From what `to_dict` gave; raises ValueError, mostly as `BrokenSnapshot`."""
        _same_keys(cls, data)
        return cls(
            position=_integer(data["position"]),
            material_id=_optional(data["material_id"], _integer),
            sku=_optional(data["sku"], _string),
            name=_string(data["name"]),
            description=_string(data["description"]),
            quantity=_decimal(data["quantity"]),
            unit=UnitRef.from_dict(_mapping(data["unit"])),
            price=_optional(data["price"], _decimal),
            discount_percent=_decimal(data["discount_percent"]),
            vat_rate=_optional(data["vat_rate"], _string),
            net=_decimal(data["net"]),
            vat=_decimal(data["vat"]),
            gross=_decimal(data["gross"]),
            shipping_days=_optional(data["shipping_days"], _integer),
            wanted_date=_optional(data["wanted_date"], _date),
        )


@dataclass(frozen=True, slots=True)
class DocumentSnapshot:
    """A document at one moment.

    `type` is the registry type («quotes.offer»), `number` and `date` are None before the
    registration. `currency` is a letter code of ISO 4217, sums are in it. The totals equal the
    sums of the lines; a snapshot that breaks this cannot be made.
    """

    type: str
    id: int
    number: str | None
    date: date | None
    organisation: Ref
    partner: Ref | None
    contact: Ref | None
    responsible: Ref
    currency: str
    vat_mode: VatMode
    delivery_terms: Ref | None
    payment_terms: Ref | None
    net: Decimal
    vat: Decimal
    gross: Decimal
    lines: tuple[LineSnapshot, ...]

    def __post_init__(self) -> None:
        if len({line.position for line in self.lines}) != len(self.lines):
            raise ValueError(f"{self.type} {self.id}: two lines of one position")
        for name in ("net", "vat", "gross"):
            total: Decimal = getattr(self, name)
            if total != sum((getattr(line, name) for line in self.lines), ZERO):
                raise ValueError(f"{self.type} {self.id}: {name} is not the sum of the lines")

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the version of the format."""
        return {
            "format": FORMAT,
            "type": self.type,
            "id": self.id,
            "number": self.number,
            "date": None if self.date is None else self.date.isoformat(),
            "organisation": self.organisation.to_dict(),
            "partner": _ref_to_dict(self.partner),
            "contact": _ref_to_dict(self.contact),
            "responsible": self.responsible.to_dict(),
            "currency": self.currency,
            "vat_mode": self.vat_mode.value,
            "delivery_terms": _ref_to_dict(self.delivery_terms),
            "payment_terms": _ref_to_dict(self.payment_terms),
            "net": str(self.net),
            "vat": str(self.vat),
            "gross": str(self.gross),
            "lines": [line.to_dict() for line in self.lines],
        }

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """From what `to_dict` gave; raises `BrokenSnapshot` for anything else.

        Unknown and absent keys are errors: a key that is dropped in silence is lost data.
        """
        if data.get("format") != FORMAT:
            raise BrokenSnapshot(f"format {data.get('format')!r} is not known, {FORMAT} is")
        data = {key: value for key, value in data.items() if key != "format"}
        _same_keys(cls, data)
        try:
            return cls(
                type=_string(data["type"]),
                id=_integer(data["id"]),
                number=_optional(data["number"], _string),
                date=_optional(data["date"], _date),
                organisation=_ref(data["organisation"]),
                partner=_optional(data["partner"], _ref),
                contact=_optional(data["contact"], _ref),
                responsible=_ref(data["responsible"]),
                currency=_string(data["currency"]),
                vat_mode=VatMode(data["vat_mode"]),
                delivery_terms=_optional(data["delivery_terms"], _ref),
                payment_terms=_optional(data["payment_terms"], _ref),
                net=_decimal(data["net"]),
                vat=_decimal(data["vat"]),
                gross=_decimal(data["gross"]),
                lines=tuple(LineSnapshot.from_dict(_mapping(line)) for line in data["lines"]),
            )
        except BrokenSnapshot:
            raise
        except (ValueError, TypeError) as error:
            raise BrokenSnapshot(str(error)) from error


def _same_keys(cls: type, data: Json) -> None:
    wanted = {field.name for field in fields(cls)}
    if wanted != set(data):
        raise BrokenSnapshot(f"{cls.__name__}: keys that differ: {sorted(wanted ^ set(data))}")


def _optional(value: Any, read: Callable[[Any], _T]) -> _T | None:
    return None if value is None else read(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise BrokenSnapshot(f"text is needed, not {value!r}")
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BrokenSnapshot(f"a whole number is needed, not {value!r}")
    return value


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(_string(value))
    except InvalidOperation as error:
        raise BrokenSnapshot(f"a number is needed, not {value!r}") from error
    if not number.is_finite():
        raise BrokenSnapshot(f"a finite number is needed, not {value!r}")
    return number


def _date(value: Any) -> date:
    return date.fromisoformat(_string(value))


def _mapping(value: Any) -> Json:
    if not isinstance(value, Mapping):
        raise BrokenSnapshot(f"an object is needed, not {value!r}")
    return cast(Json, value)


def _ref(value: Any) -> Ref:
    return Ref.from_dict(_mapping(value))


def _ref_to_dict(ref: Ref | None) -> dict[str, Any] | None:
    return None if ref is None else ref.to_dict()
