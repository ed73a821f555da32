"""What a version has brought: the days before and after it beside each other."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from flask import render_template, send_file
from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from werkzeug.wrappers import Response

from core.sdk import NotFound
from core.sdk.web import db, money, norm_value, percent, qty, translate
from plugins.training.models import RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.regulations_effect import Effect, NormEffect, effect_of
from plugins.training.screens.regulations.base import audience_in_words, found, screens
from plugins.training.services.regulations.statistics import Difference, Sample

SHARE = "percent"
MONEY = "money"
# technical: the smallest coin
KOPECK = Decimal("0.01")
# technical: the width of the drawing of a spread.
WIDTH = 100.0
DIGITS = (Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))
"""How exactly figures are shown: the coarsest at which none of a row's figures looks like a
nought that is none."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@screens.get("/versions/<int:document_id>/effect", permission=TrainingPermission.REGULATION_VIEW)
def effect(document_id: int) -> str:
    """Funnel, speed, revenue, violations, and each norm changed."""
    version = _came_into_force(document_id)
    told = effect_of(db.session(), version)
    return render_template(
        "training/regulations/effect.html",
        page_title=_("Что дала редакция %(edition)s", edition=version.edition),
        version=version,
        regulation=version.regulation,
        audience=audience_in_words(version),
        window=told.window,
        least=told.least,
        rows=[
            _row(translate(one.title), one.unit, one.good, one.difference) for one in told.measures
        ],
        norms=_norm_rows(told),
    )


@screens.get(
    "/versions/<int:document_id>/effect.xlsx", permission=TrainingPermission.REGULATION_VIEW
)
def effect_file(document_id: int) -> Response:
    """The table of the page for a spreadsheet, its figures as numbers."""
    version = _came_into_force(document_id)
    told = effect_of(db.session(), version)
    return send_file(
        _workbook(told),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{version.regulation.code} {version.edition}.xlsx",
    )


def _came_into_force(document_id: int) -> RegulationVersion:
    version = found(document_id)
    if version.document.state not in {"in_force", "superseded"}:
        raise NotFound()
    return version


def _workbook(told: Effect) -> BytesIO:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("До и после"))
    _write(
        sheet,
        [
            _("Показатель"),
            _("До"),
            _("Наблюдений до"),
            _("После"),
            _("Наблюдений после"),
            _("Разница"),
            _("Разница: от"),
            _("Разница: до"),
            _("Вывод"),
        ],
        bold=True,
    )
    for one in told.measures:
        _write(sheet, _cells(translate(one.title), one.difference, one.good))
    for changed in told.norms:
        if changed.difference is not None:
            _write(sheet, _cells(_norm_title(changed), changed.difference, 0))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _cells(title: str, difference: Difference, good: int) -> list[str | float | None]:
    before, after = difference.before, difference.after
    return [
        title,
        before.mean if before.size else None,
        before.size,
        after.mean if after.size else None,
        after.size,
        difference.change,
        difference.low,
        difference.high,
        verdict(difference, good),
    ]


def _norm_title(one: NormEffect) -> str:
    """«Срок ответа на запрос: 2 рабочих дня → 1 рабочий день, %»."""
    return _(
        "%(title)s: %(old)s → %(new)s, доля случаев в процентах",
        title=translate(one.norm.title),
        old=norm_value(one.norm, one.old),
        new=norm_value(one.norm, one.new),
    )


def _write(sheet: Any, values: Sequence[str | float | None], *, bold: bool = False) -> None:
    cells: list[Any] = []
    for value in values:
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            # A title that begins with «=» is no formula.
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)


def _row(title: str, unit: str, good: int, difference: Difference) -> dict[str, Any]:
    digits = _digits(difference)
    # A share is drawn as what it is of the whole: the quarter points of yes and no say nothing.
    highest = max(difference.before.high, difference.after.high, difference.before.mean)
    widest = WIDTH if unit == SHARE else max(highest, difference.after.mean) or 1.0
    return {
        "title": title,
        "before": _side(difference.before, unit, widest, digits),
        "after": _side(difference.after, unit, widest, digits),
        "change": "" if difference.change is None else _signed(difference.change, unit, digits),
        "interval": _interval(difference, unit, digits),
        "verdict": verdict(difference, good),
        "kind": _kind(difference, good),
    }


def _digits(difference: Difference) -> Decimal:
    """To which digit the figures of a row are rounded."""
    told = (difference.before.mean, difference.after.mean, difference.change or 0.0)
    for digits in DIGITS:
        if all(not value or _rounded(value, digits) for value in told):
            return digits
    return DIGITS[-1]


def _rounded(value: float, digits: Decimal) -> Decimal:
    return Decimal(str(value)).quantize(digits, rounding=ROUND_HALF_UP)


def _side(sample: Sample, unit: str, widest: float, digits: Decimal) -> dict[str, Any]:
    return {
        "size": sample.size,
        "share": unit == SHARE,
        "mean": _shown(sample.mean, unit, digits) if sample.size else "—",
        "spread": _(
            "половина случаев: %(low)s…%(high)s",
            low=_shown(sample.low, unit, digits),
            high=_shown(sample.high, unit, digits),
        )
        if sample.size
        else "",
        "low": round(WIDTH * sample.low / widest, 1),
        "width": round(max(WIDTH * (sample.high - sample.low) / widest, 1.0), 1),
        "mean_at": round(WIDTH * min(sample.mean / widest, 1.0), 1),
    }


def _shown(value: float, unit: str, digits: Decimal) -> str:
    if unit == MONEY:
        return money(_rounded(value, KOPECK))
    number = _rounded(value, digits)
    return percent(number) if unit == SHARE else qty(number)


def _signed(value: float, unit: str, digits: Decimal) -> str:
    """A difference; of two shares it is in points, since percents would be taken for a ratio.

    The sign is that of what is shown: a nought has none.
    """
    number = _rounded(value, KOPECK if unit == MONEY else digits)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    if unit == SHARE:
        return _("%(points)s п. п.", points=f"{sign}{_shown(abs(value), 'points', digits)}")
    return f"{sign}{_shown(abs(value), unit, digits)}"


def _interval(difference: Difference, unit: str, digits: Decimal) -> str:
    if difference.low is None or difference.high is None:
        return ""
    return _(
        "от %(low)s до %(high)s",
        low=_signed(difference.low, unit, digits),
        high=_signed(difference.high, unit, digits),
    )


def verdict(difference: Difference, good: int) -> str:
    """What may be said of the difference, and no more."""
    if difference.too_few:
        return _("данных мало")
    if not difference.proven:
        return _("различие не доказано")
    grew = (difference.change or 0) > 0
    if not good:
        return _("стало больше") if grew else _("стало меньше")
    return _("стало лучше") if grew == (good > 0) else _("стало хуже")


def _kind(difference: Difference, good: int) -> str:
    if difference.too_few or not difference.proven or not good:
        return "neutral"
    return "success" if ((difference.change or 0) > 0) == (good > 0) else "danger"


def _norm_rows(told: Effect) -> list[dict[str, Any]]:
    return [_norm_row(one) for one in told.norms]


def _norm_row(one: NormEffect) -> dict[str, Any]:
    title = translate(one.norm.title)
    row: dict[str, Any] = {
        "key": one.norm.key,
        "title": title,
        "old": norm_value(one.norm, one.old),
        "new": norm_value(one.norm, one.new),
        "before": translate(one.before.words) if one.before else "",
        "after": translate(one.after.words) if one.after else "",
        "figures": None,
    }
    if one.difference is not None:
        row["figures"] = _row(title, SHARE, 0, one.difference)
    return row
