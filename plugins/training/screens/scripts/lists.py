"""The list of scripts, and the page of one."""

from datetime import timedelta

from flask import render_template, request, url_for
from flask_babel import gettext as _

from core.sdk import norm, now
from core.sdk.web import current_actor, db
from plugins.training.models import RegulationVersion
from plugins.training.norms import SCRIPT_SAMPLE
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import scripts as queries
from plugins.training.screens.scripts.base import (
    PERIODS,
    found_script,
    kind_titles,
    may_edit,
    result_titles,
    screens,
    tabs_of,
    version_now,
    when_in_words,
)
from plugins.training.screens.scripts.drawings import drawing_for
from plugins.training.screens.scripts.trying import tried
from plugins.training.services import regulations, scripts
from plugins.training.talk.stored import steps_of


@screens.get("/", permission=Can.SCRIPT_USE)
def index() -> str:
    """All scripts, with what they have come to lately."""
    session, actor = db.session(), current_actor()
    found = queries.scripts(session)
    editions = queries.editions(session, [one.id for one in found])
    moment = now()
    return render_template(
        "training/scripts/index.html",
        page_title=_("Скрипты"),
        rows=[
            (
                one,
                next((each for each in editions[one.id] if _holds(each)), None),
                _coming(editions[one.id]),
            )
            for one in found
        ],
        recent=queries.recent(session, actor, moment - timedelta(days=PERIODS[0])),
        days=PERIODS[0],
        least=int(norm(session, SCRIPT_SAMPLE).value),
        may_make=actor.can(Can.REGULATION_MAKE),
        waiting=queries.waiting_count(session, actor),
    )


def _holds(version: RegulationVersion) -> bool:
    starts, ends = version.effective_from, version.effective_until
    return starts is not None and starts <= now() and (ends is None or ends > now())


def _coming(editions: list[RegulationVersion]) -> RegulationVersion | None:
    states = {*regulations.OPEN, "approved"}
    return next((one for one in editions if one.document.state in states), None)


@screens.get("/<int:regulation_id>", permission=Can.SCRIPT_USE)
def show(regulation_id: int) -> str:
    """The script in force: its drawing, and a walk through it that leaves no trace."""
    session, actor = db.session(), current_actor()
    regulation = found_script(regulation_id)
    current = version_now(regulation_id)
    steps = steps_of(session, current.document_id) if current else ()
    here = url_for("training_scripts.show", regulation_id=regulation_id)
    return render_template(
        "training/scripts/show.html",
        page_title=regulation.title,
        regulation=regulation,
        current=current,
        coming=_coming(queries.editions(session, [regulation_id])[regulation_id]),
        facts_=when_in_words(scripts.when_of(session, current.document_id)) if current else [],
        drawing=drawing_for(steps),
        walk=tried(steps, here, request.args) if steps else None,
        kinds=kind_titles(),
        results=result_titles(),
        may_lead=may_edit() and regulations.leads(actor, regulation),
        talking=_going(regulation_id, rehearsal=False),
        rehearsing=_going(regulation_id, rehearsal=True),
        tabs_=tabs_of(regulation, "show"),
    )


def _going(regulation_id: int, *, rehearsal: bool) -> bool:
    user_id = current_actor().user_id or 0
    found = scripts.unfinished_alone(db.session(), user_id, regulation_id, rehearsal=rehearsal)
    return found is not None
