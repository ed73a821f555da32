"""The commercial offer as a PDF: `OfferPrint` turned into the texts that `offer.typ` sets."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from core.sdk import printing
from plugins.quotes.printing.offer_data import (
    AddresseePrint,
    BankPrint,
    Language,
    LinePrint,
    OfferPrint,
    SellerPrint,
    TextPrint,
    TotalsPrint,
)

Json: TypeAlias = printing.Json
NBSP = printing.NBSP

TEMPLATE = Path(__file__).with_name("offer.typ")
QR = "qr.svg"
_PICTURES: Mapping[bytes, str] = {b"\x89PNG\r\n\x1a\n": "logo.png", b"\xff\xd8\xff": "logo.jpg"}

_FORM: Mapping[Language, str] = {"ru": "Коммерческое предложение", "en": "Quote"}
_WITHOUT_VAT: Mapping[Language, str] = {"ru": "Без НДС", "en": "No VAT"}
_CURRENCY_SIGNS: Mapping[str, str] = {"RUB": "₽", "USD": "$", "EUR": "€"}


def offer_pdf(offer: OfferPrint, *, timestamp: datetime, pdf_a: bool = False) -> bytes:
    """The offer on paper; the same offer and `timestamp` (with zone) give the same bytes.

    Raises PrintError when the form cannot be set: a logo that is no picture, say.
    """
    assets: dict[str, bytes] = {}
    if offer.seller.logo is not None:
        assets[_logo_name(offer.seller.logo)] = offer.seller.logo
    if offer.public_url is not None:
        assets[QR] = printing.qr_svg(offer.public_url)
    return printing.render_pdf(
        TEMPLATE, offer_data(offer), assets=assets, pdf_a=pdf_a, timestamp=timestamp
    )


def _logo_name(content: bytes) -> str:
    """The file's name: by its ending typst tells how to read it. What is not PNG or JPEG is SVG."""
    kinds = (name for head, name in _PICTURES.items() if content.startswith(head))
    return next(kinds, "logo.svg")


def offer_data(offer: OfferPrint) -> dict[str, Json]:
    """The offer as `offer.typ` reads it: ready texts in the offer's language."""
    language = offer.language
    heading = _heading(offer)
    form = _FORM[language]
    seller_name = printing.prose(offer.seller.name, language)
    return {
        "language": language,
        "form": form,
        "title": f"{form} {heading}",
        "heading": heading,
        "running": f"{seller_name} · {form} {heading}",
        "draft": offer.draft,
        "valid_until": printing.long_date(offer.valid_until, language) if offer.valid_until else "",
        "seller": _seller(offer.seller, language),
        "addressee": _addressee(offer.addressee, language),
        "responsible": {
            "name": printing.prose(offer.responsible.name, language),
            "position": printing.prose(offer.responsible.position, language),
            "phone": _unbroken(offer.responsible.phone),
            "email": offer.responsible.email,
        },
        "signatory": {
            "name": printing.prose(offer.signatory.name, language),
            "position": printing.prose(offer.signatory.position, language),
        },
        "opening": [_text(block, language) for block in offer.opening],
        "closing": [_text(block, language) for block in offer.closing],
        "vat_mode": offer.vat_mode,
        "currency_sign": _CURRENCY_SIGNS.get(offer.currency, offer.currency),
        "lines": [_line(line, language) for line in offer.lines],
        "empty_columns": _empty_columns(offer),
        "totals": _totals(offer.totals, language),
        "count_and_total": _count_and_total(offer),
        "amount_in_words": printing.prose(offer.amount_in_words, language),
        "delivery_terms": printing.paragraphs(offer.delivery_terms, language),
        "payment_terms": printing.paragraphs(offer.payment_terms, language),
        "acknowledge": offer.acknowledge,
        "public_url": offer.public_url,
        "not_an_offer": offer.not_an_offer,
    }


def _heading(offer: OfferPrint) -> str:
    number_sign, of = ("№", "от") if offer.language == "ru" else ("No.", "of")
    dated = f"{of}{NBSP}{printing.long_date(offer.dated, offer.language)}"
    return f"{number_sign}{NBSP}{offer.number} {dated}" if offer.number else dated


def _seller(seller: SellerPrint, language: Language) -> dict[str, Json]:
    return {
        "name": printing.prose(seller.name, language),
        "legal_name": printing.prose(seller.legal_name, language),
        "inn": seller.inn,
        "kpp": seller.kpp,
        "ogrn": seller.ogrn,
        "address": printing.prose(seller.address, language),
        "phone": _unbroken(seller.phone),
        "email": seller.email,
        "bank": _bank(seller.bank, language) if seller.bank else None,
        "logo": _logo_name(seller.logo) if seller.logo is not None else None,
        "accent": seller.accent,
    }


def _addressee(addressee: AddresseePrint, language: Language) -> dict[str, Json]:
    partner = printing.prose(addressee.partner, language)
    contact = printing.prose(addressee.contact, language)
    # Whoever asked may be no partner of ours yet: then the person is the addressee.
    return {"name": partner or contact, "contact": contact if partner else ""}


def _bank(bank: BankPrint, language: Language) -> dict[str, Json]:
    return {
        "name": printing.prose(bank.name, language),
        "bic": bank.bic,
        "account": bank.account,
        "correspondent_account": bank.correspondent_account,
    }


def _text(block: TextPrint, language: Language) -> dict[str, Json]:
    return {
        "title": printing.prose(block.title, language),
        "paragraphs": printing.paragraphs(block.text, language),
    }


def _line(line: LinePrint, language: Language) -> dict[str, Json]:
    asked = line.instead_of
    return {
        "number": str(line.number),
        "sku": line.sku,
        "name": {
            "text": printing.goods_name(line.name, language),
            "description": printing.paragraphs(line.description, language),
            "instead_of": asked
            and {
                "what": printing.goods_name(f"{asked.sku} {asked.name}", language),
                "reason": printing.prose(asked.reason, language),
            },
        },
        "unit": line.unit,
        "quantity": printing.quantity(line.quantity, language),
        "price": printing.unit_price(line.price, language),
        "discount": printing.percent(line.discount_percent, language)
        if line.discount_percent
        else "",
        "vat": _rate(line.vat_rate, language),
        "amount": printing.money(line.amount, language),
        "shipping": printing.prose(line.shipping_time, language),
    }


def _rate(rate: Decimal | None, language: Language) -> str:
    return _WITHOUT_VAT[language] if rate is None else printing.percent(rate, language)


def _empty_columns(offer: OfferPrint) -> list[Json]:
    """Columns that would stand empty on the paper, or say the same of each line."""
    empty: list[Json] = []
    if not any(line.sku for line in offer.lines):
        empty.append("sku")
    if not any(line.discount_percent for line in offer.lines):
        empty.append("discount")
    if offer.vat_mode == "exempt":
        empty.append("vat")
    if not any(line.shipping_time for line in offer.lines):
        empty.append("shipping")
    return empty


def _totals(totals: TotalsPrint, language: Language) -> dict[str, Json]:
    vat: list[Json] = [
        {
            "rate": printing.percent(part.rate, language),
            "amount": printing.money(part.amount, language),
        }
        for part in totals.vat
    ]
    return {
        "subtotal": printing.money(totals.subtotal, language),
        # «Без НДС» is said in words even where there is nothing to sum up.
        "vat": vat or [{"rate": "", "amount": "—"}],
        "total": printing.money(totals.total, language),
    }


def _count_and_total(offer: OfferPrint) -> str:
    total = printing.money(offer.totals.total, offer.language)
    if offer.language == "en":
        return f"Items: {len(offer.lines)}, total amount {offer.currency}{NBSP}{total}"
    currency = "руб." if offer.currency == "RUB" else offer.currency
    return f"Всего наименований{NBSP}{len(offer.lines)}, на{NBSP}сумму {total}{NBSP}{currency}"


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)
