"""Preparing a quiz: its questions, their order, how it will look."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import NotFound, Refused, StaleVersion, ValidationFailed
from core.sdk.web import AppForm, current_actor, db, render, toast
from plugins.training.forms.quizzes import OptionRows, QuestionForm, QuizForm
from plugins.training.models import Question, QuestionKind, Quiz
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import quizzes as queries
from plugins.training.screens.quizzes.base import kind_titles, screens, subject_title, subject_url
from plugins.training.services import quizzes

EDIT = TrainingPermission.COURSE_EDIT


def _to(quiz_id: int, **anchor: Any) -> Response:
    return redirect(url_for("training_quizzes.show", quiz_id=quiz_id, **anchor), code=303)


@screens.form("/new", permission=EDIT)
def new() -> Response | tuple[str, int]:
    """A quiz begins with its title."""
    form = QuizForm()
    if request.method == "POST" and form.validate():
        try:
            quiz = quizzes.make_quiz(db.session(), current_actor(), form.title.data or "")
        except ValidationFailed as error:
            form.take(error)
        else:
            return _to(quiz.id)
    page = render_template(
        "training/quizzes/new.html", page_title=_("Новый набор вопросов"), form=form
    )
    return page, 200 if request.method == "GET" else 422


@screens.get("/<int:quiz_id>", permission=EDIT)
def show(quiz_id: int) -> tuple[str, int]:
    """The questions with the right answers, in the order of the author."""
    quiz = quizzes.get(db.session(), quiz_id)
    form = QuizForm(formdata=None, data={"title": quiz.title, "version": quiz.version})
    return _page(quiz, form)


def _page(quiz: Quiz, form: QuizForm, code: int = 200) -> tuple[str, int]:
    used = queries.used_in(db.session(), [quiz.id]).get(quiz.id, [])
    page = render_template(
        "training/quizzes/show.html",
        page_title=quiz.title,
        quiz=quiz,
        form=form,
        kinds=kind_titles(),
        used=[(subject_title(one), subject_url(one)) for one in used],
    )
    return page, code


@screens.post("/<int:quiz_id>", permission=EDIT)
def rename(quiz_id: int) -> Response | tuple[str, int]:
    """Another title."""
    form = QuizForm()
    quiz = quizzes.get(db.session(), quiz_id)
    if not form.validate():
        return _page(quiz, form, 422)
    try:
        quizzes.rename(db.session(), quiz_id, form.title.data or "", form.seen_version)
    except ValidationFailed as error:
        form.take(error)
        return _page(quiz, form, 422)
    toast(_("Название изменено"))
    return _to(quiz_id)


@screens.form("/<int:quiz_id>/questions/new", permission=EDIT)
def new_question(quiz_id: int) -> Response | tuple[str, int]:
    """A question of the kind that was chosen: ``?kind=order``."""
    quiz = quizzes.get(db.session(), quiz_id)
    kind = _kind(request.args.get("kind", QuestionKind.ONE.value))
    if request.method == "GET":
        form = QuestionForm(formdata=None, data={"version": quiz.version})
        return _question_page(quiz, None, kind, form, OptionRows.blank())
    return _save(quiz, None, kind)


@screens.form("/<int:quiz_id>/questions/<int:question_id>", permission=EDIT)
def question(quiz_id: int, question_id: int) -> Response | tuple[str, int]:
    """Change a question; its kind stays."""
    quiz = quizzes.get(db.session(), quiz_id)
    stored = quizzes.question_of(db.session(), quiz_id, question_id)
    kind = QuestionKind(stored.kind)
    if request.method == "GET":
        form = QuestionForm(
            formdata=None, data={**QuestionForm.stored(stored), "version": quiz.version}
        )
        return _question_page(quiz, stored, kind, form, OptionRows.of(stored))
    return _save(quiz, stored, kind)


def _kind(name: str) -> QuestionKind:
    if name not in set(QuestionKind):
        raise NotFound()
    return QuestionKind(name)


def _save(quiz: Quiz, stored: Question | None, kind: QuestionKind) -> Response | tuple[str, int]:
    form, rows = QuestionForm(), OptionRows.posted(request.form)
    if OptionRows.only_redrawn(request.form):
        return _question_page(quiz, stored, kind, form, rows)
    if not form.validate():
        return _question_page(quiz, stored, kind, form, rows, code=422)
    given = form.given(kind, rows)
    session, seen = db.session(), form.seen_version
    try:
        if stored is None:
            saved = quizzes.add_question(session, quiz.id, given, seen)
        else:
            saved = quizzes.edit_question(session, quiz.id, stored.id, given, seen)
    except ValidationFailed as error:
        wrong = [render(message) for message in error.errors.pop("options", ())]
        form.take(error) if error.errors else None
        return _question_page(quiz, stored, kind, form, rows, wrong, 422)
    except StaleVersion as clash:
        # What was typed stays; sent again, it goes over the newer state of the quiz.
        form.version.data = str(clash.actual)
        form.form_errors.append(render(clash.message))
        return _question_page(quiz, stored, kind, form, rows, code=409)
    toast(_("Вопрос сохранён"))
    return _to(quiz.id, _anchor=f"question-{saved.id}")


def _question_page(
    quiz: Quiz,
    stored: Question | None,
    kind: QuestionKind,
    form: QuestionForm,
    rows: OptionRows,
    wrong: list[str] | None = None,
    code: int = 200,
) -> tuple[str, int]:
    clauses = queries.clauses_to_name(db.session(), quiz.id)
    form.clause_uid.choices = [("", "—")] + [
        (one.uid, f"{one.number} {one.title}".strip()) for one in clauses
    ]
    title = kind_titles()[kind.value]
    page = render_template(
        "training/quizzes/question.html",
        page_title=_("Вопрос: %(kind)s", kind=title.lower()),
        quiz=quiz,
        question=stored,
        kind=kind.value,
        form=form,
        rows=rows.rows,
        wrong=wrong or [],
        has_clauses=bool(clauses),
        has_options=kind.value in quizzes.LEAST_OPTIONS,
    )
    return page, code


def _seen() -> int:
    return request.form.get("version", 0, type=int)


@screens.post("/<int:quiz_id>/questions/<int:question_id>/move", permission=EDIT)
def move_question(quiz_id: int, question_id: int) -> Response:
    """Put a question at another place."""
    to = request.form.get("to", 1, type=int)
    quizzes.move_question(db.session(), quiz_id, question_id, to, _seen())
    return _to(quiz_id, _anchor=f"question-{question_id}")


@screens.post("/<int:quiz_id>/questions/<int:question_id>/delete", permission=EDIT)
def delete_question(quiz_id: int, question_id: int) -> Response:
    """Take a question out."""
    quizzes.delete_question(db.session(), quiz_id, question_id, _seen())
    toast(_("Вопрос удалён"))
    return _to(quiz_id)


@screens.post("/<int:quiz_id>/delete", permission=EDIT)
def delete(quiz_id: int) -> Response:
    """Remove a quiz that nothing asks."""
    used = queries.used_in(db.session(), [quiz_id]).get(quiz_id, [])
    try:
        quizzes.delete_quiz(db.session(), quiz_id, len(used), _seen())
    except Refused as refused:
        toast(render(refused.message), "danger")
        return _to(quiz_id)
    toast(_("Набор вопросов удалён"))
    return redirect(url_for("training_quizzes.index"), code=303)


@screens.get("/<int:quiz_id>/preview", permission=EDIT)
def preview(quiz_id: int) -> str:
    """The paper as a person would get it, shuffled anew each time; nothing is kept."""
    quiz = quizzes.get(db.session(), quiz_id)
    return render_template(
        "training/quizzes/preview.html",
        page_title=quiz.title,
        quiz=quiz,
        form=AppForm(),
        questions=quizzes.asked(quizzes.draw(quiz.questions)),
    )
