"""Column types that keep exact sums on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.types import TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")
"""Key type: SQLite numbers rows by itself only for INTEGER."""


class _Scaled(TypeDecorator[Decimal]):
    """Decimal kept as a whole number of its smallest unit, so that SUM() stays exact."""

    impl = BigInteger
    cache_ok = True
    digits = 0

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.digits)
        return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        # PostgreSQL answers SUM(bigint) with a numeric, SQLite with an integer.
        return None if value is None else Decimal(int(value)).scaleb(-self.digits)


class MoneyType(_Scaled):
    """An amount in minor units (kopecks): two decimals."""

    cache_ok = True
    digits = 2


class QuantityType(_Scaled):
    """A quantity, unit price or percentage in millionths: six decimals."""

    cache_ok = True
    digits = 6


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: always aware, always UTC. A naive one is refused with ValueError."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
