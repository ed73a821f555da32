"""What the stage declares about offers."""

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    DocumentType,
    MenuEntry,
    QuickCreate,
    SearchHit,
    SearchProvider,
    Slot,
    SlotFill,
)
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import listing, news
from plugins.quotes.screens.offers import home
from plugins.quotes.snapshots import offer_snapshot
from plugins.quotes.workflow import OFFER


def _find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(
            home.name_of(row),
            row.partner.name if row.partner else row.title,
            "quotes_offers.show",
            {"document_id": row.id},
        )
        for row in listing.search(session, actor, text, limit)
    ]


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
MENU = (
    MenuEntry(
        "sales",
        N_("Предложения"),
        "file-text",
        "quotes_offers.index",
        QuotePermission.OFFER_VIEW,
        15,
        counter=news.unheard_count,
        phone=True,
        short=N_("КП"),
    ),
    MenuEntry(
        "sales",
        N_("Согласование скидок"),
        "discount",
        "quotes_offers.approvals",
        QuotePermission.OFFER_APPROVE,
        16,
        counter=listing.approval_count,
        phone=True,
        short=N_("Скидки"),
    ),
)
QUICK_CREATE = (
    QuickCreate(
        N_("Коммерческое предложение"),
        "quotes_offers.new",
        "file-text",
        QuotePermission.OFFER_EDIT,
        20,
    ),
)
SEARCH = (
    SearchProvider(
        "quotes.offers",
        N_("Предложения"),
        QuotePermission.OFFER_VIEW,
        _find,
        20,
        stage="quotes.offer",
    ),
)
SLOT_FILLS = (
    SlotFill("core.home:tiles", home.tiles, QuotePermission.OFFER_VIEW, 20, stage="quotes.offer"),
    SlotFill(
        "core.home:main", home.approvals, QuotePermission.OFFER_APPROVE, 5, stage="quotes.offer"
    ),
    SlotFill("core.home:main", home.answered, QuotePermission.OFFER_EDIT, 4, stage="quotes.offer"),
    SlotFill("core.home:main", home.waiting, QuotePermission.OFFER_EDIT, 20, stage="quotes.offer"),
)
