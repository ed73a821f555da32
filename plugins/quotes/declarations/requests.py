"""What the stage declares about requests."""

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    DocumentType,
    MenuEntry,
    QuickCreate,
    SearchHit,
    SearchProvider,
    SlotFill,
)
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.requests import listing
from plugins.quotes.screens.requests import home
from plugins.quotes.screens.requests.words import FieldTitles
from plugins.quotes.snapshots import request_snapshot
from plugins.quotes.workflow import REQUEST


def _find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(
            home.name_of(row),
            row.partner.name if row.partner else row.title,
            "quotes_requests.show",
            {"document_id": row.id},
        )
        for row in listing.search(session, actor, text, limit)
    ]


DOCUMENT_TYPE = DocumentType(
    code="quotes.request",
    title=N_("Запрос клиента"),
    short=N_("Запрос"),
    prefix="ЗП",
    icon="inbox",
    workflow=REQUEST,
    view=QuotePermission.REQUEST_VIEW,
    edit=QuotePermission.REQUEST_EDIT,
    endpoint="quotes_requests.show",
    snapshot=request_snapshot,
    capability="quotes.request",
    field_titles=FieldTitles(),
)
MENU = (
    MenuEntry(
        "sales",
        N_("Запросы"),
        "inbox",
        "quotes_requests.index",
        QuotePermission.REQUEST_VIEW,
        10,
        counter=listing.overdue_count,
        phone=True,
    ),
)
QUICK_CREATE = (
    QuickCreate(
        N_("Запрос из письма"),
        "quotes_requests.letter",
        "mail",
        QuotePermission.REQUEST_EDIT,
        10,
    ),
    QuickCreate(
        N_("Запрос вручную"),
        "quotes_requests.new",
        "inbox",
        QuotePermission.REQUEST_EDIT,
        11,
    ),
)
SEARCH = (
    SearchProvider(
        "quotes.requests",
        N_("Запросы"),
        QuotePermission.REQUEST_VIEW,
        _find,
        10,
        stage="quotes.request",
    ),
)
SLOT_FILLS = (
    SlotFill(
        "core.home:tiles", home.tiles, QuotePermission.REQUEST_VIEW, 10, stage="quotes.request"
    ),
    SlotFill(
        "core.home:main", home.waiting, QuotePermission.REQUEST_EDIT, 10, stage="quotes.request"
    ),
    SlotFill(
        "core.home:main",
        home.overdue_of_team,
        QuotePermission.REQUEST_VIEW,
        15,
        stage="quotes.request",
    ),
)
