"""What every installation begins with: units, VAT rates, channels, usual terms."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.directory.models import (
    Channel,
    DeliveryTerm,
    PaymentTerm,
    RejectionReason,
    Unit,
    VatRate,
)
from core.directory.okei import UNITS

CHANNELS: tuple[tuple[str, str], ...] = (
    ("phone", "Телефон"),
    ("email", "Электронная почта"),
    ("site", "Форма на сайте"),
    ("messenger", "Мессенджер"),
    ("meeting", "Встреча"),
    ("tender", "Тендер"),
)
_LAW_303 = date(2019, 1, 1)  # 303-ФЗ: 20 % from this day
_LAW_425 = date(2026, 1, 1)  # 425-ФЗ: 22 % from this day
_LAW_176 = date(2025, 1, 1)  # 176-ФЗ: 5 % and 7 % for УСН from this day

VAT_RATES: tuple[tuple[str, str, int | None, date, date | None], ...] = (
    ("standard", "20%", 20, _LAW_303, date(2025, 12, 31)),
    ("standard", "22%", 22, _LAW_425, None),
    ("reduced", "10%", 10, _LAW_303, None),
    ("zero", "0%", 0, _LAW_303, None),
    ("none", "без НДС", None, _LAW_303, None),
    ("usn_5", "5%", 5, _LAW_176, None),
    ("usn_7", "7%", 7, _LAW_176, None),
)
DELIVERY_TERMS: tuple[tuple[str, str, str, int], ...] = (
    ("pickup", "Самовывоз со склада", "", 0),
    ("door", "Доставка до склада покупателя", "", 3),
    ("carrier", "До терминала транспортной компании", "", 1),
    ("exw", "EXW — франко завод", "EXW", 0),
    ("fca", "FCA — франко перевозчик", "FCA", 1),
    ("dap", "DAP — поставка в месте назначения", "DAP", 5),
)
PAYMENT_TERMS: tuple[tuple[str, int, int], ...] = (
    ("Предоплата 100 %", 100, 0),
    ("Предоплата 50 %, остаток по отгрузке", 50, 0),
    ("Отсрочка 14 дней", 0, 14),
    ("Отсрочка 30 дней", 0, 30),
)
REJECTION_REASONS: tuple[str, ...] = (
    "Цена выше, чем у конкурента",
    "Не устроил срок поставки",
    "Купили у другого поставщика",
    "Закупка отложена",
    "Потребность отпала",
    "Нет нужного товара",
    "Не устроили условия оплаты",
    "Запрос был ради сравнения цен",
)


def fill(session: Session) -> None:
    """Add what a new installation needs. A second call changes nothing.

    Books that people rewrite (terms, reasons, rates) are filled only while they are empty;
    units and channels, which the program refers to by code, get whatever code is missing.
    """
    _add_missing(
        session,
        Unit.code,
        [
            Unit(code=unit.code, short=unit.short, name=unit.name, decimals=unit.decimals)
            for unit in UNITS
        ],
    )
    _add_missing(session, Channel.code, [Channel(code=code, name=name) for code, name in CHANNELS])
    _fill_empty(
        session,
        VatRate,
        [
            VatRate(
                category=category,
                code=code,
                percent=None if percent is None else Decimal(percent),
                valid_from=start,
                valid_to=end,
            )
            for category, code, percent, start, end in VAT_RATES
        ],
    )
    _fill_empty(
        session,
        DeliveryTerm,
        [
            DeliveryTerm(code=code, name=name, incoterm=incoterm, price_percent=Decimal(percent))
            for code, name, incoterm, percent in DELIVERY_TERMS
        ],
    )
    _fill_empty(
        session,
        PaymentTerm,
        [
            PaymentTerm(name=name, prepayment_percent=Decimal(percent), deferral_days=days)
            for name, percent, days in PAYMENT_TERMS
        ],
    )
    _fill_empty(
        session, RejectionReason, [RejectionReason(name=name) for name in REJECTION_REASONS]
    )
    session.flush()


def _add_missing(session: Session, key: Any, rows: Sequence[Any]) -> None:
    known = set(session.scalars(select(key)))
    session.add_all(row for row in rows if getattr(row, key.key) not in known)


def _fill_empty(session: Session, model: Any, rows: Sequence[Any]) -> None:
    if not session.scalar(select(func.count()).select_from(model)):
        session.add_all(rows)
