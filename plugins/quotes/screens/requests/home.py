"""What requests show on the home page."""

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, Scope
from core.sdk.web import day, numbered
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.requests import listing

# technical: what the home page has room for
LINES = 10


def waiting(session: Session, actor: Actor) -> Markup | None:
    """The person's own requests that wait for an answer, overdue ones on top.

    Silent for whoever heads others and has none of his own.
    """
    rows = listing.waiting(session, actor, LINES)
    if not rows and _heads_others(actor):
        return None
    return _panel(
        title=_("Запросы, ждущие ответа"),
        rows=rows,
        count=listing.waiting_count(session, actor, mine=True),
        url=url_for(
            "quotes_requests.index",
            state="draft,registered,in_work",
            responsible="me",
            sort="due",
        ),
        empty=_("Все ваши запросы отвечены. Новый можно завести из письма."),
        with_person=False,
    )


def overdue_of_team(session: Session, actor: Actor) -> Markup | None:
    """Requests of others that should have been answered by now; for heads only."""
    if not _heads_others(actor):
        return None
    return _panel(
        title=_("Просроченные запросы отдела"),
        rows=listing.overdue(session, actor, LINES),
        count=listing.overdue_count(session, actor),
        url=url_for("quotes_requests.index", overdue="1", sort="due"),
        empty=_("Просроченных запросов нет."),
        with_person=True,
    )


def tiles(session: Session, actor: Actor) -> Markup:
    """How many wait, how many of them too long."""
    return _drawn(
        "quotes/requests/home_tile.html",
        count=listing.waiting_count(session, actor, mine=not _heads_others(actor)),
        late=listing.overdue_count(session, actor),
        url=url_for("quotes_requests.index", state="draft,registered,in_work"),
    )


def name_of(document: Document) -> str:
    """What the search calls a request."""
    if document.number is None:
        return _("Черновик запроса от %(day)s", day=day(document.date))
    return numbered(document.number, document.date)


def _heads_others(actor: Actor) -> bool:
    return actor.scope(QuotePermission.REQUEST_VIEW) is not Scope.OWN


def _panel(**context: object) -> Markup:
    return _drawn("quotes/requests/home_panel.html", **context)


def _drawn(template: str, **context: object) -> Markup:
    # Templates escape what stands in them: their result is markup already.
    return Markup(render_template(template, **context))  # noqa: S704
