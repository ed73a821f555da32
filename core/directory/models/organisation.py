"""Own organisations, and the bank accounts of both sides."""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin
from core.directory.choices import Accent, TaxSystem, VatOption

if TYPE_CHECKING:
    from core.directory.models.partner import Partner


class Organisation(IdMixin, Base):
    """An own legal entity, in whose name documents are made.

    ``name`` is the short legal name, ``logo_key`` the key of the picture in file storage,
    ``number_prefix`` stands before the numbers of its documents.
    """

    __tablename__ = "core_organisation"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    full_name: Mapped[str] = mapped_column(String(400), default="")
    inn: Mapped[str] = mapped_column(String(12), default="")
    kpp: Mapped[str] = mapped_column(String(9), default="")
    ogrn: Mapped[str] = mapped_column(String(15), default="")
    okpo: Mapped[str] = mapped_column(String(10), default="")
    legal_address: Mapped[str] = mapped_column(String(400), default="")
    postal_address: Mapped[str] = mapped_column(String(400), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    site: Mapped[str] = mapped_column(String(200), default="")
    tax_system: Mapped[str] = mapped_column(String(10), default=TaxSystem.OSNO.value)
    vat_option: Mapped[str] = mapped_column(String(10), default=VatOption.GENERAL.value)
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_position: Mapped[str] = mapped_column(String(200), default="")
    signatory_basis: Mapped[str] = mapped_column(String(200), default="")
    accountant_name: Mapped[str] = mapped_column(String(200), default="")
    logo_key: Mapped[str] = mapped_column(String(200), default="")
    accent: Mapped[str] = mapped_column(String(20), default=Accent.TEAL.value)
    number_prefix: Mapped[str] = mapped_column(String(10), default="")
    archived: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    accounts: Mapped[list["BankAccount"]] = relationship(
        back_populates="organisation", order_by="BankAccount.is_main.desc(), BankAccount.id"
    )

    @property
    def main_account(self) -> "BankAccount | None":
        """The account that stands in printed forms; None where there is none."""
        return self.accounts[0] if self.accounts else None


class BankAccount(IdMixin, Base):
    """A settlement account of one organisation or of one partner.

    ``key_overridden``: the check digit of the number fails, and a person said that it is right.
    """

    __tablename__ = "core_bank_account"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (partner_id IS NULL)", name="one_owner"),
    )

    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_organisation.id"), index=True
    )
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("core_partner.id"), index=True)
    bik: Mapped[str] = mapped_column(String(9))
    number: Mapped[str] = mapped_column(String(20), index=True)
    corr_number: Mapped[str] = mapped_column(String(20), default="")
    bank_name: Mapped[str] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3), default="RUB")
    is_main: Mapped[bool] = mapped_column(default=False)
    key_overridden: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    organisation: Mapped[Organisation | None] = relationship(back_populates="accounts")
    partner: Mapped["Partner | None"] = relationship(back_populates="accounts")
