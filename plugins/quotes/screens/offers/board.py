"""Offers by state: cards that are dragged from one state to the next."""

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from core.sdk import DomainError, Forbidden, NotFound, Scope, Transition, fire, today
from core.sdk.web import (
    current_actor,
    day,
    db,
    money,
    numbered,
    percent,
    render,
    toast_header,
    translate,
)
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import listing
from plugins.quotes.queries.offers.listing import BOARD_STATES, OfferRow
from plugins.quotes.screens.offers.base import may_edit, screens, sums_in_words, views
from plugins.quotes.services import offers
from plugins.quotes.workflow import OFFER

MINE = "mine"
# Where a drop needs more than a press of a button: the page on which that is given.
_PAGES = {
    "send": "quotes_offers.send",
    "confirm": "quotes_offers.answer",
    "reject": "quotes_offers.answer",
    "return": "quotes_offers.show",
}


def _whose() -> int | None:
    """The person whose offers the board is narrowed to."""
    return current_actor().user_id if request.args.get("whose") == MINE else None


@screens.get("/board", permission=QuotePermission.OFFER_VIEW)
def board() -> str:
    """What is in work, what ends soonest on top; answered in the last month at the side."""
    session, actor = db.session(), current_actor()
    whose = _whose()
    columns = listing.board(session, actor, whose)
    return render_template(
        "quotes/offers/board.html",
        page_title=_("Коммерческие предложения"),
        views=views("board"),
        columns=[
            {
                "state": OFFER.state(column.state),
                "count": column.count,
                "total": sums_in_words(column.sums),
                "accepts": any(_droppable(move) for move in _moves_to(column.state)),
                "cards": [_card(row) for row in column.rows],
                "more": column.count - len(column.rows),
                "more_url": url_for("quotes_offers.index", state=column.state),
            }
            for column in columns
        ],
        move_url=url_for("quotes_offers.move", whose=MINE if whose else None),
        whose=_choices(whose) if actor.scope(QuotePermission.OFFER_VIEW) is not Scope.OWN else [],
        may_edit=may_edit(),
    )


def _choices(whose: int | None) -> list[dict[str, object]]:
    return [
        {
            "title": _("Все"),
            "url": url_for("quotes_offers.board"),
            "active": whose is None,
            "counter": None,
        },
        {
            "title": _("Мои"),
            "url": url_for("quotes_offers.board", whose=MINE),
            "active": whose is not None,
            "counter": None,
        },
    ]


def _moves_to(state: str) -> list[Transition]:
    return [move for move in OFFER.transitions if move.target == state]


def _droppable(move: Transition) -> bool:
    return not move.internal or move.name in _PAGES


def _card(row: OfferRow) -> dict[str, object]:
    waits = OFFER.state(row.state).final
    broken = ""
    if row.valid_until < today() and not waits:
        broken = _("Срок истёк %(day)s", day=day(row.valid_until))
    note = [] if waits or broken else [pgettext("validity", "до %(day)s", day=day(row.valid_until))]
    if row.asks_change:
        note.insert(0, _("клиент просит изменить"))
    if row.discount:
        note.append(_("скидка до %(percent)s", percent=percent(row.discount)))
    return {
        "id": row.id,
        "title": numbered(row.number, row.day) if row.number else _("Черновик"),
        "url": url_for("quotes_offers.show", document_id=row.id),
        "partner": row.partner,
        "amount": money(row.total, row.currency),
        "responsible": row.responsible,
        "note": " · ".join(note),
        "broken": broken,
        "movable": may_edit() and not waits,
    }


@screens.post("/board", permission=QuotePermission.OFFER_VIEW)
def move() -> Response:
    """A card was dropped: the transition that leads there, the page that it needs, or why not."""
    session, actor = db.session(), current_actor()
    target = request.form.get("column", "")
    document_id = request.form.get("card", 0, type=int)
    try:
        document = offers.get(session, document_id, actor).document
        fitting = [
            one for one in OFFER.leaving(document.state) if one.target == target and _droppable(one)
        ]
        if not fitting:
            return _refused(_no_way(document.state, target), 422)
        if fitting[0].name in _PAGES:
            page = url_for(_PAGES[fitting[0].name], document_id=document_id)
            return jsonify(location=page)
        fire(session, document_id, fitting[0].name, actor)
    except NotFound as error:
        return _refused(render(error.message), 404)
    except Forbidden as error:
        return _refused(render(error.message), 403)
    except DomainError as error:
        return _refused(render(error.message), 422)
    sums = listing.board_sums(session, actor, _whose())
    return jsonify(
        columns={state: {"total": sums_in_words(found)} for state, found in sums.items()}
    )


def _no_way(source: str, target: str) -> str:
    if target not in BOARD_STATES:
        return _("Такого столбца на доске нет: обновите страницу")
    return _(
        "Из состояния «%(source)s» нельзя перейти в «%(target)s»",
        source=translate(OFFER.state(source).title),
        target=translate(OFFER.state(target).title),
    )


def _refused(text: str, code: int) -> Response:
    return toast_header(Response(status=code), text, "danger")
