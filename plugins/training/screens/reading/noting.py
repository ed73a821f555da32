"""Notes of the reader and his questions to the owner, written under the text."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import ValidationFailed
from core.sdk.web import db, toast
from plugins.training.models import Assignment
from plugins.training.screens.reading.base import Can, Page, own, screens
from plugins.training.screens.reading.page import form_for, reading_page
from plugins.training.services.reading import asking


@screens.post("/<int:assignment_id>/notes", permission=Can.READING_SIGN)
def note(assignment_id: int) -> Response | Page:
    """Keep a note on a clause."""
    assignment = own(assignment_id)
    form = form_for(assignment)
    try:
        asking.write_note(db.session(), assignment, form.clause.data or "", form.text.data or "")
    except ValidationFailed as error:
        form.take(error)
        return reading_page(assignment, form), 422
    toast(_("Заметка сохранена"))
    return _back(assignment)


@screens.post("/<int:assignment_id>/notes/<clause>/remove", permission=Can.READING_SIGN)
def remove_note(assignment_id: int, clause: str) -> Response:
    """Take a note away."""
    assignment = own(assignment_id)
    asking.remove_note(db.session(), assignment, clause)
    toast(_("Заметка удалена"))
    return _back(assignment)


@screens.post("/<int:assignment_id>/questions", permission=Can.READING_SIGN)
def ask(assignment_id: int) -> Response | Page:
    """Ask the owner of the process."""
    assignment = own(assignment_id)
    form = form_for(assignment)
    try:
        asking.ask(db.session(), assignment, form.clause.data or "", form.text.data or "")
    except ValidationFailed as error:
        form.take(error)
        return reading_page(assignment, form), 422
    answers = assignment.regulation_version.regulation.owner
    toast(_("Вопрос отправлен: ответит %(name)s", name=answers.full_name))
    return _back(assignment)


def _back(assignment: Assignment) -> Response:
    """The page as it was read, at the notes."""
    view = request.form.get("view") or None
    address = url_for(
        "training_reading.show", assignment_id=assignment.id, view=view, _anchor="notes"
    )
    return redirect(address, code=303)
