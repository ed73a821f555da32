"""Notes of the reader, his questions, and the owner's answers."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import Actor, ValidationFailed
from core.sdk.web import current_actor, db, toast
from core.sdk.web import render as in_words
from plugins.training.forms.reading import AnswerForm, ClauseTextForm
from plugins.training.models import Assignment, Clause
from plugins.training.queries import reading as queries
from plugins.training.screens.reading.base import Can, Page, own, owner, reader_tabs, screens
from plugins.training.services.reading import asking
from plugins.training.services.reading.texts import WHOLE

TITLE_LENGTH = 60
LINES = 5


def clause_choices(assignment: Assignment) -> list[tuple[str, str]]:
    """Clauses of the version as a choice: «2. Скидки», «2.1»."""
    clauses = db.session().scalars(
        select(Clause).where(Clause.document_id == assignment.document_id).order_by(Clause.position)
    )
    found = [
        (one.uid, f"{one.number}. {one.title[:TITLE_LENGTH]}" if one.level == 1 else one.number)
        for one in clauses
    ]
    return found or [(WHOLE, _("Весь текст"))]


def form_for(assignment: Assignment) -> ClauseTextForm:
    """The form of a note or a question."""
    form = ClauseTextForm()
    form.clause.choices = clause_choices(assignment)
    return form


@screens.post("/<int:assignment_id>/notes", permission=Can.READING_SIGN)
def note(assignment_id: int) -> Response:
    """Keep a note on a clause; an empty one is taken away."""
    assignment = own(assignment_id)
    try:
        kept = asking.write_note(
            db.session(), assignment, request.form.get("clause", ""), request.form.get("text", "")
        )
    except ValidationFailed as error:
        toast(in_words(error.message), "danger")
    else:
        toast(_("Заметка сохранена") if kept is not None else _("Заметка удалена"))
    return _back(assignment)


@screens.post("/<int:assignment_id>/questions", permission=Can.READING_SIGN)
def ask(assignment_id: int) -> Response:
    """Ask the owner of the process."""
    assignment = own(assignment_id)
    try:
        asking.ask(
            db.session(), assignment, request.form.get("clause", ""), request.form.get("text", "")
        )
    except ValidationFailed as error:
        toast(in_words(error.message), "danger")
    else:
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


@owner.get("/", permission=Can.REGULATION_APPROVE)
def index() -> str:
    """Questions of readers to this owner of processes."""
    return _questions(None, AnswerForm())[0]


@owner.post("/<int:question_id>", permission=Can.REGULATION_APPROVE)
def answer(question_id: int) -> Response | Page:
    """Answer a reader; the answer is seen on his reading page."""
    form = AnswerForm()
    if not form.validate():
        return _questions(question_id, form, 422)
    try:
        asking.answer(db.session(), current_actor(), question_id, form.answer.data or "")
    except ValidationFailed as error:
        form.take(error)
        return _questions(question_id, form, 422)
    toast(_("Ответ виден читателю"))
    return redirect(url_for("training_questions.index"), code=303)


def home(session: Session, actor: Actor) -> Markup | None:
    """The home page: what readers ask this owner; silent where nobody asks."""
    rows = queries.asked_of(session, actor, answered=False)[:LINES]
    if not rows:
        return None
    count = queries.question_count(session, actor)
    # Templates escape what stands in them: their result is markup already.
    return Markup(  # noqa: S704
        render_template("training/reading/home_questions.html", rows=rows, count=count)
    )


def _questions(answering: int | None, form: AnswerForm, code: int = 200) -> Page:
    session, actor = db.session(), current_actor()
    page = render_template(
        "training/reading/questions.html",
        page_title=_("Вопросы читателей"),
        tabs=reader_tabs("training_questions.index"),
        waiting=queries.asked_of(session, actor, answered=False),
        answered=queries.asked_of(session, actor, answered=True),
        answering=answering,
        form=form,
    )
    return page, code
