"""The rehearsal of a version: what its values would have meant in the days that have passed."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from core.sdk import Rehearsal
from core.sdk.web import current_actor, db, norm_value, numbered, runtime, translate
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import regulations_rehearsal as queries
from plugins.training.queries.regulations_rehearsal import Rehearsed
from plugins.training.screens.regulations.base import audience_in_words, found, screens

# technical: how many documents a row names.
SHOWN = 12


@dataclass(frozen=True)
class Side:
    """One of the two values: how it reads, what would have come of it, as a share of 100."""

    value: str
    words: str
    count: int
    total: int

    @property
    def share(self) -> float:
        """Percent of the cases; the width of the bar."""
        return round(100 * self.count / self.total, 1) if self.total else 0.0


@screens.get("/versions/<int:document_id>/rehearsal", permission=TrainingPermission.REGULATION_VIEW)
def rehearsal(document_id: int) -> str:
    """For each norm changed: the period under the old and under the new value."""
    session = db.session()
    version = found(document_id)
    chosen = queries.period(session)
    rows = queries.rehearsed(session, version, chosen)
    return render_template(
        "training/regulations/rehearsal.html",
        page_title=_("Репетиция: редакция %(edition)s", edition=version.edition),
        version=version,
        regulation=version.regulation,
        period=chosen,
        rows=[_row(one) for one in rows],
        everybody=not version.roles and not version.departments,
        audience=audience_in_words(version),
    )


def _row(one: Rehearsed) -> dict[str, Any]:
    seen = queries.documents_seen(db.session(), current_actor(), one.documents, SHOWN)
    types = runtime().registry.document_types
    return {
        "title": translate(one.norm.title),
        "key": one.norm.key,
        "clause": one.clause,
        "old": _side(one, one.before, old=True),
        "new": _side(one, one.after, old=False),
        "says": one.before is not None and one.after is not None,
        "silent": one.norm.rehearse is None,
        "narrower": one.narrower,
        "differ": len(one.unlike),
        "of_documents": bool(one.documents),
        "more": max(0, len(one.documents) - len(seen)),
        "documents": [
            {
                "title": numbered(document.number, document.date),
                "url": url_for(types[document.type].endpoint, document_id=document.id),
            }
            for document in seen.values()
        ],
    }


def _side(one: Rehearsed, result: Rehearsal | None, *, old: bool) -> Side:
    value = norm_value(one.norm, one.old if old else one.new)
    if result is None:
        return Side(value, "", 0, 0)
    return Side(value, translate(result.words), result.count, result.total)
