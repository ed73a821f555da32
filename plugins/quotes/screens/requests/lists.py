"""The list of requests."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import BindParameter, String, bindparam, case, func, null, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Actor,
    Channel,
    Document,
    Message,
    Partner,
    Refused,
    User,
    fire,
)
from core.sdk.lists import (
    BulkAction,
    ChoiceFilter,
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
from plugins.quotes.models import Request
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.requests import listing
from plugins.quotes.screens.requests.base import may_edit, screens, views, ways_to_create
from plugins.quotes.workflow import REQUEST

STATES = [state for state in REQUEST.states if state.name != "discarded"]


def _said(name: str, text: str) -> BindParameter[str]:
    """A word of the reader's language as a value of the query, asked for at each execution."""
    return bindparam(name, callable_=lambda: gettext(text), type_=String, unique=True)


# A draft has no number, yet its row must be called something.
_NUMBER = func.coalesce(Document.number, _said("draft", N_("Черновик")))
_ASKER = func.coalesce(Partner.name, Request.requester)


def _channels(session: Session, actor: Actor) -> list[tuple[str, str]]:
    rows = session.scalars(select(Channel).order_by(Channel.id))
    return [(str(row.id), row.name) for row in rows]


def _take(session: Session, actor: Actor, keys: Sequence[int]) -> Message:
    """Those that cannot be taken (drafts, closed ones) stay as they are."""
    taken = 0
    for key in sorted(keys):
        try:
            with session.begin_nested():
                fire(session, key, "take", actor)
        except Refused:
            continue
        taken += 1
    if not taken:
        return Message(N_("Взять в работу можно только зарегистрированные запросы"))
    return Message.plural("В работу взят %(num)s запрос", "В работу взято запросов: %(num)s", taken)


REQUESTS = ListDefinition(
    name="quotes.requests",
    title=N_("Запросы клиентов"),
    base=lambda session, actor: listing.visible_requests(actor),
    key=Document.id,
    columns=(
        Column("number", N_("Номер"), _NUMBER, searchable=True, sort_by=Document.number),
        Column("date", N_("Дата"), Document.date, Kind.DATE),
        Column(
            "asker",
            N_("Кто спрашивает"),
            _ASKER,
            searchable=True,
            sort_by=func.coalesce(Partner.sort_name, func.lower(Request.requester)),
        ),
        Column("state", N_("Состояние"), Document.state, Kind.STATE, states=STATES),
        Column(
            "due",
            N_("Ответить до"),
            Document.due,
            Kind.DATE,
            note=case((listing.is_overdue(), _said("overdue", N_("просрочен"))), else_=null()),
        ),
        Column(
            "lines",
            N_("Строк"),
            kind=Kind.NUMBER,
            load_many=listing.line_counts,
        ),
        Column("responsible", N_("Ответственный"), User.full_name, Kind.PERSON),
        Column("channel", N_("Канал"), Channel.name),
        Column(
            "undecided",
            N_("Не подобрано"),
            kind=Kind.NUMBER,
            default=False,
            load_many=listing.undecided_counts,
        ),
        Column("title", N_("О чём"), Document.title, searchable=True, default=False),
        Column("received", N_("Получен"), Request.received_at, Kind.DATETIME, default=False),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), Document.state, STATES),
        PeriodFilter("date", N_("Дата"), Document.date),
        PersonFilter("responsible", N_("Ответственный"), Document.responsible_id),
        ChoiceFilter("channel", N_("Канал"), Request.channel_id, _channels, int),
        PartnerFilter("partner", N_("Контрагент"), Document.partner_id, "partners.suggest"),
        FlagFilter("overdue", N_("Просроченные"), lambda actor: listing.is_overdue()),
    ),
    search=(Partner.inn, Request.requester_email, Request.requester_phone),
    search_hint=N_("Номер, контрагент, телефон"),
    default_sort="-date",
    row_url=lambda row: url_for("quotes_requests.show", document_id=row.key),
    empty=Empty(
        N_("Запросов ещё нет"),
        N_("Вставьте письмо клиента, и строки распознаются сами."),
        N_("Запрос из письма"),
        lambda: url_for("quotes_requests.letter") if may_edit() else None,
    ),
    bulk=(
        BulkAction(
            "take",
            N_("Взять в работу"),
            QuotePermission.REQUEST_EDIT,
            _take,
            icon="player-play",
        ),
    ),
)


@screens.form("/", permission=QuotePermission.REQUEST_VIEW)
def index() -> Response:
    """Requests that this person may see."""
    context: dict[str, Any] = {"views": views("index"), "ways": ways_to_create()}
    return list_screen(
        REQUESTS, template="quotes/requests/index.html", may_edit=may_edit(), **context
    )
