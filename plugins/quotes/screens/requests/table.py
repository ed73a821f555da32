"""Lines of a new request out of a file: upload, meaning of the columns, the filled form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import DomainError, ValidationFailed
from core.sdk.intake import Sheet, SheetRow, cell_text, read_tables
from core.sdk.web import current_actor, db, render
from plugins.quotes.forms.requests import RequestForm, RequestRows
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.screens.requests import files
from plugins.quotes.screens.requests.base import screens, ways_to_create
from plugins.quotes.screens.requests.create import blank_values, form_page
from plugins.quotes.screens.requests.editor import Editor
from plugins.quotes.screens.requests.files import KeptFile
from plugins.quotes.services import intake
from plugins.quotes.services.intake import SheetField
from plugins.quotes.services.requests import MAX_LINES

# technical: what a page has room for
SHOWN_ROWS = 8


@dataclass(frozen=True)
class Mapped:
    """A sheet on the screen with what each of its columns is taken for."""

    sheets: Sequence[Sheet]
    number: int
    fields: Mapping[str, SheetField]

    @property
    def sheet(self) -> Sheet:
        """The sheet that is looked at."""
        return self.sheets[self.number]


@screens.form("/new/table", permission=QuotePermission.REQUEST_EDIT)
def table() -> Response | tuple[str, int]:
    """A file becomes a filled form in two steps; the file itself will hang on the request."""
    if request.method == "GET":
        return _upload_page()
    token = request.form.get("file_token", "")
    if not token:
        return _uploaded()
    kept = files.kept_file(token)
    if kept is None:
        return _upload_page(_("Файл хранится сутки: загрузите его снова"))
    try:
        sheets = read_tables(kept.content, kept.name)
    except DomainError as error:
        return _upload_page(render(error.message))
    number = request.form.get("sheet", 0, type=int)
    number = number if 0 <= number < len(sheets) else 0
    if request.form.get("seen_sheet", type=int) != number:
        # Another sheet has been chosen: its columns mean something else.
        return _mapping_page(_guessed(sheets, number), kept, token)
    mapped = Mapped(sheets, number, _posted_fields(sheets[number]))
    try:
        intake.check_mapping(mapped.sheet, mapped.fields)
    except ValidationFailed as error:
        texts = {key: [render(one) for one in found] for key, found in error.errors.items()}
        return _mapping_page(mapped, kept, token, texts)
    return _filled(mapped, kept, token)


def _uploaded() -> tuple[str, int]:
    upload = request.files.get("table")
    content = upload.read() if upload is not None else b""
    if upload is None or not upload.filename or not content:
        return _upload_page(_("Выберите файл с таблицей"))
    kept = KeptFile(upload.filename, content)
    try:
        sheets = read_tables(kept.content, kept.name)
    except DomainError as error:
        return _upload_page(render(error.message))
    guesses = [_guessed(sheets, number) for number in range(len(sheets))]
    # The sheet that looks most like a list of goods; covers and notes come first in many files.
    best = max(guesses, key=lambda one: (len(one.fields), len(one.sheet.rows)))
    return _mapping_page(best, kept, files.keep(kept.name, kept.content))


def _guessed(sheets: Sequence[Sheet], number: int) -> Mapped:
    guesses = intake.guess_columns(sheets[number])
    return Mapped(sheets, number, {one.letter: one.field for one in guesses if one.field})


def _posted_fields(sheet: Sheet) -> dict[str, SheetField]:
    found: dict[str, SheetField] = {}
    for column in sheet.header:
        field = request.form.get(f"column-{column.letter}", type=SheetField)
        if field is not None:
            found[column.letter] = field
    return found


def _filled(mapped: Mapped, kept: KeptFile, token: str) -> tuple[str, int]:
    reading = intake.from_sheet(mapped.sheet, mapped.fields)
    if not reading.lines:
        text = _("В этих столбцах нет ни одной строки с товаром: выберите другие")
        return _mapping_page(mapped, kept, token, {"": [text]})
    if len(reading.lines) > MAX_LINES:
        text = _(
            "В таблице %(found)s строк, а в запросе бывает не больше %(limit)s",
            found=len(reading.lines),
            limit=MAX_LINES,
        )
        return _mapping_page(mapped, kept, token, {"": [text]})
    session, actor = db.session(), current_actor()
    values = {**blank_values(session, actor), "file": token}
    form = RequestForm(formdata=None, data=values)
    rows = RequestRows.of_found(reading.lines)
    editor = Editor(session, actor, form, rows)
    rows.remark(editor.units)
    return form_page(editor, skipped=reading.skipped)


def _mapping_page(
    mapped: Mapped, kept: KeptFile, token: str, errors: Mapping[str, Sequence[str]] | None = None
) -> tuple[str, int]:
    page = render_template(
        "quotes/requests/mapping.html",
        page_title=_("Запрос из таблицы"),
        mapped=mapped,
        columns=intake.guess_columns(mapped.sheet),
        fields=list(SheetField),
        sheet_choices=[(place, sheet.name) for place, sheet in enumerate(mapped.sheets)],
        rows=[_shown(row, len(mapped.sheet.header)) for row in mapped.sheet.rows[:SHOWN_ROWS]],
        file_name=kept.name,
        token=token,
        errors=errors or {},
        ways=ways_to_create(),
    )
    return page, 422 if errors else 200


@dataclass(frozen=True)
class ShownRow:
    """A row of the file as the table of columns shows it."""

    number: int
    texts: Sequence[str]


def _shown(row: SheetRow, width: int) -> ShownRow:
    texts = [cell_text(cell) for cell in row.cells]
    return ShownRow(row.number, [*texts, *[""] * (width - len(texts))])


def _upload_page(error: str = "") -> tuple[str, int]:
    page = render_template(
        "quotes/requests/table.html",
        page_title=_("Запрос из таблицы"),
        error=error,
        ways=ways_to_create(),
    )
    return page, 422 if error else 200
