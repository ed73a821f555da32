"""The mentor's screens: cases to read, people who have run out of attempts."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import Refused, ValidationFailed
from core.sdk.web import AppForm, Screens, current_actor, db, render, toast
from plugins.training.models import QuizAttempt
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import quizzes as queries
from plugins.training.screens.quizzes.base import subject_title
from plugins.training.services import quizzes
from plugins.training.services.quizzes import CaseMark

REVIEW = TrainingPermission.QUIZ_REVIEW
screens = Screens("training_reviews", "plugins.training", url_prefix="/training/reviews")


@screens.get("/", permission=REVIEW)
def index() -> tuple[str, int]:
    """Who waits for the mentor."""
    return _waiting()


def _waiting(wrong: dict[int, str] | None = None, code: int = 200) -> tuple[str, int]:
    session, actor = db.session(), current_actor()
    cases = queries.waiting_cases(session, actor)
    stops = queries.waiting_stops(session, actor)
    opened = queries.opened_stops(session, actor)
    subjects = queries.subjects(session, [one.subject for one in [*cases, *stops, *opened]])
    page = render_template(
        "training/quizzes/reviews.html",
        page_title=_("Проверка ответов"),
        cases=cases,
        stops=stops,
        opened=opened,
        titles={one.subject: subject_title(subjects.get(one.subject)) for one in cases}
        | {one.subject: subject_title(subjects.get(one.subject)) for one in [*stops, *opened]},
        wrong=wrong or {},
        form=AppForm(),
    )
    return page, code


@screens.post("/stops/<int:stop_id>/open", permission=REVIEW)
def open_attempts(stop_id: int) -> Response | tuple[str, int]:
    """Give a person new attempts after a talk."""
    try:
        stop = quizzes.open_attempts(
            db.session(), current_actor(), stop_id, request.form.get("note", "")
        )
    except ValidationFailed as error:
        return _waiting({stop_id: render(error.errors["note"][0])}, 422)
    toast(_("Новые попытки открыты: %(name)s", name=stop.user.short_name))
    return redirect(url_for("training_reviews.index"), code=303)


@screens.form("/<int:attempt_id>", permission=REVIEW)
def review(attempt_id: int) -> Response | tuple[str, int]:
    """Read the cases of one attempt."""
    session, actor = db.session(), current_actor()
    attempt = quizzes.to_review(session, actor, attempt_id)
    if request.method == "GET":
        return _case_page(attempt, {})
    try:
        quizzes.review(session, actor, attempt_id, _marks(attempt))
    except ValidationFailed as error:
        wrong = {name: [render(one) for one in found] for name, found in error.errors.items()}
        return _case_page(attempt, wrong, 422)
    except Refused as refused:
        toast(render(refused.message), "info")
        return redirect(url_for("training_reviews.index"), code=303)
    toast(_("Проверено: вопросы сданы") if attempt.passed else _("Проверено: вопросы не сданы"))
    return redirect(url_for("training_reviews.index"), code=303)


def _marks(attempt: QuizAttempt) -> dict[int, CaseMark]:
    found: dict[int, CaseMark] = {}
    for place in range(len(attempt.paper)):
        said = request.form.get(f"mark-{place}", "")
        if said in {"yes", "no"}:
            found[place] = CaseMark(said == "yes", request.form.get(f"remark-{place}", ""))
    return found


def _case_page(
    attempt: QuizAttempt, wrong: dict[str, list[str]], code: int = 200
) -> tuple[str, int]:
    subject = queries.subjects(db.session(), [attempt.subject]).get(attempt.subject)
    items = quizzes.marked(attempt.paper, attempt.answers, attempt.review)
    page = render_template(
        "training/quizzes/review.html",
        page_title=attempt.user.full_name,
        attempt=attempt,
        subject=subject_title(subject),
        cases=[item for item in items if item.asked.kind == "case"],
        others=[item for item in items if item.asked.kind != "case"],
        form=AppForm(),
        wrong=wrong,
        said=request.form,
    )
    return page, code
