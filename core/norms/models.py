"""Values that the head has set, each in force from a moment."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.accounts.models import User
from core.db.base import Base, IdMixin
from core.db.types import QuantityType, UtcDateTime
from core.kernel.clock import now


class NormSetting(IdMixin, Base):
    """A value of a norm from ``valid_from`` on. Rows are never changed: they are the history."""

    __tablename__ = "core_norm_setting"
    __table_args__ = (Index("ix_core_norm_setting_key", "key", "valid_from", "id"),)

    key: Mapped[str] = mapped_column(String(120))
    value: Mapped[Decimal] = mapped_column(QuantityType)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    author: Mapped[User | None] = relationship()
