"""Small reference books: what is chosen from a list."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin


class CustomerGroup(IdMixin, Base):
    """A group of customers that shares price lists («Монтажники», «Дилеры»)."""

    __tablename__ = "core_customer_group"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    archived: Mapped[bool] = mapped_column(default=False)


class Channel(IdMixin, Base):
    """A way of communication: where customers come from and how they wish to be written to.

    ``code`` is known to the program (``email`` is the one that sends by itself); the built-in
    ones are made by ``seed.fill``, an installation may add its own.
    """

    __tablename__ = "core_channel"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    archived: Mapped[bool] = mapped_column(default=False)


class Campaign(IdMixin, Base):
    """A marketing campaign that brings customers by one channel."""

    __tablename__ = "core_campaign"
    __table_args__ = (UniqueConstraint("channel_id", "name"),)

    name: Mapped[str] = mapped_column(String(200))
    channel_id: Mapped[int] = mapped_column(ForeignKey("core_channel.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    archived: Mapped[bool] = mapped_column(default=False)

    channel: Mapped[Channel] = relationship()


class RejectionReason(IdMixin, Base):
    """Why a customer said no, or why we did."""

    __tablename__ = "core_rejection_reason"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    archived: Mapped[bool] = mapped_column(default=False)


class Competitor(IdMixin, Base):
    """Who a deal was lost to."""

    __tablename__ = "core_competitor"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    site: Mapped[str] = mapped_column(String(200), default="")
    archived: Mapped[bool] = mapped_column(default=False)
