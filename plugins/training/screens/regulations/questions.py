"""Which questions are asked after a version has been read."""

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import ValidationFailed
from core.sdk.web import current_actor, db, render, toast
from plugins.training.forms.regulations_talk import QuestionsForm
from plugins.training.models import Quiz, RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.courses import quiz_choices
from plugins.training.screens.regulations.base import found, screens
from plugins.training.services import regulations


def questions_form(version: RegulationVersion) -> QuestionsForm:
    """The sets to choose from, the version's own chosen."""
    form = QuestionsForm(formdata=None, data={"quiz_id": version.quiz_id})
    form.quiz_id.choices = [("", _("без вопросов")), *quiz_choices(db.session())]
    return form


def questions_title(version: RegulationVersion) -> str | None:
    """What the version's questions are called; None where nothing is asked."""
    quiz = db.session().get(Quiz, version.quiz_id) if version.quiz_id is not None else None
    return quiz.title if quiz else None


@screens.post(
    "/versions/<int:document_id>/questions", permission=TrainingPermission.REGULATION_EDIT
)
def questions(document_id: int) -> Response:
    """Choose them, while the version may still change."""
    found(document_id, TrainingPermission.REGULATION_EDIT)
    form = QuestionsForm()
    form.quiz_id.choices = [("", ""), *quiz_choices(db.session())]
    back = redirect(url_for("training_regulations.show", document_id=document_id), code=303)
    if not form.validate():
        toast(_("Выберите набор вопросов"), "danger")
        return back
    try:
        regulations.ask_after(db.session(), current_actor(), document_id, form.quiz_id.data)
    except ValidationFailed as error:
        toast(render(error.errors["quiz_id"][0]), "danger")
        return back
    toast(_("Сохранено"))
    return back
