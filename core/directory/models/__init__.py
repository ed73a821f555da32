"""Tables of the directories."""

from core.directory.models.change import DirectoryChange
from core.directory.models.material import Material, MaterialAlternative, MaterialGroup, Unit
from core.directory.models.organisation import BankAccount, Organisation
from core.directory.models.partner import Contact, Partner
from core.directory.models.price import PriceImport, PriceItem, PriceList
from core.directory.models.reference import (
    Campaign,
    Channel,
    Competitor,
    CustomerGroup,
    RejectionReason,
)
from core.directory.models.search import SearchToken
from core.directory.models.terms import DeliveryTerm, PaymentTerm, VatRate

__all__ = [
    "BankAccount",
    "Campaign",
    "Channel",
    "Competitor",
    "Contact",
    "CustomerGroup",
    "DeliveryTerm",
    "DirectoryChange",
    "Material",
    "MaterialAlternative",
    "MaterialGroup",
    "Organisation",
    "Partner",
    "PaymentTerm",
    "PriceImport",
    "PriceItem",
    "PriceList",
    "RejectionReason",
    "SearchToken",
    "Unit",
    "VatRate",
]
