"""Rehearsals: begun by a newcomer, judged by the mentor."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import Refused, norm
from core.sdk.web import current_actor, db, render, toast
from plugins.training.norms import REHEARSAL_MARK
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import scripts as queries
from plugins.training.screens.scripts.base import BADGES, result_titles, screens
from plugins.training.services import scripts

# technical: what a page can bear
SHOWN = 30


@screens.get("/rehearsals", permission=Can.SCRIPT_USE)
def rehearsals() -> str:
    """The person's own rehearsals, and those that wait for his mark."""
    session, actor = db.session(), current_actor()
    return render_template(
        "training/scripts/rehearsals.html",
        page_title=_("Репетиции"),
        waiting=scripts.waiting(session, actor),
        own=queries.rehearsals(session, actor.user_id or 0, SHOWN),
        marked=queries.marked(session, actor, SHOWN),
        least=int(norm(session, REHEARSAL_MARK, employee=actor.user_id).value),
        results=result_titles(),
        badges=BADGES,
    )


@screens.post("/<int:regulation_id>/rehearse", permission=Can.SCRIPT_USE)
def rehearse(regulation_id: int) -> Response:
    """Begin a rehearsal, or go on with the one begun."""
    try:
        run = scripts.start(db.session(), current_actor(), regulation_id, rehearsal=True)
    except Refused as error:
        toast(render(error.refusals[0].message), "danger")
        return redirect(url_for("training_scripts.show", regulation_id=regulation_id), code=303)
    return redirect(url_for("training_scripts.talk", run_id=run.id), code=303)
