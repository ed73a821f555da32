"""Actions that are the same for documents of every type, and the registry over all of them."""

from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import policy
from core.accounts.policy import sees
from core.db.session import db
from core.documents import attachments, service, stages
from core.documents.models import Comment, Document
from core.extending.runtime import runtime
from core.kernel.clock import now
from core.kernel.errors import Forbidden, NotFound, ValidationFailed
from core.kernel.text import N_, Message
from core.web import document_page, idempotency
from core.web.identity import current_actor
from core.web.messages import is_htmx, toast, translate
from core.web.screens import SIGNED_IN, Screens

screens = Screens("documents", __name__, url_prefix="/documents")
LONGEST_COMMENT = 10_000
TOO_LONG = N_("Комментарий длиннее %(limit)s знаков: сократите его или приложите файл")


def visible_document(document_id: int) -> Document:
    """The document, where this person may see it; NotFound otherwise."""
    session = db.session()
    document = fetch_any(document_id)
    kind = service.type_of(session, document)
    actor = current_actor()
    opened = kind.opened_to is not None and kind.opened_to(session, document, actor)
    if not opened and not sees(document, actor, kind.view):
        raise NotFound()
    stages.enter(session, actor, document.type)
    return document


def fetch_any(document_id: int) -> Document:
    """The row itself; what it may be used for is decided by the caller."""
    document = policy.find(db.session(), Document, document_id)
    if document is None:
        raise NotFound()
    return document


def _back(document: Document) -> Response:
    kind = service.type_of(db.session(), document)
    return redirect(url_for(kind.endpoint, document_id=document.id), code=303)


@screens.get("/<int:document_id>", permission=SIGNED_IN)
def show(document_id: int) -> Response:
    """Lead to the stage's own page."""
    return _back(visible_document(document_id))


@screens.post("/<int:document_id>/fire/<transition>", permission=SIGNED_IN)
def fire(document_id: int, transition: str) -> Response:
    """Carry out a move: permission, scope, guards and vetoes are those of the workflow table."""
    document = visible_document(document_id)
    kind = service.type_of(db.session(), document)
    move = next((one for one in kind.workflow.transitions if one.name == transition), None)
    if move is None or move.internal:
        raise NotFound()
    service.fire(
        db.session(),
        document_id,
        transition,
        current_actor(),
        version=request.form.get("version", type=int),
        reason=request.form.get("reason", ""),
    )
    toast(translate(move.done))
    return _back(document)


def _aside(document: Document) -> Response | str:
    if not is_htmx():
        return _back(document)
    page = document_page.build(db.session(), document, current_actor())
    return render_template("documents/timeline.html", page=page)


def _fault(text: str) -> Message | None:
    """Why a comment cannot be taken."""
    if not text:
        return Message(N_("Напишите комментарий"))
    if len(text) > LONGEST_COMMENT:
        return Message(TOO_LONG, limit=LONGEST_COMMENT)
    return None


@screens.post("/<int:document_id>/comments", permission=SIGNED_IN)
def comment(document_id: int) -> Response | str | tuple[str, int]:
    """Add a comment. Whoever sees the document may speak about it."""
    document = visible_document(document_id)
    text = request.form.get("text", "").strip()
    fault = _fault(text)
    if fault is not None:
        if not is_htmx():
            raise ValidationFailed({"text": [fault]})
        page = document_page.build(db.session(), document, current_actor())
        return render_template(
            "documents/timeline.html",
            page=page,
            typed=request.form.get("text", ""),
            errors=[translate(fault)],
        ), 422
    actor = current_actor()
    if actor.user_id is not None:
        db.session().add(
            Comment(document_id=document.id, author_id=actor.user_id, text=text, at=now())
        )
        db.session().flush()
        idempotency.lead_to(url_for("documents.show", document_id=document.id))
    return _aside(document)


def _files(document: Document) -> Response | str:
    if not is_htmx():
        return _back(document)
    page = document_page.build(db.session(), document, current_actor())
    return render_template("documents/attachments.html", page=page)


def _editable(document_id: int) -> Document:
    document = visible_document(document_id)
    if not sees(document, current_actor(), service.type_of(db.session(), document).edit):
        raise Forbidden()
    return document


@screens.post("/<int:document_id>/attachments", permission=SIGNED_IN)
def attach(document_id: int) -> Response | str:
    """Attach one or several files."""
    document = _editable(document_id)
    for file in request.files.getlist("files"):
        attachments.add(
            db.session(),
            runtime().storage,
            document,
            current_actor(),
            file.filename or "",
            file.read(),
        )
    db.session().flush()
    return _files(document)


@screens.post("/<int:document_id>/attachments/<int:attachment_id>/remove", permission=SIGNED_IN)
def remove_attachment(document_id: int, attachment_id: int) -> Response | str:
    """Take a file off the document; what the program itself has attached stays."""
    document = _editable(document_id)
    attachment = attachments.get(db.session(), document_id, attachment_id)
    if attachment.purpose != "file":
        raise Forbidden()
    attachments.remove(db.session(), document, current_actor(), attachment)
    return _files(document)


def _send(document_id: int, attachment_id: int, *, inline: bool) -> Response:
    document = visible_document(document_id)
    attachment = attachments.get(db.session(), document.id, attachment_id)
    if inline and attachment.media_type not in attachments.PREVIEWED:
        raise NotFound()
    return send_file(
        BytesIO(runtime().storage.get(attachment.sha256)),
        mimetype=attachment.media_type,
        as_attachment=not inline,
        download_name=attachment.name,
        etag=attachment.sha256,
    )


@screens.get("/<int:document_id>/attachments/<int:attachment_id>", permission=SIGNED_IN)
def attachment(document_id: int, attachment_id: int) -> Response:
    """Download a file."""
    return _send(document_id, attachment_id, inline=False)


@screens.get("/<int:document_id>/attachments/<int:attachment_id>/preview", permission=SIGNED_IN)
def preview(document_id: int, attachment_id: int) -> Response:
    """Show a picture or a PDF in the browser."""
    return _send(document_id, attachment_id, inline=True)
