"""Tables of requests and offers. The headers are in ``core_document``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import (
    Attachment,
    Base,
    BigId,
    Campaign,
    Channel,
    Competitor,
    Contact,
    DeliveryTerm,
    Document,
    IdMixin,
    MailMessage,
    Material,
    MoneyType,
    PaymentTerm,
    QuantityType,
    RejectionReason,
    TradeLine,
    Unit,
    User,
    UtcDateTime,
    now,
)


class Request(Base):
    """A customer's request (запрос). ``requester`` stands for who is not yet a partner."""

    __tablename__ = "quotes_request"

    document_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("core_document.id"), primary_key=True, autoincrement=False
    )
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("core_channel.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("core_campaign.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("core_contact.id"), index=True)
    requester: Mapped[str] = mapped_column(String(200), default="")
    requester_email: Mapped[str] = mapped_column(String(254), default="")
    requester_phone: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    letter: Mapped[str] = mapped_column(Text, default="")
    comment: Mapped[str] = mapped_column(Text, default="")

    document: Mapped[Document] = relationship()
    channel: Mapped[Channel | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    lines: Mapped[list["RequestLine"]] = relationship(
        back_populates="request",
        order_by="RequestLine.position",
        cascade="all, delete-orphan",
    )


class RequestLine(IdMixin, Base):
    """What was asked for, in the customer's words, and what of ours answers it.

    ``status``: open (nobody has decided), accepted, alternative (``material`` is offered instead
    of ``asked``), unmet (we do not sell it: ``unmet_reason``). ``match_how`` and ``match_score``
    (0..100) tell how the program found the material; empty where a person chose it.
    """

    __tablename__ = "quotes_request_line"
    __table_args__ = (Index("ix_quotes_request_line_status", "status", "material_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("quotes_request.document_id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    quantity: Mapped[Decimal] = mapped_column(QuantityType)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("core_unit.id"), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    is_special: Mapped[bool] = mapped_column(default=False)
    wanted_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12), default="open")
    material_id: Mapped[int | None] = mapped_column(ForeignKey("core_material.id"), index=True)
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("core_material.id"), index=True)
    match_how: Mapped[str] = mapped_column(String(10), default="")
    match_score: Mapped[Decimal | None] = mapped_column(QuantityType)
    unmet_reason: Mapped[str] = mapped_column(String(300), default="")

    request: Mapped[Request] = relationship(back_populates="lines")
    unit: Mapped[Unit | None] = relationship()
    material: Mapped[Material | None] = relationship(foreign_keys=[material_id])
    asked: Mapped[Material | None] = relationship(foreign_keys=[asked_id])


class Offer(Base):
    """A commercial offer (КП). Sums with VAT are in the header's ``total``."""

    __tablename__ = "quotes_offer"

    document_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("core_document.id"), primary_key=True, autoincrement=False
    )
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("core_contact.id"), index=True)
    valid_until: Mapped[date]
    vat_mode: Mapped[str] = mapped_column(String(10))
    delivery_term_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_delivery_term.id"), index=True
    )
    payment_term_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_payment_term.id"), index=True
    )
    opening: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    not_an_offer: Mapped[bool] = mapped_column(default=False)
    net: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    vat: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    rejection_reason_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_rejection_reason.id"), index=True
    )
    competitor_id: Mapped[int | None] = mapped_column(ForeignKey("core_competitor.id"), index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    document: Mapped[Document] = relationship()
    contact: Mapped[Contact | None] = relationship()
    delivery_term: Mapped[DeliveryTerm | None] = relationship()
    payment_term: Mapped[PaymentTerm | None] = relationship()
    rejection_reason: Mapped[RejectionReason | None] = relationship()
    competitor: Mapped[Competitor | None] = relationship()
    lines: Mapped[list["OfferLine"]] = relationship(
        primaryjoin="foreign(OfferLine.document_id) == Offer.document_id",
        back_populates="offer",
        order_by="OfferLine.position",
        cascade="all, delete-orphan",
    )
    sendings: Mapped[list["Sending"]] = relationship(
        back_populates="offer", order_by="Sending.id.desc()"
    )


class OfferLine(TradeLine, Base):
    """A line of an offer.

    ``list_price`` and ``price_source`` tell where the price came from; a price typed by hand
    differs from them; the source is a ``Message`` as JSON. ``instead_of`` and ``instead_reason``:
    what was asked for, where this is offered in its place. ``confirmed_quantity``: what the
    customer took of it.
    """

    __tablename__ = "quotes_offer_line"

    list_price: Mapped[Decimal | None] = mapped_column(QuantityType)
    price_source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    instead_of: Mapped[str] = mapped_column(String(300), default="")
    instead_reason: Mapped[str] = mapped_column(String(300), default="")
    confirmed_quantity: Mapped[Decimal | None] = mapped_column(QuantityType)

    offer: Mapped[Offer] = relationship(
        primaryjoin="foreign(OfferLine.document_id) == Offer.document_id",
        back_populates="lines",
    )


class Sending(IdMixin, Base):
    """One sending of an offer: when, by whom, by which channel, to whom, which exact bytes.

    ``channel``: email, or manual (paper, messenger), recorded by hand. Of an e-mail ``message``
    is empty until the job has composed it; ``failure`` says why it could not.
    """

    __tablename__ = "quotes_sending"
    __table_args__ = (Index("ix_quotes_sending_document", "document_id", "id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("quotes_offer.document_id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("core_attachment.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("core_mail_message.id"), index=True)
    failure: Mapped[str] = mapped_column(String(500), default="")

    offer: Mapped[Offer] = relationship(back_populates="sendings")
    author: Mapped[User | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
    message: Mapped[MailMessage | None] = relationship()


class PublicLink(IdMixin, Base):
    """An address by which a customer sees an offer without a log-in. Only its hash is kept."""

    __tablename__ = "quotes_public_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("quotes_offer.document_id"), index=True)
    sending_id: Mapped[int | None] = mapped_column(ForeignKey("quotes_sending.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CustomerAnswer(IdMixin, Base):
    """What a customer said to an offer: by his page, or to whoever wrote it down.

    ``kind``: received, accepted, rejected, change (he wants the offer changed). ``words`` are his
    own. Of a change ``quantities`` are those he wishes, as text by the line's id; zero: none of
    it. ``seen_at`` is empty until the person responsible for the offer knows of it.
    """

    __tablename__ = "quotes_answer"
    __table_args__ = (
        Index("ix_quotes_answer_document", "document_id", "id"),
        Index("ix_quotes_answer_seen", "seen_at", "document_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("quotes_offer.document_id"))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    how: Mapped[str] = mapped_column(String(12))
    who: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text, default="")
    quantities: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    offer: Mapped[Offer] = relationship()
