"""Which VAT rate applies on a day. The percentages are data, never constants of the code."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.directory.choices import VatCategory, VatOption
from core.directory.models import Organisation, VatRate
from core.kernel.errors import DomainError
from core.kernel.text import N_, Message


def vat_rates(session: Session, at: date) -> dict[str, VatRate]:
    """The rates in force on a day, by category; one query."""
    rows = session.scalars(
        select(VatRate)
        .where(VatRate.valid_from <= at, or_(VatRate.valid_to.is_(None), VatRate.valid_to >= at))
        .order_by(VatRate.valid_from)
    )
    return {row.category: row for row in rows}


def vat_rate(session: Session, category: str, at: date) -> VatRate:
    """The rate of a category on a day (the day of shipment, НК ст. 167).

    Raises DomainError where the directory has none for that day.
    """
    return _found(vat_rates(session, at), category, at)


def seller_category(vat_option: str, category: str) -> str:
    """The category that a seller charges on goods of ``category``.

    A seller on УСН with a reduced rate charges it on everything taxed (НК ст. 164 п. 8) except
    what is taxed at zero; one who is exempt (НК ст. 145) charges none at all.
    """
    if vat_option == VatOption.EXEMPT:
        return VatCategory.NONE
    if vat_option in {VatOption.USN_5, VatOption.USN_7}:
        if category in {VatCategory.ZERO, VatCategory.NONE}:
            return category
        return VatCategory(vat_option)
    return category


def seller_rates(session: Session, organisation: Organisation, at: date) -> Mapping[str, VatRate]:
    """For each category of goods, the rate that the organisation charges on a day; one query.

    A category without a rate on that day is absent.
    """
    rates = vat_rates(session, at)
    charged = {
        category: seller_category(organisation.vat_option, category) for category in VatCategory
    }
    return {category: rates[own] for category, own in charged.items() if own in rates}


def _found(rates: Mapping[str, VatRate], category: str, at: date) -> VatRate:
    rate = rates.get(category)
    if rate is None:
        raise DomainError(
            Message(
                N_("В справочнике ставок НДС нет ставки этого вида на %(day)s. Добавьте её."),
                day=at.strftime("%d.%m.%Y"),
            )
        )
    return rate
