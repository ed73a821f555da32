"""The assortment (номенклатура)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin
from core.db.types import QuantityType, UtcDateTime
from core.directory.choices import VatCategory
from core.kernel.clock import now
from core.kernel.money import QUANTITY_PLACES


class Unit(IdMixin, Base):
    """A unit of measure: ``code`` «796» of ОКЕИ or an own one (see ``directory.okei``).

    ``decimals``: how many places after the point a quantity of it may have, 0 for what is only
    counted (штука, упаковка).
    """

    __tablename__ = "core_unit"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    short: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    decimals: Mapped[int] = mapped_column(default=QUANTITY_PLACES)
    archived: Mapped[bool] = mapped_column(default=False)


class MaterialGroup(IdMixin, Base):
    """A node of the tree of materials."""

    __tablename__ = "core_material_group"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("core_material_group.id"))
    archived: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["MaterialGroup | None"] = relationship(remote_side="MaterialGroup.id")


class Material(IdMixin, Base):
    """A thing that is sold.

    ``sku_key`` is the article number in one spelling (case, separators and look-alike letters
    folded), by which it is found. ``weight`` in kilograms and ``volume`` in cubic metres of one
    unit. ``is_special``: made to the customer's drawing (особое изделие); ``lead_time_days`` is
    the usual time to get it where it is not in stock. ``sellable`` False: out of the assortment.
    """

    __tablename__ = "core_material"
    __table_args__ = (
        Index("ix_core_material_list", "archived", "name", "id"),
        Index("ix_core_material_by_group", "group_id", "archived", "name"),
    )

    sku: Mapped[str] = mapped_column(String(60), unique=True)
    sku_key: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(String(2000), default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("core_material_group.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("core_unit.id"), index=True)
    vat_category: Mapped[str] = mapped_column(String(10), default=VatCategory.STANDARD.value)
    weight: Mapped[Decimal | None] = mapped_column(QuantityType)
    volume: Mapped[Decimal | None] = mapped_column(QuantityType)
    is_special: Mapped[bool] = mapped_column(default=False)
    lead_time_days: Mapped[int | None]
    sellable: Mapped[bool] = mapped_column(default=True)
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    group: Mapped[MaterialGroup | None] = relationship()
    unit: Mapped[Unit] = relationship()
    alternatives: Mapped[list["MaterialAlternative"]] = relationship(
        foreign_keys="MaterialAlternative.material_id",
        order_by="MaterialAlternative.position",
        back_populates="material",
        cascade="all, delete-orphan",
    )


class MaterialAlternative(IdMixin, Base):
    """What may be offered instead; ``position`` 1 is preferred, ``note`` says what differs."""

    __tablename__ = "core_material_alternative"
    __table_args__ = (UniqueConstraint("material_id", "alternative_id"),)

    material_id: Mapped[int] = mapped_column(ForeignKey("core_material.id"))
    alternative_id: Mapped[int] = mapped_column(ForeignKey("core_material.id"), index=True)
    position: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")

    material: Mapped[Material] = relationship(
        foreign_keys=[material_id], back_populates="alternatives"
    )
    alternative: Mapped[Material] = relationship(foreign_keys=[alternative_id])
