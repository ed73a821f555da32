"""Going through a course: the list, the contents, page after page, the questions."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import Refused, marked_up
from core.sdk.web import AppForm, current_actor, db, render, toast
from plugins.training.models import Course, CoursePage
from plugins.training.queries import courses as queries
from plugins.training.screens.courses.base import (
    VIEW,
    WATCH,
    may_edit,
    may_watch,
    screens,
)
from plugins.training.services import courses, quizzes


@screens.get("/", permission=VIEW)
def index() -> str:
    """Courses open to the person, with his progress in each."""
    return render_template(
        "training/courses/index.html",
        page_title=_("Курсы"),
        cards=queries.cards(db.session(), current_actor()),
        may_edit=may_edit(),
    )


@screens.get("/<int:course_id>", permission=VIEW)
def show(course_id: int) -> str:
    """What the course consists of and how much of it is done."""
    session, actor = db.session(), current_actor()
    course = courses.visible(session, actor, course_id)
    user_id = actor.user_id or 0
    read = courses.pages_read(session, user_id, course_id)
    return render_template(
        "training/courses/show.html",
        page_title=course.title,
        course=course,
        read=read,
        progress=courses.progress_of(session, [user_id], [course_id])[user_id, course_id],
        next_page=next((page for page in course.pages if page.id not in read), None),
        waiting=course.quiz_id is not None
        and quizzes.waits_for_mentor(session, user_id, course.quiz_id, courses.subject(course_id)),
        stop=quizzes.stop_of(session, user_id, course.quiz_id, courses.subject(course_id))
        if course.quiz_id is not None
        else None,
        passed=quizzes.passed(session, user_id, courses.subject(course_id)),
        form=AppForm(),
        may_edit=may_edit(),
        may_watch=may_watch(),
    )


@screens.get("/<int:course_id>/pages/<int:page_id>", permission=VIEW)
def page(course_id: int, page_id: int) -> str:
    """One page, with the way on and back."""
    session, actor = db.session(), current_actor()
    course = courses.visible(session, actor, course_id)
    here = courses.page_of(session, course_id, page_id)
    read = courses.pages_read(session, actor.user_id or 0, course_id)
    before, after = _neighbours(course, here)
    return render_template(
        "training/courses/page.html",
        page_title=here.title,
        course=course,
        page=here,
        text=marked_up(here.body),
        before=before,
        after=after,
        read=read,
        may_edit=may_edit(),
        form=AppForm(),
    )


def _neighbours(course: Course, here: CoursePage) -> tuple[CoursePage | None, CoursePage | None]:
    place = next(at for at, one in enumerate(course.pages) if one.id == here.id)
    before = course.pages[place - 1] if place else None
    after = course.pages[place + 1] if place + 1 < len(course.pages) else None
    return before, after


@screens.post("/<int:course_id>/pages/<int:page_id>/read", permission=VIEW)
def read_page(course_id: int, page_id: int) -> Response:
    """The page is done: on to the next, or back to the contents after the last."""
    session, actor = db.session(), current_actor()
    course = courses.visible(session, actor, course_id)
    here = courses.page_of(session, course_id, page_id)
    progress = courses.mark_read(session, actor, course_id, page_id)
    _before, after = _neighbours(course, here)
    if after is not None:
        there = url_for("training_courses.page", course_id=course_id, page_id=after.id)
    else:
        there = url_for("training_courses.show", course_id=course_id)
        if progress.read_at is not None and course.quiz_id is None:
            toast(_("Курс окончен"))
    return redirect(there, code=303)


@screens.post("/<int:course_id>/quiz", permission=VIEW)
def quiz(course_id: int) -> Response:
    """Begin the questions at the end, or go on with the paper already begun."""
    try:
        attempt = courses.start_quiz(db.session(), current_actor(), course_id)
    except Refused as refused:
        toast(render(refused.message), "info")
        return redirect(url_for("training_courses.show", course_id=course_id), code=303)
    return redirect(url_for("training_quizzes.attempt", attempt_id=attempt.id), code=303)


@screens.get("/<int:course_id>/people", permission=WATCH)
def people(course_id: int) -> str:
    """How far the people that the person watches have come."""
    session, actor = db.session(), current_actor()
    course = courses.visible(session, actor, course_id)
    rows = queries.people(session, actor, course_id)
    return render_template(
        "training/courses/people.html",
        page_title=course.title,
        course=course,
        rows=rows,
        done=sum(1 for row in rows if row.progress.finished_at is not None),
    )
