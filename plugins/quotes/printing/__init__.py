"""Printed forms of the stage: the commercial offer."""

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

__all__ = [
    "AddresseePrint",
    "BankPrint",
    "InsteadOfPrint",
    "LinePrint",
    "OfferPrint",
    "ResponsiblePrint",
    "SellerPrint",
    "SignatoryPrint",
    "TextPrint",
    "TotalsPrint",
    "VatTotalPrint",
    "offer_pdf",
]
