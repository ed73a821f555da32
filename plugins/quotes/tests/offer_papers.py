"""The commercial offer on paper: what the customer reads, on one page or on twenty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

from pypdf import PageObject, PdfReader

from core.sdk.printing import NBSP
from plugins.quotes.printing import (
    AddresseePrint,
    BankPrint,
    LinePrint,
    OfferPrint,
    ResponsiblePrint,
    SellerPrint,
    SignatoryPrint,
    TotalsPrint,
    VatTotalPrint,
    offer_pdf,
)

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


LINK = "https://offers.example.test/o/7tQb2XwYc9LkPz4Nd8RfVh1S"


LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60">'
    b'<rect width="60" height="60" fill="#b4532a"/></svg>'
)


TABLE_HEAD = "Артикул Наименование"


SELLER = SellerPrint(
    name='ООО "Крепмонтаж"',
    legal_name='Общество с ограниченной ответственностью "Крепмонтаж"',
    inn="7707083893",
    kpp="773601001",
    ogrn="1027700132195",
    address="117312, г. Москва, ул. Вавилова, д. 19",
    phone="+7 (495) 123-45-67",
    email="zakaz@krepmontazh.example",
    bank=BankPrint(
        name="ПАО Сбербанк",
        bic="044525225",
        account="40702810938000000001",
        correspondent_account="30101810400000000225",
    ),
)


def line(number: int = 1, **changes: object) -> LinePrint:
    bolt = LinePrint(
        number=number,
        sku=f"БСР-{number:04}",
        name="Болт с шестигранной головкой М10х60",
        unit="шт",
        quantity=Decimal("1200"),
        price=Decimal("14.35"),
        amount=Decimal("17220.00"),
        vat_rate=Decimal(22),
        shipping_time="10 рабочих дней",
    )
    return replace(bolt, **changes)


def offer(lines: Sequence[LinePrint] | None = None, **changes: object) -> OfferPrint:
    chosen = tuple(lines or [line()])
    total = sum((item.amount for item in chosen), Decimal(0))
    plain = OfferPrint(
        seller=SELLER,
        addressee=AddresseePrint(partner='АО "Электросила"', contact="Пётр Смирнов, снабжение"),
        responsible=ResponsiblePrint(
            name="Анна Ковалёва",
            position="менеджер по продажам",
            phone="+7 (495) 123-45-67, доб. 101",
            email="a.kovaleva@krepmontazh.example",
        ),
        signatory=SignatoryPrint(name="Вера Соколова", position="Руководитель отдела продаж"),
        number="КП-000015/2",
        dated=date(2026, 11, 23),
        valid_until=date(2026, 12, 7),
        lines=chosen,
        totals=TotalsPrint(
            subtotal=total,
            vat=(VatTotalPrint(rate=Decimal(22), amount=Decimal("3105.25")),),
            total=total,
        ),
        amount_in_words="Семнадцать тысяч двести двадцать рублей 00 копеек",
        vat_mode="included",
        delivery_terms="Доставка до склада покупателя.",
        payment_terms="Предоплата 50 % - в течение 5 дней.",
        public_url=LINK,
    )
    return replace(plain, **changes)


def pages(paper: OfferPrint) -> list[PageObject]:
    return list(PdfReader(BytesIO(offer_pdf(paper, timestamp=MADE_AT))).pages)


def text_of(paper: OfferPrint) -> str:
    return "\n".join(page.extract_text() for page in pages(paper)).replace(NBSP, " ")


def digest(paper: OfferPrint) -> str:
    return sha256(offer_pdf(paper, timestamp=MADE_AT)).hexdigest()


HOSTILE = "#panic() $x$ *a* _b_ [c] @d <e> \\f `g` // h = i {j}"
