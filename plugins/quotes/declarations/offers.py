"""What the stage declares about offers."""

from core.sdk import (
    DocumentType,
    MenuEntry,
    N_,
    QuickCreate,
    SearchProvider,
    Slot,
    SlotFill,
)
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.snapshots import offer_snapshot
from plugins.quotes.workflow import OFFER

DOCUMENT_TYPE = DocumentType(
    code="quotes.offer",
    title=N_("Коммерческое предложение"),
    short=N_("КП"),
    prefix="КП",
    icon="file-text",
    workflow=OFFER,
    view=QuotePermission.OFFER_VIEW,
    edit=QuotePermission.OFFER_EDIT,
    endpoint="quotes_offers.show",
    snapshot=offer_snapshot,
    capability="trade.confirmed",
)
SLOTS: tuple[Slot, ...] = (
    Slot("quotes.offer.show:aside", "Beside an offer. Context: document."),
    Slot("quotes.request.show:aside", "Beside a request. Context: document."),
)
MENU: tuple[MenuEntry, ...] = ()
QUICK_CREATE: tuple[QuickCreate, ...] = ()
SEARCH: tuple[SearchProvider, ...] = ()
SLOT_FILLS: tuple[SlotFill, ...] = ()
