"""The demo's mailbox: what left the program, as those who got it see it."""

from io import BytesIO

from flask import make_response, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.extending.runtime import runtime
from core.kernel.errors import NotFound
from core.mail import sink
from core.mail.declarations import MailPermission
from core.web.filters import file_size
from core.web.screens import Screens

screens = Screens("mailbox", __name__, url_prefix="/demo/mailbox")
PAGE = 50
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A letter is a stranger's page: no scripts, no network, no forms, and links open beside it.
Mail programs know styles in the elements alone, hence the one thing that it may and we may not."""


def _letter(letter_id: str) -> sink.Letter:
    settings = runtime().settings
    letter = sink.read_message(settings.data_dir, letter_id) if settings.is_demo_mail else None
    if letter is None:
        raise NotFound()
    return letter


@screens.get("/", permission=MailPermission.MAILBOX)
def index() -> str:
    """The letters, newest first."""
    settings = runtime().settings
    if not settings.is_demo_mail:
        raise NotFound()
    letters = sink.list_mailbox(settings.data_dir, PAGE + 1, request.args.get("before", ""))
    more = letters[PAGE - 1].id if len(letters) > PAGE else ""
    return render_template(
        "mailbox/index.html",
        page_title=_("Ушедшие письма"),
        letters=letters[:PAGE],
        more_url=url_for("mailbox.index", before=more) if more else "",
    )


@screens.get("/<letter_id>", permission=MailPermission.MAILBOX)
def show(letter_id: str) -> str:
    """One letter with its files."""
    letter = _letter(letter_id)
    files = [
        {
            "name": file.name,
            "url": url_for("mailbox.file", letter_id=letter_id, position=position),
            "size": file_size(len(file.content)),
            "author": "",
            "at": "",
            "icon_name": "file-type-pdf" if file.media_type == "application/pdf" else "paperclip",
            "preview_url": None,
            "delete_url": None,
        }
        for position, file in enumerate(letter.files)
    ]
    return render_template(
        "mailbox/show.html",
        page_title=letter.line.subject or _("Без темы"),
        letter=letter,
        files=files,
    )


@screens.get("/<letter_id>/page", permission=MailPermission.MAILBOX)
def page(letter_id: str) -> Response:
    """The letter's own HTML, for the frame of ``show``."""
    html = _letter(letter_id).html
    if not html:
        raise NotFound()
    # Links of the letter lead out of the frame, as they do in a mail program.
    response = make_response(html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@screens.get("/<letter_id>/files/<int:position>", permission=MailPermission.MAILBOX)
def file(letter_id: str, position: int) -> Response:
    """Download an attachment."""
    files = _letter(letter_id).files
    if position >= len(files):
        raise NotFound()
    chosen = files[position]
    return send_file(
        BytesIO(chosen.content),
        mimetype=chosen.media_type,
        as_attachment=True,
        download_name=chosen.name,
    )
