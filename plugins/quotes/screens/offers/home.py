"""What offers show on the home page."""

from decimal import Decimal

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, Scope, today
from core.sdk.web import day, money, numbered, percent
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import listing, news
from plugins.quotes.queries.offers.figures import CONVERSION_DAYS, Conversion, Count, figures
from plugins.quotes.screens.offers.base import sums_in_words
from plugins.quotes.services import replies

# technical: what the home page has room for
LINES = 8
_KINDS = {
    replies.RECEIVED: "active",
    replies.ACCEPTED: "success",
    replies.REJECTED: "danger",
    replies.CHANGE: "waiting",
}


def tiles(session: Session, actor: Actor) -> Markup:
    """Open offers, won this month, conversion: each leads to the rows behind it."""
    found = figures(session, actor)
    day = today()
    closed_since = day.toordinal() - CONVERSION_DAYS + 1
    return _drawn(
        "quotes/offers/home_tiles.html",
        team=actor.scope(QuotePermission.OFFER_VIEW) is not Scope.OWN,
        open_value=money(found.open.roubles),
        open_note=_number_and_rest(found.open),
        open_url=url_for("quotes_offers.index", state=",".join(listing.OPEN)),
        won_value=money(found.won.roubles),
        won_note=_number_and_rest(found.won),
        won_url=url_for("quotes_offers.index", state="confirmed", changed="month"),
        won_trend=_growth(found.won, found.won_before),
        conversion_value=percent(found.conversion.percent) or "—",
        conversion_note=ngettext(
            "%(won)s из %(closed)s за %(num)s день",
            "%(won)s из %(closed)s за %(num)s дня",
            CONVERSION_DAYS,
            won=found.conversion.won,
            closed=found.conversion.closed,
        ),
        conversion_url=url_for(
            "quotes_offers.index",
            state=",".join(listing.CLOSED),
            changed_from=day.fromordinal(closed_since).isoformat(),
            changed_to=day.isoformat(),
        ),
        conversion_trend=_points(found.conversion, found.conversion_before),
    )


def _number_and_rest(count: Count) -> str:
    """«5 предложений, и ещё 3 932,90 CN¥»."""
    number = ngettext("%(num)s предложение", "%(num)s предложения", count.number)
    rest = [(currency, total) for currency, total in count.sums if currency != "RUB"]
    if not rest:
        return number
    return _("%(number)s, и ещё %(sums)s", number=number, sums=sums_in_words(rest))


def _growth(fresh: Count, old: Count) -> tuple[str, str]:
    """«+12 %» against as many days of the month before, and its direction."""
    if not old.roubles:
        return "", "flat"
    change = round((fresh.roubles / old.roubles - 1) * 100)
    return _signed(Decimal(change), "\u00a0%")


def _points(fresh: Conversion, old: Conversion) -> tuple[str, str]:
    """«−3 п. п.» against as many days before."""
    if fresh.percent is None or old.percent is None:
        return "", "flat"
    return _signed(fresh.percent - old.percent, "\u00a0" + _("п. п."))


def _signed(change: Decimal, unit: str) -> tuple[str, str]:
    if not change:
        return "", "flat"
    sign, direction = ("+", "up") if change > 0 else ("−", "down")
    return f"{sign}{abs(change)}{unit}", direction


def answered(session: Session, actor: Actor) -> Markup | None:
    """What customers have said to the person's own offers, until he opens them."""
    rows = news.unheard(session, actor, LINES)
    if not rows:
        return None
    return _drawn(
        "quotes/offers/home_answered.html",
        rows=rows,
        count=news.unheard_count(session, actor),
        titles=replies.TITLES,
        kinds=_KINDS,
    )


def waiting(session: Session, actor: Actor) -> Markup | None:
    """The person's own offers that wait for the customer; silent for a head who has none."""
    rows = listing.waiting(session, actor, LINES)
    if not rows and actor.scope(QuotePermission.OFFER_VIEW) is not Scope.OWN:
        return None
    return _drawn(
        "quotes/offers/home_waiting.html",
        rows=rows,
        today=today(),
        url=url_for("quotes_offers.index", state="sent,received", responsible="me"),
    )


def approvals(session: Session, actor: Actor) -> Markup:
    """Offers that wait for this person's decision on the discount."""
    return _drawn(
        "quotes/offers/home_approvals.html",
        rows=listing.on_approval(session, actor, LINES),
        count=listing.approval_count(session, actor),
        url=url_for("quotes_offers.approvals"),
    )


def name_of(document: Document) -> str:
    """What the search calls an offer."""
    if document.number is None:
        return _("Черновик КП от %(day)s", day=day(document.date))
    return numbered(document.number, document.date)


def _drawn(template: str, **context: object) -> Markup:
    # Templates escape what stands in them: their result is markup already.
    return Markup(render_template(template, **context))  # noqa: S704
