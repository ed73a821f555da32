"""Correspondence: threads and their messages."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin
from core.db.types import UtcDateTime
from core.kernel.clock import now


class MailState(StrEnum):
    """How a message stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class MailThread(IdMixin, Base):
    """One conversation. A letter put into an old thread shows up there in the reader's program.

    ``subject`` is that of the first letter; answers carry it on, by which Gmail knows a thread.
    """

    __tablename__ = "core_mail_thread"

    subject: Mapped[str] = mapped_column(String(300))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("core_document.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("core_partner.id"), index=True)

    messages: Mapped[list["MailMessage"]] = relationship(
        back_populates="thread", order_by="MailMessage.id"
    )


class MailMessage(IdMixin, Base):
    """One message, fixed when it is composed: a second attempt sends the very same one.

    ``to`` and ``cc`` are lists of addresses as ``mail.addresses.Mailbox`` writes them. The sender
    is the author; which address stands in From is decided by the server's settings.
    ``attachments`` is a list of {"name", "key", "media_type", "content_id"}; ``key`` is that of
    ``core.storage``, ``content_id`` is empty but for pictures that the HTML shows.
    ``error`` of a sent message names the recipients that the server has refused.
    """

    __tablename__ = "core_mail_message"
    __table_args__ = (Index("ix_core_mail_message_thread_id_id", "thread_id", "id"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("core_mail_thread.id"))
    message_id: Mapped[str] = mapped_column(String(320), unique=True)
    in_reply_to: Mapped[str | None] = mapped_column(String(320))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    sender_email: Mapped[str] = mapped_column(String(254), default="")
    to: Mapped[list[Any]]
    cc: Mapped[list[Any]]
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    attachments: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(6))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")

    thread: Mapped[MailThread] = relationship(back_populates="messages")
