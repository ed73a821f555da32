"""People let through without a signature."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.sdk import Forbidden, User, ValidationFailed, now
from core.sdk.web import current_actor, db, toast
from core.sdk.web import render as in_words
from plugins.training.forms.reading import ExceptionForm
from plugins.training.models import GateException
from plugins.training.queries.reading import excused_people, watched_people
from plugins.training.screens.reading.base import Can, Page, watch, watch_tabs
from plugins.training.services.reading import exceptions as service
from plugins.training.services.regulations import versions_in_force

# technical: what a page can bear
MOST = 200


@watch.get("/exceptions", permission=Can.READING_WATCH)
def exceptions() -> str:
    """Those in force, and those that have ended."""
    session, actor = db.session(), current_actor()
    rows = session.scalars(
        select(GateException)
        .join(User, User.id == GateException.user_id)
        .options(
            joinedload(GateException.user),
            joinedload(GateException.regulation),
            joinedload(GateException.granted_by),
        )
        .where(watched_people(actor))
        .order_by(GateException.until.desc(), GateException.id.desc())
        .limit(MOST)
    ).all()
    moment = now()
    running = [one for one in rows if one.ended_at is None and one.until > moment]
    return render_template(
        "training/reading/exceptions.html",
        page_title=_("Кто прочитал"),
        tabs=watch_tabs("training_watch.exceptions"),
        running=running,
        over=[one for one in rows if one not in running],
        may_grant=actor.can(Can.EXCEPTION_GRANT),
        may_end={one.id for one in running if service.covers(actor, Can.EXCEPTION_GRANT, one.user)},
    )


@watch.form("/exceptions/new", permission=Can.EXCEPTION_GRANT)
def grant_exception() -> Response | Page:
    """Let a person work without a signature, for a time."""
    session, actor = db.session(), current_actor()
    form = _form()
    if request.method == "GET":
        form.person.data = request.args.get("person", form.person.data, type=int)
        asked = request.args.get("regulation", type=int)
        if any(key == asked for key, _name in form.regulation.choices):
            form.regulation.data = asked
        return _page(form)
    if not form.validate() or form.until.data is None:
        return _page(form, 422)
    try:
        service.grant(
            session,
            actor,
            form.person.data,
            form.regulation.data,
            form.until.data,
            form.reason.data or "",
        )
    except ValidationFailed as error:
        form.take(error)
        return _page(form, 422)
    except Forbidden as error:
        form.person.errors = [in_words(error.message)]
        return _page(form, 422)
    toast(_("Допуск дан и записан в журнал: он закончится сам"))
    return redirect(url_for("training_watch.exceptions"), code=303)


@watch.post("/exceptions/<int:exception_id>/end", permission=Can.EXCEPTION_GRANT)
def end_exception(exception_id: int) -> Response:
    """Take an exception back."""
    service.end(db.session(), current_actor(), exception_id)
    toast(_("Допуск закончен"))
    return redirect(url_for("training_watch.exceptions"), code=303)


def _form() -> ExceptionForm:
    session, actor = db.session(), current_actor()
    form = ExceptionForm()
    people = session.execute(
        select(User.id, User.full_name)
        .where(User.disabled_at.is_(None), User.id != actor.user_id, excused_people(actor))
        .order_by(User.full_name, User.id)
    )
    form.person.choices = [(key, name) for key, name in people]
    # A document that closes nothing stands in nobody's way.
    form.regulation.choices = [
        (one.regulation_id, f"{one.regulation.code} «{one.regulation.title}»")
        for one in versions_in_force(session, now())
        if one.stages
    ]
    return form


def _page(form: ExceptionForm, code: int = 200) -> Page:
    person = form.person.data or next((key for key, _name in form.person.choices), None)
    document = form.regulation.data or next((key for key, _name in form.regulation.choices), None)
    latest = service.latest_day(db.session(), person, document) if person and document else None
    page = render_template(
        "training/reading/exception.html",
        page_title=_("Допуск без подписи"),
        form=form,
        latest=latest,
    )
    return page, code
