"""Price lists and the imports that fill them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin
from core.db.types import BigId, QuantityType, UtcDateTime
from core.directory.models.material import Material
from core.directory.models.reference import CustomerGroup
from core.kernel.clock import now
from core.kernel.money import VatMode


class PriceList(IdMixin, Base):
    """Prices in one currency, for one group of customers or (None) for everybody.

    Valid from and to the given days, both inclusive.
    """

    __tablename__ = "core_price_list"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    currency: Mapped[str] = mapped_column(String(3), default="RUB")
    customer_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_customer_group.id"), index=True
    )
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    vat_mode: Mapped[str] = mapped_column(String(10), default=VatMode.INCLUDED.value)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    customer_group: Mapped[CustomerGroup | None] = relationship()


class PriceItem(IdMixin, Base):
    """The price of one unit when at least ``min_quantity`` are bought."""

    __tablename__ = "core_price_item"
    __table_args__ = (
        UniqueConstraint("price_list_id", "material_id", "min_quantity"),
        Index("ix_core_price_item_material", "material_id"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("min_quantity >= 0", name="min_quantity"),
    )

    price_list_id: Mapped[int] = mapped_column(ForeignKey("core_price_list.id"))
    material_id: Mapped[int] = mapped_column(ForeignKey("core_material.id"))
    min_quantity: Mapped[Decimal] = mapped_column(QuantityType, default=Decimal(0))
    price: Mapped[Decimal] = mapped_column(QuantityType)

    price_list: Mapped[PriceList] = relationship()
    material: Mapped[Material] = relationship()


class PriceImport(IdMixin, Base):
    """One file of prices on its way in: uploaded, columns confirmed, applied by a job.

    ``file_key`` is the key of the file in storage (its hash), ``mapping`` which column means
    what, ``counts`` what came of it, ``report_key`` the workbook of rows that were refused.
    """

    __tablename__ = "core_price_import"

    price_list_id: Mapped[int] = mapped_column(ForeignKey("core_price_list.id"), index=True)
    file_key: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(255))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    report_key: Mapped[str] = mapped_column(String(200), default="")
    job_id: Mapped[int | None] = mapped_column(BigId)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    price_list: Mapped[PriceList] = relationship()

    @property
    def currency(self) -> str:
        """The currency that the prices of the file must be in."""
        return self.price_list.currency
