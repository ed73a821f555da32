"""What a version has brought: the days before and after it beside each other."""

from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from core.sdk import NotFound
from core.sdk.web import db, money, norm_value, percent, qty, translate
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.regulations_effect import Effect, NormEffect, effect_of
from plugins.training.screens.regulations.base import audience_in_words, found, screens
from plugins.training.services.regulations.statistics import Difference, Sample

SHARE = "percent"
# technical: the width of the drawing of a spread.
WIDTH = 100.0
ENOUGH_DIGITS = Decimal("0.1")


@screens.get("/versions/<int:document_id>/effect", permission=TrainingPermission.REGULATION_VIEW)
def effect(document_id: int) -> str:
    """Funnel, speed, revenue, violations, and each norm changed."""
    version = found(document_id)
    if version.document.state not in {"in_force", "superseded"}:
        raise NotFound()
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


def _row(title: str, unit: str, good: int, difference: Difference) -> dict[str, Any]:
    # A share is drawn as what it is of the whole: the quarter points of yes and no say nothing.
    highest = max(difference.before.high, difference.after.high, difference.before.mean)
    widest = WIDTH if unit == SHARE else max(highest, difference.after.mean) or 1.0
    return {
        "title": title,
        "before": _side(difference.before, unit, widest),
        "after": _side(difference.after, unit, widest),
        "change": _signed(difference.change, unit) if difference.change is not None else "",
        "interval": _interval(difference, unit),
        "verdict": verdict(difference, good),
        "kind": _kind(difference, good),
    }


def _side(sample: Sample, unit: str, widest: float) -> dict[str, Any]:
    return {
        "size": sample.size,
        "share": unit == SHARE,
        "mean": _shown(sample.mean, unit) if sample.size else "—",
        "spread": _(
            "половина случаев: %(low)s…%(high)s",
            low=_shown(sample.low, unit),
            high=_shown(sample.high, unit),
        )
        if sample.size
        else "",
        "low": round(WIDTH * sample.low / widest, 1),
        "width": round(max(WIDTH * (sample.high - sample.low) / widest, 1.0), 1),
        "mean_at": round(WIDTH * min(sample.mean / widest, 1.0), 1),
    }


def _shown(value: float, unit: str) -> str:
    number = Decimal(str(value)).quantize(ENOUGH_DIGITS)
    if unit == "money":
        return money(Decimal(str(value)).quantize(Decimal("0.01")))
    return percent(number) if unit == SHARE else qty(number)


def _signed(value: float, unit: str) -> str:
    """A difference; of two shares it is in points, since percents would be taken for a ratio."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if unit == SHARE:
        return _("%(points)s п. п.", points=f"{sign}{_shown(abs(value), 'points')}")
    return f"{sign}{_shown(abs(value), unit)}"


def _interval(difference: Difference, unit: str) -> str:
    if difference.low is None or difference.high is None:
        return ""
    return _(
        "от %(low)s до %(high)s",
        low=_signed(difference.low, unit),
        high=_signed(difference.high, unit),
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
