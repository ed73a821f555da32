"""Pictures and files of a course."""

from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.sdk.web import current_actor, db, is_htmx, runtime
from plugins.training.screens.courses.base import EDIT, VIEW, screens
from plugins.training.services import courses


def shown(course_id: int) -> list[dict[str, object]]:
    """Files as the list beside the editor draws them."""
    return [
        {
            "id": file.id,
            "name": file.name,
            "size": file.size,
            "picture": file.media_type.startswith("image/"),
            "url": url_for("training_courses.file", course_id=course_id, file_id=file.id),
        }
        for file in courses.files_of(db.session(), course_id)
    ]


@screens.post("/<int:course_id>/files", permission=EDIT)
def upload(course_id: int) -> Response | str:
    """Add one or several files."""
    for file in request.files.getlist("files"):
        courses.add_file(
            db.session(),
            runtime().storage,
            current_actor(),
            course_id,
            file.filename or "",
            file.read(),
        )
    return _files(course_id)


@screens.post("/<int:course_id>/files/<int:file_id>/remove", permission=EDIT)
def remove(course_id: int, file_id: int) -> Response | str:
    """Take a file off the course."""
    courses.remove_file(db.session(), course_id, file_id)
    return _files(course_id)


def _files(course_id: int) -> Response | str:
    if is_htmx():
        return render_template(
            "training/courses/files.html", course_id=course_id, files=shown(course_id)
        )
    return redirect(url_for("training_courses.edit", course_id=course_id), code=303)


@screens.get("/<int:course_id>/files/<int:file_id>", permission=VIEW)
def file(course_id: int, file_id: int) -> Response:
    """The file itself, to whoever sees the course: pictures and PDF in the browser, the rest to
    keep. Nothing in it can run: its kind was checked, sniffing is off, scripts are forbidden."""
    session = db.session()
    courses.visible(session, current_actor(), course_id)
    found = courses.file_of(session, course_id, file_id)
    response = send_file(
        BytesIO(runtime().storage.get(found.sha256)),
        mimetype=found.media_type,
        as_attachment=found.media_type not in courses.SHOWN,
        download_name=found.name,
        etag=found.sha256,
    )
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
