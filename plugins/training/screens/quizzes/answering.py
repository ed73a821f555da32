"""Answering questions: the paper, then the result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.sdk import ValidationFailed
from core.sdk.web import SIGNED_IN, AppForm, current_actor, db
from core.sdk.web import render as in_words
from plugins.training.models import QuizAttempt
from plugins.training.norms import PASS_MARK
from plugins.training.queries import quizzes as queries
from plugins.training.screens.quizzes.base import screens, subject_title, subject_url
from plugins.training.services import quizzes


@dataclass(frozen=True)
class Typed:
    """Answers as typed so far: place → values of its field."""

    values: Mapping[int, list[str]] = field(default_factory=dict[int, list[str]])
    errors: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])


def typed(form: MultiDict[str, str], attempt: QuizAttempt) -> dict[int, list[str]]:
    """The fields of the paper out of a sent form, whoever draws the paper."""
    return {place: form.getlist(quizzes.field(place)) for place in range(len(attempt.paper))}


def moved(values: dict[int, list[str]], pressed: str) -> dict[int, list[str]]:
    """The same with one option a place higher or lower: an arrow pressed without a script."""
    name, option, way = [*pressed.split(":"), "", ""][:3]
    for place, placed in values.items():
        if quizzes.field(place) == name and option in placed:
            here = placed.index(option)
            to = here + (-1 if way == "up" else 1)
            if 0 <= to < len(placed):
                placed[here], placed[to] = placed[to], placed[here]
    return values


@screens.form("/attempts/<int:attempt_id>", permission=SIGNED_IN)
def attempt(attempt_id: int) -> Response | tuple[str, int]:
    """The paper while it is not answered, the result afterwards."""
    session, actor = db.session(), current_actor()
    found = quizzes.own(session, actor, attempt_id)
    here = url_for("training_quizzes.attempt", attempt_id=attempt_id)
    if found.finished_at is not None:
        if request.method == "POST":
            return redirect(here, code=303)
        return _result(found), 200
    if request.method == "GET":
        return _paper(found, Typed()), 200
    values = typed(request.form, found)
    if "move" in request.form:
        return _paper(found, Typed(moved(values, request.form["move"]))), 200
    try:
        quizzes.answer(session, actor, attempt_id, values)
    except ValidationFailed as error:
        errors = {
            name: [in_words(message) for message in messages]
            for name, messages in error.errors.items()
        }
        return _paper(found, Typed(values, errors)), 422
    return redirect(here, code=303)


def _subject(found: QuizAttempt) -> queries.Subject | None:
    return queries.subjects(db.session(), [found.subject]).get(found.subject)


def _paper(found: QuizAttempt, so_far: Typed) -> str:
    session = db.session()
    subject = _subject(found)
    return render_template(
        "training/quizzes/attempt.html",
        page_title=subject_title(subject),
        attempt=found,
        form=AppForm(),
        questions=quizzes.asked(found.paper),
        typed=so_far.values,
        errors=so_far.errors,
        left=quizzes.attempts_left(session, found.user_id, found.quiz_id, found.subject),
        back=subject_url(subject),
    )


def result_context(found: QuizAttempt) -> dict[str, Any]:
    """All that shows a finished attempt: for a page of whatever area.

    The right answers are shown once they can no longer be used: the quiz is passed, or the
    attempts have ended.
    """
    session = db.session()
    stop = quizzes.stop_of(session, found.user_id, found.quiz_id, found.subject)
    left = (
        0 if stop else quizzes.attempts_left(session, found.user_id, found.quiz_id, found.subject)
    )
    passed = quizzes.passed(session, found.user_id, found.subject) is not None
    subject = _subject(found)
    items = quizzes.marked(found.paper, found.answers, found.review)
    return {
        "attempt": found,
        "items": items,
        "right": sum(1 for item in items if item.correct),
        "mark": pass_mark(found),
        "left": left,
        "stop": stop,
        "passed": passed,
        "reveal": passed or stop is not None,
        "clauses": _clauses(subject, found, items),
        "subject_url": subject_url(subject),
    }


def pass_mark(found: QuizAttempt) -> Decimal | None:
    """The pass mark that the result was decided by, in percent."""
    for reading in found.norms:
        if reading["key"] == PASS_MARK:
            return Decimal(reading["value"])
    return None


def _clauses(
    subject: queries.Subject | None, found: QuizAttempt, items: tuple[quizzes.Marked, ...]
) -> dict[str, tuple[str, str]]:
    numbers = queries.clause_numbers(
        db.session(), found.subject, (item.clause_uid for item in items if item.clause_uid)
    )
    return {
        uid: (
            _("Пункт %(number)s документа", number=number),
            subject_url(subject, _anchor=f"c-{uid}"),
        )
        for uid, number in numbers.items()
    }


def _result(found: QuizAttempt) -> str:
    return render_template(
        "training/quizzes/result.html",
        page_title=subject_title(_subject(found)),
        **result_context(found),
    )


@screens.post("/attempts/<int:attempt_id>/again", permission=SIGNED_IN)
def again(attempt_id: int) -> Response:
    """One more attempt at the same questions."""
    session, actor = db.session(), current_actor()
    found = quizzes.own(session, actor, attempt_id)
    fresh = quizzes.start(session, actor, found.quiz_id, found.subject)
    return redirect(url_for("training_quizzes.attempt", attempt_id=fresh.id), code=303)
