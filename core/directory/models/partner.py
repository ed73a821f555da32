"""Partners (контрагенты) and the people in them."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin, RowScoped
from core.db.types import UtcDateTime
from core.directory.models.organisation import BankAccount
from core.directory.models.reference import Campaign, Channel, CustomerGroup
from core.kernel.clock import now

if TYPE_CHECKING:
    from core.accounts.models import User

COMMENT_LENGTH = 4000


class Partner(IdMixin, RowScoped, Base):
    """A company, a sole proprietor or a person that we sell to.

    Phones are kept as ``+7XXXXXXXXXX`` (an extension after ``;ext=``), e-mails in lower case: the
    search of duplicates compares them as they are. ``sort_name`` is the name in lower case
    without quotes and legal form, by which lists are ordered. A merged partner stays as a row
    that points to the one which took its place.
    """

    __tablename__ = "core_partner"
    __table_args__ = (
        Index("ix_core_partner_list", "archived", "sort_name", "id"),
        Index("ix_core_partner_inn", "inn"),
        # Two people who enter the same company at once: the second is refused by the database.
        Index(
            "uq_core_partner_inn_kpp",
            "inn",
            "kpp",
            unique=True,
            sqlite_where=text("inn <> '' AND merged_into_id IS NULL"),
            postgresql_where=text("inn <> '' AND merged_into_id IS NULL"),
        ),
        Index("ix_core_partner_responsible", "responsible_id", "archived", "sort_name"),
        Index("ix_core_partner_department", "department_id", "archived", "sort_name"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(400), default="")
    inn: Mapped[str] = mapped_column(String(12), default="")
    kpp: Mapped[str] = mapped_column(String(9), default="")
    ogrn: Mapped[str] = mapped_column(String(15), default="")
    okpo: Mapped[str] = mapped_column(String(10), default="")
    legal_address: Mapped[str] = mapped_column(String(400), default="")
    postal_address: Mapped[str] = mapped_column(String(400), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    site: Mapped[str] = mapped_column(String(200), default="")
    customer_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_customer_group.id"), index=True
    )
    source_channel_id: Mapped[int | None] = mapped_column(ForeignKey("core_channel.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("core_campaign.id"), index=True)
    preferred_channel_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_channel.id"), index=True
    )
    abc_class: Mapped[str] = mapped_column(String(1), default="")
    is_vip: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(String(COMMENT_LENGTH), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("core_department.id"))
    archived: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("core_partner.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="partner", order_by="Contact.archived, Contact.is_main.desc(), Contact.id"
    )
    accounts: Mapped[list[BankAccount]] = relationship(
        back_populates="partner", order_by="BankAccount.is_main.desc(), BankAccount.id"
    )
    customer_group: Mapped[CustomerGroup | None] = relationship()
    source_channel: Mapped[Channel | None] = relationship(foreign_keys=[source_channel_id])
    preferred_channel: Mapped[Channel | None] = relationship(foreign_keys=[preferred_channel_id])
    campaign: Mapped[Campaign | None] = relationship()
    responsible: Mapped["User | None"] = relationship(foreign_keys=[responsible_id])
    author: Mapped["User | None"] = relationship(foreign_keys=[author_id])


class Contact(IdMixin, Base):
    """A person at a partner. Reached only through the partner, whose scope it shares."""

    __tablename__ = "core_contact"

    partner_id: Mapped[int] = mapped_column(ForeignKey("core_partner.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    messenger: Mapped[str] = mapped_column(String(100), default="")
    decision_role: Mapped[str] = mapped_column(String(20), default="")
    is_main: Mapped[bool] = mapped_column(default=False)
    archived: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    partner: Mapped[Partner] = relationship(back_populates="contacts")
