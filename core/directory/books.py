"""The reference books: what fields each has, and what is checked of a row."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.directory.checking import Checked
from core.directory.choices import CURRENCIES, INCOTERMS, VAT_CATEGORIES
from core.directory.models import (
    Campaign,
    Channel,
    Competitor,
    CustomerGroup,
    DeliveryTerm,
    PaymentTerm,
    RejectionReason,
    Unit,
    VatRate,
)
from core.directory.reference import Book, BookField, Input
from core.kernel import money
from core.kernel.text import N_, Message


def _check_period(session: Session, values: Mapping[str, Any], row: Any, checked: Checked) -> None:
    """Two rates of one category may not hold on the same day."""
    start, end = values["valid_from"], values["valid_to"]
    if start is None or checked.has("valid_from"):
        return
    if end is not None and end < start:
        checked.wrong("valid_to", Message(N_("Конец срока раньше начала")))
        return
    last = end if end is not None else date.max
    statement = select(VatRate).where(
        VatRate.category == values["category"],
        VatRate.valid_from <= last,
        or_(VatRate.valid_to.is_(None), VatRate.valid_to >= start),
    )
    for other in session.scalars(statement):
        if row is None or other.id != row.id:
            day = (start - timedelta(days=1)).strftime("%d.%m.%Y")
            checked.wrong(
                "valid_from",
                Message(
                    N_("На эти дни уже есть ставка %(code)s. Закройте её днём %(day)s или раньше."),
                    code=other.code,
                    day=day,
                ),
            )
            return


def _with_rate_code(values: dict[str, Any]) -> dict[str, Any]:
    """The code follows from the percentage: that of the electronic УПД."""
    percent = values["percent"]
    code = money.NO_VAT_CODE if percent is None else f"{percent.normalize():f}%"
    return {**values, "code": code}


def _check_rate(session: Session, values: Mapping[str, Any], row: Any, checked: Checked) -> None:
    is_none = values["category"] == "none"
    if is_none and values["percent"] is not None:
        checked.wrong("percent", Message(N_("У «без НДС» нет процента: оставьте поле пустым")))
    if not is_none and values["percent"] is None:
        checked.wrong("percent", Message(N_("Укажите процент")))
    _check_period(session, values, row, checked)


_HUNDRED = Decimal(100)

BOOKS: Mapping[str, Book] = {
    book.name: book
    for book in (
        Book(
            "units",
            N_("Единицы измерения"),
            N_("Коды по ОКЕИ; свои единицы печатаются без кода"),
            N_("Новая единица"),
            Unit,
            (
                BookField("code", N_("Код"), length=20, hint=N_("Три цифры ОКЕИ, например 796")),
                BookField("short", N_("Обозначение"), length=20),
                BookField("name", N_("Название"), length=120),
                BookField(
                    "decimals",
                    N_("Знаков после запятой"),
                    Input.WHOLE,
                    high=Decimal(money.QUANTITY_PLACES),
                    hint=N_("0 — только целыми: штуки, упаковки, комплекты"),
                ),
            ),
            ("code",),
            ("code",),
        ),
        Book(
            "delivery-terms",
            N_("Условия поставки"),
            N_("Меняют цену: процентом к каждой строке и суммой на заказ"),
            N_("Новое условие поставки"),
            DeliveryTerm,
            (
                BookField("code", N_("Код"), length=20),
                BookField("name", N_("Название")),
                BookField(
                    "incoterm",
                    N_("Инкотермс 2020"),
                    Input.CHOICE,
                    required=False,
                    choices={code: code for code in INCOTERMS},
                ),
                BookField(
                    "price_percent",
                    N_("К цене, %"),
                    Input.PERCENT,
                    low=-_HUNDRED,
                    hint=N_("Отрицательный — скидка, например за самовывоз"),
                ),
                BookField("order_charge", N_("На заказ"), Input.MONEY),
                BookField("currency", N_("Валюта"), Input.CHOICE, choices=CURRENCIES),
            ),
            ("name",),
            ("code",),
        ),
        Book(
            "payment-terms",
            N_("Условия оплаты"),
            N_("Предоплата и отсрочка остатка после отгрузки"),
            N_("Новое условие оплаты"),
            PaymentTerm,
            (
                BookField("name", N_("Название")),
                BookField("prepayment_percent", N_("Предоплата, %"), Input.PERCENT, high=_HUNDRED),
                BookField("deferral_days", N_("Отсрочка, дней"), Input.WHOLE, high=Decimal(1000)),
            ),
            ("name",),
            ("name",),
        ),
        Book(
            "vat-rates",
            N_("Ставки НДС"),
            N_("Ставка берётся на дату отгрузки"),
            N_("Новая ставка"),
            VatRate,
            (
                BookField("category", N_("Вид"), Input.CHOICE, choices=VAT_CATEGORIES),
                BookField(
                    "percent",
                    N_("Процент"),
                    Input.PERCENT,
                    required=False,
                    high=_HUNDRED,
                    hint=N_("Пусто — «без НДС»"),
                ),
                BookField("valid_from", N_("Действует с"), Input.DAY),
                BookField("valid_to", N_("Действует по"), Input.DAY, required=False),
            ),
            ("category", "valid_from"),
            ("category", "valid_from"),
            prepare=_with_rate_code,
            check=_check_rate,
        ),
        Book(
            "customer-groups",
            N_("Группы клиентов"),
            N_("Для кого действует прайс-лист"),
            N_("Новая группа"),
            CustomerGroup,
            (BookField("name", N_("Название"), length=120),),
            ("name",),
            ("name",),
        ),
        Book(
            "channels",
            N_("Каналы"),
            N_("Откуда приходят клиенты и как с ними связываться"),
            N_("Новый канал"),
            Channel,
            (
                BookField("code", N_("Код"), length=40),
                BookField("name", N_("Название"), length=120),
            ),
            ("name",),
            ("code",),
        ),
        Book(
            "campaigns",
            N_("Рекламные кампании"),
            N_("По ним считают, какая реклама приводит клиентов"),
            N_("Новая кампания"),
            Campaign,
            (
                BookField("name", N_("Название")),
                BookField("channel_id", N_("Канал"), Input.ROW, rows=Channel),
                BookField("starts_on", N_("Начало"), Input.DAY, required=False),
                BookField("ends_on", N_("Конец"), Input.DAY, required=False),
            ),
            ("name",),
            ("name", "channel_id"),
        ),
        Book(
            "rejection-reasons",
            N_("Причины отказа"),
            N_("Почему клиент не купил или почему не продали мы"),
            N_("Новая причина"),
            RejectionReason,
            (BookField("name", N_("Название")),),
            ("name",),
            ("name",),
        ),
        Book(
            "competitors",
            N_("Конкуренты"),
            N_("Кому проигрываем сделки"),
            N_("Новый конкурент"),
            Competitor,
            (
                BookField("name", N_("Название")),
                BookField("site", N_("Сайт"), required=False),
            ),
            ("name",),
            ("name",),
        ),
    )
}
"""Every reference book by its name in addresses."""
