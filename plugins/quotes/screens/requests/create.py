"""A new request: by hand, or out of the text of a letter."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from core.sdk import (
    Actor,
    DomainError,
    Organisation,
    Refused,
    ValidationFailed,
    attachments,
    fire,
    format_phone,
    now,
)
from core.sdk.web import (
    AppForm,
    current_actor,
    db,
    optional_id,
    partner_of,
    render,
    required,
    runtime,
    samples,
    toast,
)
from plugins.quotes.forms.requests import BLANK_ROWS, RequestForm, RequestRows
from plugins.quotes.models import Request
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.requests.page import Twin, twins
from plugins.quotes.screens.requests import files
from plugins.quotes.screens.requests.base import screens, ways_to_create
from plugins.quotes.screens.requests.editor import Editor
from plugins.quotes.services import intake, requests
from plugins.quotes.services.requests import RequestInput

EMAIL = "email"


class LetterForm(AppForm):
    """The text of a letter as it was copied."""

    letter = TextAreaField(lazy_gettext("Текст письма"), [required()])


def blank_values(session: Session, actor: Actor) -> dict[str, Any]:
    """The header of a request that nothing is known of yet."""
    return {
        "organisation_id": session.scalars(
            select(Organisation.id).order_by(Organisation.id)
        ).first(),
        "responsible_id": actor.user_id,
        "received_at": now(),
    }


def form_page(
    editor: Editor,
    code: int = 200,
    *,
    same: list[Twin] | None = None,
    reading: intake.LetterReading | None = None,
    skipped: tuple[intake.Skipped, ...] = (),
) -> tuple[str, int]:
    """The form of a new request."""
    if reading is None and editor.form.letter.data:
        reading = _reread(editor)
    page = render_template(
        "quotes/requests/new.html",
        page_title=_("Новый запрос"),
        editor=editor,
        form=editor.form,
        twins=same or [],
        reading=reading,
        skipped=skipped,
        ways=ways_to_create(),
    )
    return page, code


def _reread(editor: Editor) -> intake.LetterReading | None:
    """The letter in pieces again, to stand beside the form; a letter is read only once."""
    try:
        return intake.from_letter(editor.session, editor.form.letter.data or "")
    except DomainError:
        return None


@screens.form("/new", permission=QuotePermission.REQUEST_EDIT)
def new() -> Response | tuple[str, int]:
    """By hand. Requests that look the same are shown before it is made."""
    session, actor = db.session(), current_actor()
    if request.method == "GET":
        values = blank_values(session, actor)
        partner = partner_of(session, actor, optional_id(request.args.get("partner_id")))
        values["partner_id"] = str(partner.id) if partner is not None else ""
        form = RequestForm(formdata=None, data=values)
        return form_page(Editor(session, actor, form, RequestRows.blank(BLANK_ROWS)))
    editor = Editor(session, actor, RequestForm(), RequestRows.posted(request.form))
    if RequestRows.only_redrawn(request.form):
        return form_page(editor)
    given = editor.given()
    if given is None:
        return form_page(editor, 422)
    same = twins(session, actor, given.partner_id, [line.text for line in given.lines])
    if same and not editor.form.twins_seen.data:
        editor.form.twins_seen.data = "1"
        return form_page(editor, 422, same=same)
    try:
        made = _make(session, actor, editor.form, given)
    except (ValidationFailed, Refused) as error:
        editor.take(error)
        return form_page(editor, 422, same=same)
    toast(_made_in_words(made))
    return redirect(url_for("quotes_requests.show", document_id=made.document_id), code=303)


def _make(session: Session, actor: Actor, form: RequestForm, given: RequestInput) -> Request:
    made = requests.create_request(session, actor, given)
    kept = files.kept_file(form.file.data or "")
    if kept is not None:
        attachments.add(session, runtime().storage, made.document, actor, kept.name, kept.content)
    requests.match_lines(session, actor, made.document_id)
    if request.form.get("then") == "register":
        fire(session, made.document_id, "register", actor)
    return made


def _made_in_words(made: Request) -> str:
    matched = sum(line.status == requests.ACCEPTED for line in made.lines)
    told = ngettext(
        "подобрана %(num)s строка из %(all)s",
        "подобраны %(num)s строки из %(all)s",
        matched,
        all=len(made.lines),
    )
    if made.document.number:
        return _(
            "Запрос %(number)s зарегистрирован, %(told)s", number=made.document.number, told=told
        )
    return _("Черновик сохранён, %(told)s", told=told)


@screens.form("/new/letter", permission=QuotePermission.REQUEST_EDIT)
def letter() -> tuple[str, int]:
    """The text of a letter becomes a filled form: lines with confidence, the rest shown."""
    form = LetterForm()
    if request.method == "GET" or not form.validate():
        return _letter_page(form, 200 if request.method == "GET" else 422)
    session, actor = db.session(), current_actor()
    text = (form.letter.data or "").replace("\r\n", "\n")
    try:
        reading = intake.from_letter(session, text)
    except DomainError as error:
        form.letter.errors = [render(error.message)]
        return _letter_page(form, 422)
    sender = intake.find_sender(session, actor, text, reading.signature)
    known = sender.partner
    values = {
        **blank_values(session, actor),
        "letter": text,
        "partner_id": str(known.id) if known else "",
        "contact_id": sender.contact.id if sender.contact else None,
        "requester": "" if known else sender.name,
        "requester_email": "" if known else sender.email,
        "requester_phone": format_phone(sender.phone) if sender.phone and not known else "",
    }
    filled = RequestForm(formdata=None, data=values)
    rows = RequestRows.of_found(reading.lines) if reading.lines else RequestRows.blank(BLANK_ROWS)
    editor = Editor(session, actor, filled, rows)
    rows.remark(editor.units)
    editor.choose_channel(EMAIL)
    return form_page(editor, reading=reading)


def _letter_page(form: LetterForm, code: int) -> tuple[str, int]:
    page = render_template(
        "quotes/requests/letter.html",
        page_title=_("Запрос из письма"),
        form=form,
        samples=samples.names(runtime().settings.data_dir, samples.LETTERS),
        ways=ways_to_create(),
    )
    return page, code
