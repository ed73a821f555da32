"""Preparing courses: the course itself, its pages, publishing."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import Refused, StaleVersion, ValidationFailed, marked_up
from core.sdk.web import current_actor, db, render, toast
from plugins.training.forms.courses import CourseForm, PageForm
from plugins.training.models import Course, CoursePage
from plugins.training.queries import courses as queries
from plugins.training.screens.courses.base import EDIT, screens
from plugins.training.screens.courses.files import shown
from plugins.training.services import courses


def _form(**values: Any) -> CourseForm:
    form = CourseForm(**values)
    form.quiz_id.choices = [("", _("Без вопросов")), *queries.quiz_choices(db.session())]
    return form


def _to(course_id: int, **anchor: Any) -> Response:
    return redirect(url_for("training_courses.edit", course_id=course_id, **anchor), code=303)


@screens.form("/new", permission=EDIT)
def new() -> Response | tuple[str, int]:
    """A course begins with its title."""
    form = _form()
    if request.method == "POST":
        try:
            if form.validate():
                course = courses.make_course(db.session(), current_actor(), form.given())
                return redirect(url_for("training_courses.new_page", course_id=course.id), code=303)
        except ValidationFailed as error:
            form.take(error)
    page = render_template("training/courses/new.html", page_title=_("Новый курс"), form=form)
    return page, 200 if request.method == "GET" else 422


@screens.form("/<int:course_id>/edit", permission=EDIT)
def edit(course_id: int) -> Response | tuple[str, int]:
    """Title, description, questions, pages and files of a course."""
    course = courses.get(db.session(), course_id)
    if request.method == "GET":
        stored = {
            "title": course.title,
            "summary": course.summary,
            "quiz_id": course.quiz_id,
            "version": course.version,
        }
        return _page(course, _form(formdata=None, data=stored))
    form = _form()
    try:
        if form.validate():
            courses.edit_course(db.session(), course_id, form.given(), form.seen_version)
            toast(_("Курс сохранён"))
            return _to(course_id)
    except ValidationFailed as error:
        form.take(error)
    except StaleVersion as clash:
        form.version.data = str(clash.actual)
        form.form_errors.append(render(clash.message))
        return _page(course, form, 409)
    return _page(course, form, 422)


def _page(course: Course, form: CourseForm, code: int = 200) -> tuple[str, int]:
    session = db.session()
    page = render_template(
        "training/courses/edit.html",
        page_title=course.title,
        course=course,
        course_id=course.id,
        form=form,
        files=shown(course.id),
        readers=queries.readers(session, [one.id for one in course.pages]),
        learners=queries.learners(session, course.id),
    )
    return page, code


def _seen() -> int:
    return request.form.get("version", 0, type=int)


@screens.post("/<int:course_id>/publish", permission=EDIT)
def publish(course_id: int) -> Response:
    """Show the course to everybody."""
    try:
        courses.publish(db.session(), course_id, _seen())
    except Refused as refused:
        toast(render(refused.message), "danger")
    else:
        toast(_("Курс опубликован: его видят все сотрудники"))
    return _to(course_id)


@screens.post("/<int:course_id>/unpublish", permission=EDIT)
def unpublish(course_id: int) -> Response:
    """Take the course back."""
    courses.unpublish(db.session(), course_id, _seen())
    toast(_("Курс снят с публикации"))
    return _to(course_id)


@screens.post("/<int:course_id>/delete", permission=EDIT)
def delete(course_id: int) -> Response:
    """Remove a course that nobody has begun."""
    try:
        courses.delete_course(db.session(), course_id, _seen())
    except Refused as refused:
        toast(render(refused.message), "danger")
        return _to(course_id)
    toast(_("Курс удалён"))
    return redirect(url_for("training_courses.index"), code=303)


@screens.form("/<int:course_id>/pages/new", permission=EDIT)
def new_page(course_id: int) -> Response | tuple[str, int]:
    """One more page."""
    course = courses.get(db.session(), course_id)
    if request.method == "GET":
        form = PageForm(formdata=None, data={"version": course.version})
        return _page_page(course, None, form)
    return _save_page(course, None)


@screens.form("/<int:course_id>/pages/<int:page_id>/edit", permission=EDIT)
def edit_page(course_id: int, page_id: int) -> Response | tuple[str, int]:
    """Change a page."""
    course = courses.get(db.session(), course_id)
    page = courses.page_of(db.session(), course_id, page_id)
    if request.method == "GET":
        stored = {"title": page.title, "body": page.body, "version": page.version}
        return _page_page(course, page, PageForm(formdata=None, data=stored))
    return _save_page(course, page)


def _save_page(course: Course, page: CoursePage | None) -> Response | tuple[str, int]:
    form = PageForm()
    form.validate()
    session, seen = db.session(), form.seen_version
    try:
        if page is None:
            courses.add_page(session, course.id, form.given(), seen)
        else:
            courses.edit_page(session, course.id, page.id, form.given(), seen)
    except ValidationFailed as error:
        form.take(error)
        return _page_page(course, page, form, 422)
    except StaleVersion as clash:
        form.version.data = str(clash.actual)
        form.form_errors.append(render(clash.message))
        theirs = page.body if page is not None else ""
        return _page_page(course, page, form, 409, theirs)
    toast(_("Страница сохранена"))
    return _to(course.id, _anchor="pages")


def _page_page(
    course: Course, page: CoursePage | None, form: PageForm, code: int = 200, theirs: str = ""
) -> tuple[str, int]:
    drawn = render_template(
        "training/courses/page_edit.html",
        page_title=page.title if page else _("Новая страница"),
        course=course,
        course_id=course.id,
        page=page,
        form=form,
        text=marked_up(form.body.data or ""),
        theirs=theirs,
        files=shown(course.id),
    )
    return drawn, code


@screens.post("/preview", permission=EDIT)
def preview() -> str:
    """What the typed Markdown will look like; nothing is saved."""
    # Nothing is written: others' writing must not wait for somebody's typing.
    db.session().rollback()
    body = request.form.get("body", "")[: courses.MAX_BODY]
    return render_template("training/courses/preview.html", text=marked_up(body))


@screens.post("/<int:course_id>/pages/<int:page_id>/move", permission=EDIT)
def move_page(course_id: int, page_id: int) -> Response:
    """Put a page at another place."""
    to = request.form.get("to", 1, type=int)
    courses.move_page(db.session(), course_id, page_id, to, _seen())
    return _to(course_id, _anchor="pages")


@screens.post("/<int:course_id>/pages/<int:page_id>/delete", permission=EDIT)
def delete_page(course_id: int, page_id: int) -> Response:
    """Take a page out."""
    try:
        courses.delete_page(db.session(), course_id, page_id, _seen())
    except Refused as refused:
        toast(render(refused.message), "danger")
    else:
        toast(_("Страница удалена"))
    return _to(course_id, _anchor="pages")
