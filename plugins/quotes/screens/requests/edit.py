"""Changing a request; two people who do so at once."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Message,
    NotFound,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    sees,
)
from core.sdk.web import Clash, current_actor, db, document_clash, numbered, toast
from plugins.quotes.forms.requests import RequestForm, RequestRows, stored_values
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.screens.requests.base import screens
from plugins.quotes.screens.requests.editor import Editor
from plugins.quotes.screens.requests.words import value_in_words, word_of
from plugins.quotes.services import requests
from plugins.quotes.services.requests import RequestInput, Shown, ShownLine


@screens.form("/<int:document_id>/edit", permission=QuotePermission.REQUEST_EDIT)
def edit(document_id: int) -> Response | tuple[str, int]:
    """Header and lines in one form. A line whose words stay keeps what answers it."""
    session, actor = db.session(), current_actor()
    stored = requests.get(session, document_id, actor)
    if not sees(stored.document, actor, QuotePermission.REQUEST_EDIT):
        raise NotFound()
    if request.method == "GET":
        if stored.document.state not in requests.EDITABLE:
            raise Refused([Refusal(Message(N_("Запрос закрыт: менять его больше нельзя")))])
        form = RequestForm(formdata=None, data=stored_values(stored))
        return _page(Editor(session, actor, form, RequestRows.of_request(stored), stored))
    editor = Editor(session, actor, RequestForm(), RequestRows.posted(request.form), stored)
    if RequestRows.only_redrawn(request.form):
        return _page(editor)
    given = editor.given()
    if given is None:
        return _page(editor, 422)
    here = url_for("quotes_requests.show", document_id=document_id)
    if request.form.get("keep") == "theirs":
        requests.set_aside(session, actor, document_id, given)
        toast(_("Оставлена сохранённая версия. Ваша новая правка записана в истории."), "info")
        return redirect(here, code=303)
    try:
        requests.save_request(session, actor, document_id, editor.form.seen_version, given)
    except StaleVersion as clash:
        return _clash_page(editor, given, clash.actual)
    except (ValidationFailed, Refused) as error:
        editor.take(error)
        return _page(editor, 422)
    requests.match_lines(session, actor, document_id)
    toast(_("Запрос сохранён"))
    return redirect(here, code=303)


def _page(editor: Editor, code: int = 200, clash: Clash | None = None) -> tuple[str, int]:
    assert editor.stored is not None
    document = editor.stored.document
    title = _("Черновик запроса")
    if document.number:
        title = _("Запрос %(number)s", number=numbered(document.number, document.date))
    page = render_template(
        "quotes/requests/edit.html",
        page_title=_("%(title)s: изменение", title=title),
        crumb=title,
        document=document,
        editor=editor,
        form=editor.form,
        clash=clash,
    )
    return page, code


def _clash_page(editor: Editor, given: RequestInput, actual: int) -> tuple[str, int]:
    """The form stays as it was typed; sent again over the new version, it is a decision."""
    session, stored = editor.session, editor.stored
    assert stored is not None
    # What this transaction has seen may be older than what the clash was found against.
    session.refresh(stored.document)
    session.refresh(stored)
    mine = requests.shown_input(session, given, stored.document)
    theirs = requests.shown_request(session, stored)
    editor.form.version.data = str(actual)
    header = {
        word_of(name): (value_in_words(mine.header[name]), value_in_words(theirs.header[name]))
        for name in mine.header
    }
    clash = document_clash(
        session, stored.document, header, _lines_in_words(mine), _lines_in_words(theirs)
    )
    return _page(editor, 409, clash)


def _lines_in_words(shown: Shown) -> list[tuple[int | None, str]]:
    return [(line.id, _line_in_words(line)) for line in shown.lines]


def _line_in_words(line: ShownLine) -> str:
    more = [
        line.fields["description"],
        _("особое изделие") if line.fields["is_special"] else "",
        _("к %(day)s", day=value_in_words(line.fields["wanted_on"]))
        if line.fields["wanted_on"]
        else "",
    ]
    return "; ".join(part for part in (line.summary, *more) if part)
