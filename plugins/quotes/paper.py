"""An offer as it stands in the database, made ready for print and for letters."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import (
    ACCENT_COLOURS,
    Organisation,
    VatRate,
    amount_in_words,
    format_phone,
    plural_ru,
)
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.printing.offer_data import (
    AddresseePrint,
    BankPrint,
    InsteadOfPrint,
    LinePrint,
    OfferPrint,
    ResponsiblePrint,
    SellerPrint,
    SignatoryPrint,
    TextPrint,
    TotalsPrint,
    VatTotalPrint,
)
from plugins.quotes.printing.offer_pdf import offer_pdf

UNAPPROVED = frozenset({"draft", "on_approval"})


def pdf_of(
    session: Session,
    offer: Offer,
    *,
    timestamp: datetime,
    public_url: str | None,
    logo: bytes | None,
) -> bytes:
    """The offer on paper. The same offer, moment and address give the same bytes."""
    # typst knows no part of a second.
    moment = timestamp.replace(microsecond=0)
    return offer_pdf(as_print(session, offer, public_url, logo), timestamp=moment)


def file_name(offer: Offer) -> str:
    """«КП КТ-КП-000015-2.pdf»: a slash of the revision cannot stand in a file's name."""
    number = (offer.document.number or f"черновик {offer.document_id}").replace("/", "-")
    return f"КП {number}.pdf"


def as_print(
    session: Session, offer: Offer, public_url: str | None, logo: bytes | None
) -> OfferPrint:
    """Everything that stands on the paper; the sums are those that are stored."""
    document = offer.document
    organisation = session.get_one(Organisation, document.organisation_id)
    partner = document.partner
    person = document.responsible
    lines = tuple(_line(number, line) for number, line in enumerate(offer.lines, start=1))
    # Of the lines: after the customer's answer the header's sum is that of what he took.
    total = sum((line.gross for line in offer.lines), Decimal(0))
    taxed = any(line.vat_rate is not None for line in lines)
    return OfferPrint(
        seller=_seller(organisation, logo),
        addressee=AddresseePrint(
            partner=partner.name if partner else "",
            contact=offer.contact.name if offer.contact else "",
        ),
        responsible=ResponsiblePrint(
            name=person.full_name if person else organisation.name,
            position=person.position if person else "",
            phone=format_phone(person.phone) if person and person.phone else "",
            email=person.email if person else "",
        ),
        signatory=SignatoryPrint(
            name=organisation.signatory_name, position=organisation.signatory_position
        ),
        number=document.number or "",
        dated=document.date,
        valid_until=offer.valid_until,
        lines=lines,
        totals=TotalsPrint(
            subtotal=sum((line.amount for line in lines), Decimal(0)),
            total=total,
            vat=_vat_totals(offer),
        ),
        amount_in_words=amount_in_words(total, document.currency),
        vat_mode=("included" if offer.vat_mode == "included" else "excluded")
        if taxed
        else "exempt",
        currency=document.currency,
        delivery_terms=offer.delivery_term.name if offer.delivery_term else "",
        payment_terms=offer.payment_term.name if offer.payment_term else "",
        opening=(TextPrint(text=offer.opening),) if offer.opening else (),
        closing=(TextPrint(text=offer.closing),) if offer.closing else (),
        public_url=public_url,
        not_an_offer=offer.not_an_offer,
        draft=document.state in UNAPPROVED,
    )


def _seller(organisation: Organisation, logo: bytes | None) -> SellerPrint:
    account = organisation.main_account
    return SellerPrint(
        name=organisation.name,
        legal_name=organisation.full_name or organisation.name,
        inn=organisation.inn,
        kpp=organisation.kpp,
        ogrn=organisation.ogrn,
        address=organisation.legal_address,
        phone=format_phone(organisation.phone) if organisation.phone else "",
        email=organisation.email,
        bank=BankPrint(
            name=account.bank_name,
            bic=account.bik,
            account=account.number,
            correspondent_account=account.corr_number,
        )
        if account
        else None,
        logo=logo,
        accent=ACCENT_COLOURS[organisation.accent],
    )


def _line(number: int, line: OfferLine) -> LinePrint:
    return LinePrint(
        number=number,
        sku=line.sku,
        name=line.name,
        description=line.description,
        unit=line.unit.short if line.unit else "",
        quantity=line.quantity,
        price=line.price,
        discount_percent=line.discount_percent,
        amount=line.gross if line.offer.vat_mode == "included" else line.net,
        vat_rate=VatRate.parse(line.vat_code).percent,
        shipping_time=shipping_text(line.shipping_days),
        instead_of=InsteadOfPrint(name=line.instead_of, reason=line.instead_reason)
        if line.instead_of
        else None,
    )


def shipping_text(days: int | None) -> str:
    """«в наличии», «3 рабочих дня»; empty where nobody has said. In Russian, as the paper is."""
    if days is None:
        return ""
    if days == 0:
        return "в наличии"
    return f"{days} " + plural_ru(days, "рабочий день", "рабочих дня", "рабочих дней")


def _vat_totals(offer: Offer) -> tuple[VatTotalPrint, ...]:
    found: dict[Decimal, Decimal] = {}
    for line in offer.lines:
        percent = VatRate.parse(line.vat_code).percent
        if percent is not None:
            found[percent] = found.get(percent, Decimal(0)) + line.vat
    return tuple(VatTotalPrint(rate=rate, amount=found[rate]) for rate in sorted(found))
