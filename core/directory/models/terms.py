"""VAT rates and the terms that stand in every trade document."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, IdMixin
from core.db.types import MoneyType, QuantityType
from core.kernel import money


class VatRate(IdMixin, Base):
    """What a VAT category means in percent between two dates, both inclusive.

    ``code`` is that of ``kernel.money.VatRate`` («22%», «без НДС») and stays in documents.
    ``percent`` None is «без НДС», which is not the same as 0 %.
    """

    __tablename__ = "core_vat_rate"
    __table_args__ = (UniqueConstraint("category", "valid_from"),)

    code: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(10))
    percent: Mapped[Decimal | None] = mapped_column(QuantityType)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    @property
    def rate(self) -> money.VatRate:
        """The same rate as the arithmetic of documents knows it."""
        return money.VatRate(self.code, self.percent)


class DeliveryTerm(IdMixin, Base):
    """How the goods get to the customer, and what that does to the price.

    ``price_percent`` is added to each unit price (negative: a discount for pick-up);
    ``order_charge`` is added once per order, in ``currency``. ``incoterm`` is empty for own terms.
    """

    __tablename__ = "core_delivery_term"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    incoterm: Mapped[str] = mapped_column(String(3), default="")
    price_percent: Mapped[Decimal] = mapped_column(QuantityType, default=Decimal(0))
    order_charge: Mapped[Decimal] = mapped_column(MoneyType, default=Decimal(0))
    currency: Mapped[str] = mapped_column(String(3), default="RUB")
    archived: Mapped[bool] = mapped_column(default=False)


class PaymentTerm(IdMixin, Base):
    """When the customer pays: a part before shipment, the rest within days after it."""

    __tablename__ = "core_payment_term"
    __table_args__ = (
        CheckConstraint("deferral_days >= 0", name="deferral"),
        CheckConstraint("prepayment_percent BETWEEN 0 AND 100000000", name="prepayment"),
    )

    name: Mapped[str] = mapped_column(String(200), unique=True)
    prepayment_percent: Mapped[Decimal] = mapped_column(QuantityType, default=Decimal(100))
    deferral_days: Mapped[int] = mapped_column(default=0)
    archived: Mapped[bool] = mapped_column(default=False)
