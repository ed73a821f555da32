"""Any two editions of one regulation: clauses, words, values."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from core.sdk import Document, NotFound, visible
from core.sdk.web import current_actor, day, db
from plugins.training.models import RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.comparisons import shown_comparison
from plugins.training.screens.regulations.base import found, screens
from plugins.training.services import regulations

INLINE, SIDES = "inline", "sides"
CHANGED, WHOLE = "changed", "all"


@screens.get("/compare", permission=TrainingPermission.REGULATION_VIEW)
def compare() -> str:
    """``?old=&new=`` are documents of editions; without ``old`` it is the approved one before.

    ``view`` (inline | sides) and ``show`` (changed | all) stand in the address, so that a link to
    what one sees can be sent.
    """
    new = found(request.args.get("new", 0, type=int))
    editions = _editions(new.regulation_id)
    old = _old(editions, new)
    view = SIDES if request.args.get("view") == SIDES else INLINE
    show = WHOLE if request.args.get("show") == WHOLE else CHANGED
    return render_template(
        "training/regulations/compare.html",
        page_title=_("Сравнение редакций"),
        regulation=new.regulation,
        old=old,
        new=new,
        choices=[(edition.document_id, _title(edition)) for edition in editions],
        titles=(_title(old), _title(new)),
        shown=shown_comparison(old.body, new.body, whole=show == WHOLE),
        view=view,
        show=show,
        views=[
            _choice(_("В строку"), old, new, INLINE, show, view == INLINE),
            _choice(_("Рядом"), old, new, SIDES, show, view == SIDES),
        ],
        scopes=[
            _choice(_("Только изменения"), old, new, view, CHANGED, show == CHANGED),
            _choice(_("Весь текст"), old, new, view, WHOLE, show == WHOLE),
        ],
    )


def _editions(regulation_id: int) -> list[RegulationVersion]:
    """Editions that the person may see, the newest first."""
    statement = regulations.versions_of(regulation_id)
    permission = TrainingPermission.REGULATION_VIEW
    return list(db.session().scalars(visible(statement, Document, current_actor(), permission)))


def _old(editions: list[RegulationVersion], new: RegulationVersion) -> RegulationVersion:
    wanted = request.args.get("old", type=int)
    if wanted is not None:
        chosen = next((one for one in editions if one.document_id == wanted), None)
        if chosen is None:
            # Of another regulation, or none at all: there is nothing to compare with.
            raise NotFound()
        return chosen
    earlier = [one for one in editions if one.edition < new.edition and one.approved_at]
    return earlier[0] if earlier else new


def _title(edition: RegulationVersion) -> str:
    """«Редакция 3, действует с 01.12.2026»."""
    if edition.effective_from is None:
        return _("Редакция %(edition)s, готовится", edition=edition.edition)
    return _(
        "Редакция %(edition)s, действует с %(day)s",
        edition=edition.edition,
        day=day(edition.effective_from),
    )


def _choice(
    title: str,
    old: RegulationVersion,
    new: RegulationVersion,
    view: str,
    show: str,
    active: bool,
) -> dict[str, Any]:
    address = url_for(
        "training_regulations.compare",
        old=old.document_id,
        new=new.document_id,
        view=view,
        show=show,
    )
    return {"title": title, "url": address, "active": active, "counter": None}
