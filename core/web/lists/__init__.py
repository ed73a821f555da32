"""The one list of the whole program: what a screen declares, and what it gets for it.

A screen declares its list once and answers with it::

    OFFERS = ListDefinition(
        name="quotes.offers",
        title=N_("Коммерческие предложения"),
        base=lambda session, actor: visible(
            select(Document)
            .outerjoin(Partner, Document.partner_id == Partner.id)
            .outerjoin(User, Document.responsible_id == User.id)
            .where(Document.type == "quotes.offer"),
            Document,
            actor,
            QuotePermission.OFFER_VIEW,
        ),
        key=Document.id,
        columns=(
            Column("number", N_("Номер"), Document.number, searchable=True,
                   blank=N_("Без номера")),
            Column("date", N_("Дата"), Document.date, Kind.DATE),
            Column("partner", N_("Контрагент"), Partner.name, searchable=True,
                   sort_by=Partner.sort_name),
            Column("state", N_("Состояние"), Document.state, Kind.STATE, states=WORKFLOW.states),
            Column("total", N_("Сумма"), Document.total, Kind.MONEY, sum=True),
            Column("responsible", N_("Ответственный"), User.full_name, Kind.PERSON),
            Column("lines", N_("Строк"), kind=Kind.NUMBER, default=False,
                   load_many=queries.lines_of),
        ),
        filters=(
            StateFilter("state", N_("Состояние"), Document.state, WORKFLOW.states),
            PeriodFilter("date", N_("Дата"), Document.date),
            PersonFilter("responsible", N_("Ответственный"), Document.responsible_id),
            PartnerFilter("partner", N_("Контрагент"), Document.partner_id, "partners.suggest"),
            AmountFilter("total", N_("Сумма"), Document.total),
            FlagFilter("overdue", N_("Просроченные"), lambda actor: Document.due < today()),
        ),
        search=(Partner.inn,),
        currency=Document.currency,
        default_sort="-date",
        row_url=lambda row: url_for("quotes.offer", document_id=row.key),
        empty=Empty(N_("Предложений ещё нет"), N_("Первое получится из запроса."),
                    N_("Создать предложение"), lambda: url_for("quotes.new_offer")),
        bulk=(BulkAction("assign", N_("Взять себе"), QuotePermission.OFFER_EDIT, take_over),),
    )

    @screens.form("/offers", permission=QuotePermission.OFFER_VIEW)
    def offers():
        return list_screen(OFFERS)

The route is a form: GET draws the page, the fragment or the file, POST takes the list's own
forms (columns, saved views, bulk actions). A screen with more on its page passes its own
``template``, which draws ``{{ list_block(list) }}`` of ``components/list.html``, and its context.
"""

from core.web.lists.definition import (
    BulkAction,
    Column,
    Empty,
    Kind,
    ListDefinition,
    ListError,
    Row,
)
from core.web.lists.filters import (
    ChoiceFilter,
    Filter,
    FlagFilter,
    LookupFilter,
    Option,
    PartnerFilter,
    PersonFilter,
    StateFilter,
    Unreadable,
)
from core.web.lists.ranges import PRESETS, AmountFilter, PeriodFilter, Range
from core.web.lists.screen import act_on_list, list_screen, render_list

__all__ = [
    "PRESETS",
    "AmountFilter",
    "BulkAction",
    "ChoiceFilter",
    "Column",
    "Empty",
    "Filter",
    "FlagFilter",
    "Kind",
    "ListDefinition",
    "ListError",
    "LookupFilter",
    "Option",
    "PartnerFilter",
    "PeriodFilter",
    "PersonFilter",
    "Range",
    "Row",
    "StateFilter",
    "Unreadable",
    "act_on_list",
    "list_screen",
    "render_list",
]
