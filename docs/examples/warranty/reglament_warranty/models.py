"""Tables of the stage. The header of a card is a row of ``core_document``."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import Base, BigId, Document, IdMixin, QuantityType


class Card(Base):
    """A warranty card (талон). ``valid_until`` is known once the card has been issued.

    ``complaint`` is what the customer said last; the history keeps what he said before.
    """

    __tablename__ = "warranty_card"
    __table_args__ = (Index("ix_warranty_card_valid_until", "valid_until"),)

    document_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("core_document.id"), primary_key=True, autoincrement=False
    )
    months: Mapped[int]
    valid_until: Mapped[date | None]
    complaint: Mapped[str] = mapped_column(Text, default="")

    document: Mapped[Document] = relationship()
    items: Mapped[list["CardItem"]] = relationship(
        back_populates="card", order_by="CardItem.position", cascade="all, delete-orphan"
    )


class CardItem(IdMixin, Base):
    """A thing under warranty, by the name that it was sold under."""

    __tablename__ = "warranty_card_item"

    document_id: Mapped[int] = mapped_column(ForeignKey("warranty_card.document_id"), index=True)
    position: Mapped[int]
    material_id: Mapped[int | None] = mapped_column(ForeignKey("core_material.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    serial: Mapped[str] = mapped_column(String(100), default="", index=True)
    quantity: Mapped[Decimal] = mapped_column(QuantityType)

    card: Mapped[Card] = relationship(back_populates="items")
