"""Who changed what in the directories."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, IdMixin
from core.db.types import BigId, UtcDateTime
from core.kernel.clock import now


class DirectoryChange(IdMixin, Base):
    """One change of one record. Only added to.

    ``kind`` is the table's name, ``action`` one of created, changed, merged, ``changes``
    maps a field to its old and new value; for a merge, a foreign key to the rows re-pointed.
    """

    __tablename__ = "core_directory_change"
    __table_args__ = (Index("ix_core_directory_change_entity", "kind", "entity_id", "id"),)

    kind: Mapped[str] = mapped_column(String(60))
    entity_id: Mapped[int] = mapped_column(BigId)
    action: Mapped[str] = mapped_column(String(20))
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
