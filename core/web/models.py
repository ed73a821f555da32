"""What a person has set up for himself on the screens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.accounts.models import User
from core.db.base import Base, IdMixin
from core.db.types import UtcDateTime
from core.kernel.clock import now


class SavedView(IdMixin, Base):
    """A state of a list under a name.

    ``query`` is the state as parameters of an address. ``shared`` shows it to everybody who may
    open the list; each sees in it only the rows that he may see. ``is_default`` opens it first
    for its owner.
    """

    __tablename__ = "core_saved_view"
    __table_args__ = (
        UniqueConstraint("owner_id", "list_name", "name"),
        Index("ix_core_saved_view_list", "list_name", "shared"),
    )

    list_name: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    owner: Mapped[User] = relationship()


class ColumnChoice(Base):
    """The columns of a list that a person has chosen, in his order."""

    __tablename__ = "core_column_choice"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("core_user.id", ondelete="CASCADE"), primary_key=True
    )
    list_name: Mapped[str] = mapped_column(String(80), primary_key=True)
    columns: Mapped[list[Any]]
