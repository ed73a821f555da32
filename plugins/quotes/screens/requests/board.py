"""Requests by state: cards that are dragged from one state to the next."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import (
    DomainError,
    Forbidden,
    NotFound,
    Scope,
    Transition,
    fire,
    norm,
)
from core.sdk.web import current_actor, day, db, numbered, render, toast_header, translate
from plugins.quotes.norms import ANSWER_DAYS
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.requests import listing
from plugins.quotes.queries.requests.listing import BOARD_STATES, RequestRow
from plugins.quotes.screens.requests.base import may_edit, screens, views, ways_to_create
from plugins.quotes.services import requests
from plugins.quotes.workflow import REQUEST


@screens.get("/board", permission=QuotePermission.REQUEST_VIEW)
def board() -> str:
    """What is in work, the most urgent on top; answered lately at the side."""
    session, actor = db.session(), current_actor()
    mine = request.args.get("whose") == "mine"
    columns = listing.board(session, actor, actor.user_id if mine else None)
    late = {row.responsible_id for column in columns for row in column.rows if row.overdue}
    # A norm may differ from person to person; of persons there are few.
    days = {one: int(norm(session, ANSWER_DAYS, employee=one).value) for one in late}
    return render_template(
        "quotes/requests/board.html",
        page_title=_("Запросы клиентов"),
        views=views("board"),
        ways=ways_to_create(),
        columns=[
            {
                "state": REQUEST.state(column.state),
                "count": column.count,
                "accepts": any(not move.internal for move in _moves_to(column.state)),
                "cards": [_card(row, days) for row in column.rows],
                "more": column.count - len(column.rows),
                "more_url": url_for("quotes_requests.index", state=column.state),
            }
            for column in columns
        ],
        whose=[
            {
                "title": _("Все"),
                "url": url_for("quotes_requests.board"),
                "active": not mine,
                "counter": None,
            },
            {
                "title": _("Мои"),
                "url": url_for("quotes_requests.board", whose="mine"),
                "active": mine,
                "counter": None,
            },
        ]
        if actor.scope(QuotePermission.REQUEST_VIEW) is not Scope.OWN
        else [],
        may_edit=may_edit(),
    )


def _moves_to(state: str) -> list[Transition]:
    return [move for move in REQUEST.transitions if move.target == state]


def _card(row: RequestRow, norms: Mapping[int | None, int]) -> dict[str, object]:
    waits = not REQUEST.state(row.state).final
    broken = ""
    if row.overdue:
        broken = _(
            "Срок ответа истёк %(due)s (норма: %(days)s раб. дн.)",
            due=day(row.due),
            days=norms[row.responsible_id],
        )
    return {
        "id": row.id,
        "title": numbered(row.number, row.day) if row.number else _("Черновик"),
        "url": url_for("quotes_requests.show", document_id=row.id),
        "asker": row.asker,
        "responsible": row.responsible,
        "due": _("до %(day)s", day=day(row.due)) if waits and row.due and not row.overdue else "",
        "broken": broken,
        "movable": may_edit() and waits,
    }


@screens.post("/board", permission=QuotePermission.REQUEST_EDIT)
def move() -> Response:
    """A card was dropped: the transition that leads there, or the reason why there is none."""
    session, actor = db.session(), current_actor()
    target = request.form.get("column", "")
    document_id = request.form.get("card", 0, type=int)
    try:
        document = requests.get(session, document_id, actor).document
        fitting = [
            one
            for one in REQUEST.leaving(document.state)
            if one.target == target and not one.internal
        ]
        if not fitting:
            return _refused(_no_way(document.state, target), 422)
        fire(session, document_id, fitting[0].name, actor)
    except NotFound as error:
        return _refused(render(error.message), 404)
    except Forbidden as error:
        return _refused(render(error.message), 403)
    except DomainError as error:
        return _refused(render(error.message), 422)
    answer = Response(status=204)
    answer.headers.pop("Content-Type")
    return answer


def _no_way(source: str, target: str) -> str:
    if target not in BOARD_STATES:
        return _("Такого столбца на доске нет: обновите страницу")
    if target == "answered":
        return _("Запрос отвечен, когда клиенту отправлено предложение: подготовьте его")
    return _(
        "Из состояния «%(source)s» нельзя перейти в «%(target)s»",
        source=translate(REQUEST.state(source).title),
        target=translate(REQUEST.state(target).title),
    )


def _refused(text: str, code: int) -> Response:
    return toast_header(Response(status=code), text, "danger")
