"""The columns that a line of every trade document has, whatever the stage."""

from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from core.db.base import IdMixin
from core.db.types import MoneyType, QuantityType
from core.directory.models import Material, Unit


class TradeLine(IdMixin):
    """A stage's own table of lines inherits this.

    Name, article and unit are copied from the material when the line is made: what was offered
    stays as it was offered. ``price`` is that of one unit before the discount; the sums are
    computed by ``kernel.money.line_amounts`` and stored.
    """

    position: Mapped[int]
    sku: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    quantity: Mapped[Decimal] = mapped_column(QuantityType)
    price: Mapped[Decimal] = mapped_column(QuantityType, default=Decimal(0))
    discount_percent: Mapped[Decimal] = mapped_column(QuantityType, default=Decimal(0))
    vat_code: Mapped[str] = mapped_column(String(10))
    net: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    vat: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    gross: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    shipping_days: Mapped[int | None]

    @declared_attr
    def document_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("core_document.id"), index=True)

    @declared_attr
    def material_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("core_material.id"), index=True)

    @declared_attr
    def unit_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("core_unit.id"), index=True)

    @declared_attr
    def material(cls) -> Mapped[Material | None]:  # noqa: N805
        return relationship(Material)

    @declared_attr
    def unit(cls) -> Mapped[Unit | None]:  # noqa: N805
        return relationship(Unit)
