"""People against documents: the matrix, its export, reminders, assignments by hand."""

from io import BytesIO
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import User, ValidationFailed, now
from core.sdk.web import current_actor, db, optional_id, runtime, toast
from core.sdk.web import day as shown_day
from plugins.training.forms.reading import AssignForm
from plugins.training.queries import reading_matrix
from plugins.training.queries.reading_matrix import Cell, CellState, Choice, Heading, Matrix
from plugins.training.screens.reading.base import Can, Page, watch, watch_tabs
from plugins.training.services.reading import assigning, reminding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    CellState.SIGNED: "success",
    CellState.READ: "active",
    CellState.READING: "active",
    CellState.ASSIGNED: "neutral",
    CellState.OVERDUE: "danger",
}
"""The colour of a state."""
ICONS = {
    CellState.SIGNED: "circle-check",
    CellState.READ: "eye",
    CellState.READING: "book",
    CellState.ASSIGNED: "circle-dashed",
    CellState.OVERDUE: "alert-triangle",
}
"""Its shape, for who does not tell the colours apart."""
FILLS = {
    CellState.SIGNED: "FFE4F4E9",
    CellState.READ: "FFE7EFFB",
    CellState.READING: "FFE7EFFB",
    CellState.ASSIGNED: "FFEEEEEA",
    CellState.OVERDUE: "FFFDEAE8",
}
"""Colours of the cells in the exported file: the tints of the light theme."""
# technical: what a page can bear
MAX_CHOSEN = 2000


def state_titles() -> dict[CellState, str]:
    """States in words."""
    return {
        CellState.SIGNED: _("подписано"),
        CellState.READ: _("прочитано"),
        CellState.READING: _("читает"),
        CellState.ASSIGNED: _("назначено"),
        CellState.OVERDUE: _("просрочено"),
    }


def chosen() -> Choice:
    """The filters of the address."""
    state = request.values.get("state", "")
    return Choice(
        department_id=optional_id(request.values.get("department")),
        regulation_id=optional_id(request.values.get("regulation")),
        person_id=optional_id(request.values.get("person")),
        state=CellState(state) if state in set(CellState) else None,
    )


@watch.get("/", permission=Can.READING_WATCH)
def index() -> str | Response:
    """The matrix, or the same as a file."""
    session, actor = db.session(), current_actor()
    found = reading_matrix.matrix(session, actor, chosen())
    if request.args.get("export") == "xlsx":
        return send_file(
            _workbook(found),
            mimetype=XLSX,
            as_attachment=True,
            download_name=f"{_('Ознакомление')} {shown_day(now())}.xlsx",
        )
    return render_template(
        "training/reading/matrix.html",
        page_title=_("Кто прочитал"),
        tabs=watch_tabs("training_watch.index"),
        matrix=found,
        choice=chosen(),
        titles=state_titles(),
        words=cell_words,
        heading_words=heading_words,
        kinds=KINDS,
        icons=ICONS,
        departments=reading_matrix.department_choices(session),
        regulations=reading_matrix.regulation_choices(session),
        filters=_filters(),
        may_assign=actor.can(Can.READING_ASSIGN),
    )


def _filters() -> dict[str, str]:
    """The filters as they stand in the address, to come back to them."""
    names = ("department", "regulation", "state", "person")
    return {name: request.values[name] for name in names if request.values.get(name)}


def cell_words(cell: Cell) -> str:
    """«подписано 23.11.2026», «просрочено, срок 20.11.2026»."""
    title = state_titles()[cell.state]
    if cell.signed_at is not None:
        words = f"{title} {shown_day(cell.signed_at)}"
    else:
        words = _("%(state)s, срок %(due)s", state=title, due=shown_day(cell.due))
    if cell.excused_until is not None and cell.signed_at is None:
        day = shown_day(cell.excused_until)
        return _("%(words)s, допуск по %(day)s", words=words, day=day)
    return words


def heading_words(heading: Heading) -> str:
    """What a column is about, beside its code: «Скидки, редакция 3», and when it will hold."""
    words = _("%(title)s, редакция %(edition)s", title=heading.title, edition=heading.edition)
    if heading.coming:
        day = shown_day(heading.effective_from)
        return _("%(words)s, действует с %(day)s", words=words, day=day)
    return words


def _workbook(found: Matrix) -> BytesIO:
    """The matrix with its colours; the words say the same."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Ознакомление")[:31])
    sheet.freeze_panes = "D2"
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 32
    heads = [_("Сотрудник"), _("Должность"), _("Отдел")]
    heads += [f"{one.code} ({one.edition}) {one.title}" for one in found.headings]
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in found.rows:
        cells = [_cell(sheet, text) for text in (row.name, row.position, row.department)]
        for cell in row.cells:
            words = cell_words(cell) if cell is not None else "—"
            cells.append(_cell(sheet, words, fill=FILLS[cell.state] if cell else None))
        sheet.append(cells)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, text: str, *, bold: bool = False, fill: str | None = None) -> Any:
    cell = WriteOnlyCell(sheet, text)
    # Names may begin with «=»: they must not become a formula.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    return cell


@watch.post("/remind", permission=Can.READING_WATCH)
def remind() -> Response:
    """Remind the chosen, or tell their heads."""
    session, actor = db.session(), current_actor()
    sent = request.form.getlist("assignment")[:MAX_CHOSEN]
    keys = [key for key in map(optional_id, sent) if key is not None]
    if not keys:
        toast(_("Отметьте в таблице, кому напомнить"), "info")
    elif request.form.get("act") == "escalate":
        told(reminding.escalate_now(session, actor, runtime().settings.base_url, keys))
    else:
        reminded(reminding.remind_now(session, actor, runtime().settings.base_url, keys))
    return redirect(url_for("training_watch.index", **_filters()), code=303)


def reminded(count: int) -> None:
    """Say how many were written to."""
    toast(_("Напоминаний отправлено: %(count)s", count=count))


def told(count: int) -> None:
    """Say of how many people the heads were told."""
    if count:
        toast(_("Руководителям сообщено о сотрудниках: %(count)s", count=count))
    else:
        toast(_("Срок ещё не прошёл: сообщать руководителю не о чем"), "info")


@watch.form("/assign", permission=Can.READING_ASSIGN)
def assign() -> Response | Page:
    """A version given to people by name."""
    form = _assign_form()
    if request.method == "GET":
        form.document.data = request.args.get("document", form.document.data, type=int)
        return _assign(form)
    if not form.validate():
        return _assign(form, 422)
    try:
        given = assigning.assign_to_person(
            db.session(),
            current_actor(),
            form.document.data,
            form.people.data or [],
            form.due.data,
        )
    except ValidationFailed as error:
        form.take(error)
        return _assign(form, 422)
    toast(_("Назначено: %(count)s", count=len(given)))
    return redirect(url_for("training_watch.index"), code=303)


def _assign_form() -> AssignForm:
    session = db.session()
    form = AssignForm()
    found = assigning.to_sign(session, now())
    versions = sorted(found, key=lambda one: (one.regulation.code, one.edition))
    form.document.choices = [
        (
            one.document_id,
            _(
                "%(code)s «%(title)s», редакция %(edition)s",
                code=one.regulation.code,
                title=one.regulation.title,
                edition=one.edition,
            ),
        )
        for one in versions
    ]
    people = session.execute(
        select(User.id, User.full_name)
        .where(User.disabled_at.is_(None))
        .order_by(User.full_name, User.id)
    )
    form.people.choices = [(key, name) for key, name in people]
    return form


def _assign(form: AssignForm, code: int = 200) -> Page:
    page = render_template(
        "training/reading/assign.html", page_title=_("Назначить документ"), form=form
    )
    return page, code
