"""Questions of readers, as the owner of the process answers them."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import Actor, ValidationFailed
from core.sdk.web import current_actor, db, toast
from plugins.training.forms.reading import AnswerForm
from plugins.training.queries import reading as queries
from plugins.training.screens.reading.base import Can, Page, owner, reader_tabs
from plugins.training.services.reading import asking

# technical: what the home page has room for
LINES = 5


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
