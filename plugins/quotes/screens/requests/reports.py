"""What customers ask for, and what of it we do not sell: tables over a period, with export."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import render_template, request, send_file, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response

from core.sdk import N_, Document, today
from core.sdk.lists import PRESETS, PeriodFilter, Range, Unreadable
from core.sdk.web import current_actor, db, translate
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.requests.demand import (
    By,
    DemandRow,
    UnmetRow,
    demand,
    demand_total,
    unmet_demand,
)
from plugins.quotes.screens.requests import workbook
from plugins.quotes.screens.requests.base import screens, views

PERIOD = PeriodFilter("date", N_("Период"), Document.date)
DEFAULT = Range(preset="year")
EVER = "all"
# technical: what a page can bear
SHOWN = 100
"""So many rows are drawn; the file has all of them."""


class Period:
    """The period in the address: a ready one, two dates, or all time; this year by default."""

    def __init__(self, endpoint: str, **kept: Any) -> None:
        self.endpoint, self.kept = endpoint, kept
        self.ever = request.args.get("date") == EVER
        try:
            found = None if self.ever else PERIOD.read(request.args, ())
        except Unreadable:
            found = None
        self.value = found or DEFAULT

    @property
    def condition(self) -> ColumnElement[bool] | None:
        """The condition on documents; None for all time."""
        return None if self.ever else PERIOD.condition(self.value, current_actor())

    @property
    def arguments(self) -> dict[str, Any]:
        """The period as parameters of an address."""
        return {"date": EVER} if self.ever else dict(PERIOD.write(self.value))

    @property
    def choices(self) -> list[dict[str, Any]]:
        """Ready periods as chips."""
        ready = [*((name, title) for name, title in PRESETS.items() if name != "today")]
        return [
            {
                "title": _(title),
                "url": url_for(self.endpoint, date=name, **self.kept),
                "active": self.ever if name == EVER else self._is(name),
                "counter": None,
            }
            for name, title in (*ready, (EVER, N_("Всё время")))
        ]

    def _is(self, preset: str) -> bool:
        return not self.ever and self.value.preset == preset

    @property
    def low(self) -> str:
        """The first day where two dates are given."""
        return "" if self.ever or not self.value.low else f"{self.value.low:%d.%m.%Y}"

    @property
    def high(self) -> str:
        """The last day where two dates are given."""
        return "" if self.ever or not self.value.high else f"{self.value.high:%d.%m.%Y}"


UNMET_COLUMNS: Sequence[tuple[str, Callable[[UnmetRow], Any]]] = (
    (N_("Что просят"), lambda row: row.what),
    (N_("Запросов"), lambda row: row.requests),
    (N_("Количество"), lambda row: row.quantity),
    (N_("Единица"), lambda row: row.unit),
    (N_("Почему не продаём"), lambda row: "; ".join(row.reasons)),
)
DEMAND_COLUMNS: Sequence[tuple[str, Callable[[DemandRow], Any]]] = (
    (N_("Запросов"), lambda row: row.requests),
    (N_("Строк"), lambda row: row.lines),
    (N_("Отвечено"), lambda row: row.answered),
    (N_("Отвечено, %"), lambda row: row.answered_share),
    (N_("Выиграно"), lambda row: row.won),
    (N_("Выиграно, %"), lambda row: row.won_share),
    (N_("Строк не продаём"), lambda row: row.unmet),
)
BY_TITLES = {By.MATERIAL: N_("По товарам"), By.GROUP: N_("По группам"), By.MONTH: N_("По месяцам")}


@screens.get("/unmet", permission=QuotePermission.REQUEST_VIEW)
def unmet() -> Response | str:
    """What is asked for and not sold: how often, how much, why; down to the requests."""
    period = Period("quotes_requests.unmet")
    rows = unmet_demand(db.session(), current_actor(), period.condition)
    title = _("Неудовлетворённый спрос")
    if "export" in request.args:
        return _file(title, UNMET_COLUMNS, rows)
    return render_template(
        "quotes/requests/unmet.html",
        page_title=_("Запросы клиентов"),
        views=views("unmet"),
        period=period,
        rows=rows[:SHOWN],
        total=len(rows),
        export_url=url_for("quotes_requests.unmet", export="xlsx", **period.arguments),
    )


@screens.get("/demand", permission=QuotePermission.REQUEST_VIEW)
def demand_analysis() -> Response | str:
    """Requests by material, group or month: asked, answered, won."""
    by = request.args.get("by", By.MATERIAL, type=By)
    period = Period("quotes_requests.demand_analysis", by=by.value)
    session, actor = db.session(), current_actor()
    rows = demand(session, actor, by, period.condition)
    titles = {row.key: _title(row) for row in rows}
    if "export" in request.args:
        first = (N_("Что просят"), lambda row: titles[row.key])
        return _file(_("Анализ спроса"), (first, *DEMAND_COLUMNS), rows)
    return render_template(
        "quotes/requests/demand.html",
        page_title=_("Запросы клиентов"),
        views=views("demand_analysis"),
        period=period,
        by=by,
        breakdowns=[
            {
                "title": _(BY_TITLES[one]),
                "url": url_for("quotes_requests.demand_analysis", by=one.value, **period.arguments),
                "active": one is by,
                "counter": None,
            }
            for one in By
        ],
        rows=[(titles[row.key], row) for row in rows[:SHOWN]],
        total=demand_total(session, actor, period.condition),
        count=len(rows),
        export_url=url_for(
            "quotes_requests.demand_analysis", by=by.value, export="xlsx", **period.arguments
        ),
    )


def _title(row: DemandRow) -> str:
    if row.month is not None:
        return format_date(row.month, "LLLL yyyy").capitalize()
    return row.title or _("Не сопоставлено с номенклатурой")


def _file(
    title: str, columns: Sequence[tuple[str, Callable[[Any], Any]]], rows: Iterable[Any]
) -> Response:
    heads = [translate(head) for head, _value in columns]
    cells = ([value(row) for _head, value in columns] for row in rows)
    return send_file(
        workbook.write(title, heads, cells),
        mimetype=workbook.MEDIA_TYPE,
        as_attachment=True,
        download_name=f"{title} {today():%Y-%m-%d}.xlsx",
    )
