"""The header of every document and what hangs on it."""

import datetime as dt
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.accounts.models import User
from core.db.base import Base, IdMixin, RowScoped
from core.db.types import BigId, MoneyType, UtcDateTime
from core.directory.models import Organisation, Partner
from core.kernel.clock import now

MOVING = "_reglament_moving"


class Document(IdMixin, RowScoped, Base):
    """The header. A stage keeps its own part in a table keyed by ``document_id``.

    ``number`` is None until registration; ``date`` is the business date; ``total`` includes VAT.
    A revision keeps year and sequence of the document that it replaces («КП-000015/2»).
    ``state`` is written by ``documents.service.fire`` only: assigning it elsewhere raises.
    """

    __tablename__ = "core_document"
    __table_args__ = (
        UniqueConstraint("organisation_id", "type", "year", "sequence", "revision"),
        UniqueConstraint("organisation_id", "type", "year", "number"),
        CheckConstraint("number IS NULL OR sequence IS NOT NULL", name="numbered"),
        Index("ix_core_document_type_state", "type", "state", "date", "id"),
        Index("ix_core_document_type_date", "type", "date", "id"),
        Index("ix_core_document_responsible", "responsible_id", "type", "state"),
        Index("ix_core_document_department", "department_id", "type", "state"),
        Index("ix_core_document_partner", "partner_id", "type", "date"),
    )

    type: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("core_organisation.id"))
    number: Mapped[str | None] = mapped_column(String(40))
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    date: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300), default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("core_partner.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("core_department.id"))
    currency: Mapped[str] = mapped_column(String(3), default="RUB")
    total: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    due: Mapped[dt.date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    state_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    organisation: Mapped[Organisation] = relationship()
    partner: Mapped[Partner | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    responsible: Mapped[User | None] = relationship(foreign_keys=[responsible_id])


@event.listens_for(Document.state, "set")
def _only_fire_writes_state(document: Document, value: str, old: Any, _initiator: Any) -> None:
    """``fire`` and ``create`` leave a permit for the one assignment that follows."""
    permits = vars(document)
    if permits.pop(MOVING, None) != value:
        raise RuntimeError("the state of a document is written by documents.service.fire only")


class NumberCounter(Base):
    """The last number given, per organisation, type and year."""

    __tablename__ = "core_number_counter"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("core_organisation.id"), primary_key=True
    )
    type: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class DocumentLink(IdMixin, Base):
    """``target`` came from ``source``. ``kind``: "based_on", "supersedes", "copy_of"."""

    __tablename__ = "core_document_link"
    __table_args__ = (UniqueConstraint("source_id", "target_id", "kind"),)

    source_id: Mapped[int] = mapped_column(ForeignKey("core_document.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("core_document.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class HistoryEntry(IdMixin, Base):
    """One line of a document's history: append-only, each chained to the one before it."""

    __tablename__ = "core_history"
    __table_args__ = (UniqueConstraint("document_id", "position"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("core_document.id"))
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class HistorySeal(IdMixin, Base):
    """A daily digest over the heads of all chains: shows a chain that was cut short.

    Seals are a chain themselves, so that one that was taken out of the middle, or put elsewhere,
    shows; ``number`` counts them from 1. Each keeps the heads that have moved since the one before.
    """

    __tablename__ = "core_history_seal"

    number: Mapped[int] = mapped_column(unique=True)
    day: Mapped[dt.date] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class SealedHead(IdMixin, Base):
    """The head of one chain as a seal found it; see ``core.kernel.chain.Head``."""

    __tablename__ = "core_history_seal_head"
    __table_args__ = (
        UniqueConstraint("seal_id", "journal", "chain"),
        Index("ix_core_history_seal_head_chain", "journal", "chain", "length"),
    )

    seal_id: Mapped[int] = mapped_column(ForeignKey("core_history_seal.id"))
    journal: Mapped[str] = mapped_column(String(80))
    chain: Mapped[int]
    length: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class Comment(IdMixin, Base):
    """What people say to each other about a document."""

    __tablename__ = "core_comment"
    __table_args__ = (Index("ix_core_comment_document", "document_id", "at"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("core_document.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    text: Mapped[str] = mapped_column(Text)

    author: Mapped[User] = relationship()


class Attachment(IdMixin, Base):
    """A file of a document. The bytes lie in the storage under their SHA-256."""

    __tablename__ = "core_attachment"

    document_id: Mapped[int] = mapped_column(ForeignKey("core_document.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(20), default="file")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User | None] = relationship()


class IdempotencyKey(Base):
    """A form already carried out: its second sending leads to what the first one made."""

    __tablename__ = "core_idempotency_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    endpoint: Mapped[str] = mapped_column(String(120))
    location: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
