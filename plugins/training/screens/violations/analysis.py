"""Figures over violations."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from core.sdk import N_
from core.sdk.lists import PRESETS, PeriodFilter, Range, Unreadable
from core.sdk.web import current_actor, db, translate
from plugins.training.models import Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations.figures import By, Figures, figures, total
from plugins.training.screens.violations.base import OUTCOMES, screens, views
from plugins.training.screens.violations.lists import STATES, rule_in_words

PERIOD = PeriodFilter("happened", N_("Период"), Violation.happened_at)
EVER = "all"
BY_TITLES = {
    By.RULE: N_("По правилам"),
    By.PERSON: N_("По сотрудникам"),
    By.MONTH: N_("По месяцам"),
    By.OUTCOME: N_("По решениям"),
}
HEADS = {
    By.RULE: N_("Правило"),
    By.PERSON: N_("Сотрудник"),
    By.MONTH: N_("Месяц"),
    By.OUTCOME: N_("Решение"),
}


def _period() -> tuple[str, ColumnElement[bool] | None]:
    """The period in the address, this year where there is none, and its condition."""
    asked = request.args.get("happened", "year")
    if asked == EVER:
        return EVER, None
    try:
        value = PERIOD.read(request.args, ()) or Range(preset="year")
    except Unreadable:
        value = Range(preset="year")
    return value.preset, PERIOD.condition(value, current_actor())


@screens.get("/analysis", permission=TrainingPermission.VIOLATION_DECIDE)
def analysis() -> str:
    """Cases, sanctions, repeats, money and days to a decision; each line leads to its cases."""
    try:
        by = By(request.args.get("by", By.RULE.value))
    except ValueError:
        by = By.RULE
    preset, condition = _period()
    rows = figures(db.session(), current_actor(), by, condition)
    kept = {} if preset == EVER else {"happened": preset}
    return render_template(
        "training/violations/analysis.html",
        page_title=_("Нарушения и жалобы"),
        views=views("analysis"),
        by=by.value,
        head=_(HEADS[by]),
        breakdowns=[
            _chip(translate(title), one is by, by=one.value, happened=preset)
            for one, title in BY_TITLES.items()
        ],
        periods=[
            _chip(_(title), name == preset, by=by.value, happened=name)
            for name, title in (*PRESETS.items(), (EVER, N_("Всё время")))
            if name != "today"
        ],
        rows=[(_title(row, by), _cases_url(row, by, kept), row) for row in rows],
        total=total(rows),
        register_url=url_for("training_violations.index", **kept),
    )


def _chip(title: str, active: bool, **arguments: Any) -> dict[str, Any]:
    url = url_for("training_violations.analysis", **arguments)
    return {"title": title, "url": url, "active": active, "counter": None}


def _cases_url(row: Figures, by: By, kept: dict[str, Any]) -> str | None:
    """The register narrowed to the cases of a line; None where it has no such filter."""
    key = row.key
    if isinstance(key, date):
        # technical: no month is longer: its first day and this is the next one
        after = (key + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return url_for("training_violations.index", happened_from=f"{key}", happened_to=f"{after}")
    assert key is not None
    if by is By.OUTCOME and key[0] in OUTCOMES:
        return url_for("training_violations.index", outcome=key[0], **kept)
    if by is By.PERSON:
        return url_for("training_violations.index", accused=key[1], **kept)
    if by is By.RULE and key[0]:
        return url_for("training_violations.index", norm=key[0], **kept)
    return None


def _title(row: Figures, by: By) -> str:
    key = row.key
    if by is By.MONTH:
        return format_date(key, "LLLL yyyy").capitalize()
    assert isinstance(key, tuple)
    if by is By.RULE:
        return rule_in_words(db.session(), *key)
    if by is By.PERSON:
        return key[0]
    if key[0] == "open":
        return _("Ещё не решено")
    if key[0] in OUTCOMES:
        return _(OUTCOMES[key[0]])
    return next((_(state.title) for state in STATES if state.name == key[0]), key[0])
