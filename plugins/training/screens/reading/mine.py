"""What the person has to read, and what he has signed."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import Actor, NotFound, User, now
from core.sdk.web import current_actor, db
from plugins.training.audience import Audience, parents, specificity_for
from plugins.training.models import Assignment, Reason, RegulationVersion
from plugins.training.queries import reading as queries
from plugins.training.screens.reading.base import (
    Can,
    closings,
    due_of,
    reader_tabs,
    screens,
)
from plugins.training.services import regulations
from plugins.training.services.reading import assigning

# technical: what the home page has room for
LINES = 5


@screens.get("/", permission=Can.READING_SIGN)
def index() -> str:
    """Documents to sign and documents signed."""
    closing = closings()
    found = queries.tasks(db.session(), current_actor().user_id, closing.urgent)
    return render_template(
        "training/reading/index.html",
        page_title=_("Прочитать и подписать"),
        tasks=found,
        closed=closing.now,
        tomorrow=closing.tomorrow if found.waiting else (),
        tabs=reader_tabs("training_reading.index"),
        due_of=due_of,
    )


def home(session: Session, actor: Actor) -> Markup | None:
    """The home page: what waits for the person's signature; silent where nothing does."""
    count = queries.waiting_count(session, actor)
    if not count:
        return None
    closing = closings()
    rows = queries.waiting(session, actor.user_id, LINES, closing.urgent)
    # Templates escape what stands in them: their result is markup already.
    return Markup(  # noqa: S704
        render_template(
            "training/reading/home.html",
            rows=rows,
            count=count,
            due_of=due_of,
            closed=closing.now,
            tomorrow=closing.tomorrow,
        )
    )


@screens.get("/version/<int:document_id>", permission=Can.READING_SIGN)
def version(document_id: int) -> Response | str:
    """The reading of a version: where it was assigned, or an offer to begin where it binds."""
    session, actor = db.session(), current_actor()
    found = regulations.get(session, document_id, actor)
    kept = session.scalars(
        select(Assignment).where(
            Assignment.document_id == document_id,
            Assignment.user_id == actor.user_id,
            Assignment.withdrawn_at.is_(None) | Assignment.signed_at.is_not(None),
        )
    ).first()
    if kept is not None:
        return redirect(url_for("training_reading.show", assignment_id=kept.id))
    return render_template(
        "training/reading/version.html",
        page_title=found.regulation.title,
        version=found,
        binds=_binds(session, found, actor),
    )


@screens.post("/version/<int:document_id>", permission=Can.READING_SIGN)
def take(document_id: int) -> Response:
    """Begin to read what binds the person and was not assigned to him yet."""
    session, actor = db.session(), current_actor()
    found = regulations.get(session, document_id, actor)
    if not _binds(session, found, actor):
        raise NotFound()
    user = session.get_one(User, actor.user_id)
    given = assigning.assign(session, found, user, Reason.AUDIENCE, actor=actor)
    return redirect(url_for("training_reading.show", assignment_id=given.id), code=303)


def _binds(session: Session, found: RegulationVersion, actor: Actor) -> bool:
    """Whether the person is among those whom an approved version is for."""
    if not assigning.is_readable(found, now()):
        return False
    user = session.get_one(User, actor.user_id)
    return bool(specificity_for(Audience.of(found), user, parents(session)))
