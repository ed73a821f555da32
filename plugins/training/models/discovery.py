"""Tables of discovery: how each person works, and the common process built of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import Base, IdMixin, QuantityType, User, UtcDateTime, now


class Process(IdMixin, Base):
    """A process that people describe and that the owner builds one of."""

    __tablename__ = "training_process"

    title: Mapped[str] = mapped_column(String(200), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    owner: Mapped[User] = relationship()
    steps: Mapped[list["MapStep"]] = relationship(
        order_by="MapStep.position", cascade="all, delete-orphan"
    )


class Way(IdMixin, Base):
    """One person's own way through a process. The owner sees it once ``submitted_at`` is set."""

    __tablename__ = "training_way"
    __table_args__ = (UniqueConstraint("process_id", "user_id"),)

    process_id: Mapped[int] = mapped_column(ForeignKey("training_process.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    process: Mapped[Process] = relationship()
    user: Mapped[User] = relationship()
    steps: Mapped[list["WayStep"]] = relationship(
        order_by="WayStep.position", cascade="all, delete-orphan"
    )


class WayStep(IdMixin, Base):
    """A step as a person takes it. ``hours`` is the usual time; ``stage`` as in ``MapStep``."""

    __tablename__ = "training_way_step"
    __table_args__ = (Index("ix_training_way_step_way", "way_id", "position"),)

    way_id: Mapped[int] = mapped_column(ForeignKey("training_way.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[Decimal | None] = mapped_column(QuantityType)
    arguments: Mapped[str] = mapped_column(Text, default="")
    tools: Mapped[str] = mapped_column(String(300), default="")
    stage: Mapped[str] = mapped_column(String(120), default="")


class MapStep(IdMixin, Base):
    """A step of the common process.

    ``role`` is the lane. ``stage`` (see ``plugins.training.stages``) is the state that a document
    comes to, or the move that it makes, when the step is done, so its real time is known; empty
    where the program cannot see the step. ``hours`` is the intended time from the step before.
    ``branches`` lead past the next step: ``{"to": position, "label": text}``. ``origin_id`` is the
    person's step it was taken from.
    """

    __tablename__ = "training_map_step"
    __table_args__ = (Index("ix_training_map_step_process", "process_id", "position"),)

    process_id: Mapped[int] = mapped_column(ForeignKey("training_process.id", ondelete="CASCADE"))
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[Decimal | None] = mapped_column(QuantityType)
    stage: Mapped[str] = mapped_column(String(120), default="")
    arguments: Mapped[str] = mapped_column(Text, default="")
    tools: Mapped[str] = mapped_column(String(300), default="")
    branches: Mapped[list[dict[str, Any]]]
    origin_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_way_step.id", ondelete="SET NULL"), index=True
    )

    origin: Mapped[WayStep | None] = relationship()
