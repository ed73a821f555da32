"""The list of offers."""

from flask import redirect, url_for
from flask_babel import gettext
from sqlalchemy import String, bindparam, case, func, null
from werkzeug.wrappers import Response

from core.sdk import N_, Document, Partner, User
from core.sdk.lists import (
    AmountFilter,
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    PartnerFilter,
    PeriodFilter,
    PersonFilter,
    StateFilter,
    list_screen,
)
from plugins.quotes.models import Offer
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import listing
from plugins.quotes.screens.offers.base import may_edit, screens, views
from plugins.quotes.workflow import OFFER

STATES = [state for state in OFFER.states if state.name != "discarded"]
# A draft has no number, yet its row must be called something, in the reader's language.
_NUMBER = func.coalesce(
    Document.number,
    bindparam("draft", callable_=lambda: gettext("Черновик"), type_=String, unique=True),
)

_ASKS = bindparam(
    "asks", callable_=lambda: gettext("клиент просит изменить"), type_=String, unique=True
)

OFFERS = ListDefinition(
    name="quotes.offers",
    title=N_("Коммерческие предложения"),
    base=lambda session, actor: listing.visible_offers(actor),
    key=Document.id,
    columns=(
        Column("number", N_("Номер"), _NUMBER, searchable=True, sort_by=Document.number),
        Column("date", N_("Дата"), Document.date, Kind.DATE),
        Column(
            "partner",
            N_("Контрагент"),
            Partner.name,
            searchable=True,
            sort_by=Partner.sort_name,
        ),
        Column(
            "state",
            N_("Состояние"),
            Document.state,
            Kind.STATE,
            states=STATES,
            note=case((listing.asks_change(), _ASKS), else_=null()),
        ),
        Column("total", N_("Сумма"), Document.total, Kind.MONEY, sum=True),
        Column(
            "discount",
            N_("Скидка до"),
            kind=Kind.PERCENT,
            load_many=listing.deepest_discounts,
        ),
        Column("valid_until", N_("Действует до"), Offer.valid_until, Kind.DATE),
        Column("responsible", N_("Ответственный"), User.full_name, Kind.PERSON),
        Column(
            "lines", N_("Строк"), kind=Kind.NUMBER, default=False, load_many=listing.line_counts
        ),
        Column("title", N_("Тема"), Document.title, searchable=True, default=False),
        Column(
            "changed", N_("В этом состоянии с"), Document.state_at, Kind.DATETIME, default=False
        ),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), Document.state, STATES),
        PeriodFilter("date", N_("Дата"), Document.date),
        PersonFilter("responsible", N_("Ответственный"), Document.responsible_id),
        PartnerFilter("partner", N_("Контрагент"), Document.partner_id, "partners.suggest"),
        AmountFilter("total", N_("Сумма"), Document.total),
        PeriodFilter("valid", N_("Действует до"), Offer.valid_until),
        PeriodFilter("changed", N_("Дата состояния"), Document.state_at),
        FlagFilter("soon", N_("Истекают за 3 дня"), lambda actor: listing.ends_soon()),
    ),
    search=(Partner.inn,),
    search_hint=N_("Номер, контрагент или ИНН"),
    currency=Document.currency,
    default_sort="-date",
    row_url=lambda row: url_for("quotes_offers.show", document_id=row.key),
    empty=Empty(
        N_("Предложений ещё нет"),
        N_("Первое получится из запроса клиента, или начните с чистого листа."),
        N_("Новое КП"),
        lambda: url_for("quotes_offers.new") if may_edit() else None,
    ),
)


@screens.form("/", permission=QuotePermission.OFFER_VIEW)
def index() -> Response:
    """Offers that this person may see."""
    return list_screen(
        OFFERS, template="quotes/offers/index.html", views=views("index"), may_edit=may_edit()
    )


@screens.get("/approvals", permission=QuotePermission.OFFER_APPROVE)
def approvals() -> Response:
    """The offers that wait for this person's decision: the list, filtered."""
    return redirect(url_for("quotes_offers.index", state="on_approval", sort="date"))
