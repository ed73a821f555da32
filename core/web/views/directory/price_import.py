"""Loading a price list from a file: upload, columns, preview, progress."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import FileField, SelectField

from core.db.session import db
from core.directory import price_import, price_lists
from core.directory.choices import CURRENCIES, PRICE_VAT
from core.directory.models import PriceImport, PriceList
from core.directory.permissions import DirectoryPermission
from core.directory.price_file import MappedColumn, PriceField, PriceGuess, PriceMapping
from core.directory.price_import import service
from core.directory.price_import.report import REPORT_NAME, XLSX
from core.directory.price_import.template import TEMPLATE_NAME
from core.directory.price_import.template import template as empty_price_list
from core.directory.price_lists import PriceListData
from core.directory.tables import LIMITS, Sheet, cell_text
from core.extending.runtime import runtime
from core.jobs.models import OutboxJob
from core.kernel.clock import today
from core.kernel.errors import DomainError, NotFound, ValidationFailed
from core.kernel.parsing import NotANumber, parse_decimal
from core.web import samples
from core.web.forms import AppForm, TextField, optional_id
from core.web.identity import current_actor
from core.web.messages import render, toast
from core.web.views.directory.common import (
    options,
    translated,
    with_none,
)
from core.web.views.directory.prices import screens

SAMPLE_ROWS = 6
FIRST_STEP, COLUMNS_STEP, PREVIEW_STEP, DONE_STEP = range(4)


def _steps(current: int) -> list[dict[str, str]]:
    """The way of a file, as the ribbon draws it."""
    titles = (_("Файл"), _("Столбцы"), _("Проверка"), _("Загрузка"))
    status = ["done"] * current + ["current"] + ["next"] * (len(titles) - current - 1)
    return [
        {"title": title, "status": one, "note": ""}
        for title, one in zip(titles, status, strict=True)
    ]


class UploadForm(AppForm):
    """A file and the price list that it goes into, an old one or a new one."""

    file = FileField(lazy_gettext("Файл XLSX или CSV"))
    price_list_id = SelectField(lazy_gettext("Прайс-лист"), coerce=optional_id)
    name = TextField(lazy_gettext("Название нового прайс-листа"))
    currency = SelectField(lazy_gettext("Валюта"), default="RUB")
    vat_mode = SelectField(lazy_gettext("НДС"))

    def offer(self, session: Session) -> None:
        """Fill the lists."""
        self.price_list_id.choices = with_none(
            [(one.id, one.name) for one in price_lists.in_use(session)], _("Новый прайс-лист")
        )
        self.currency.choices = options(translated(CURRENCIES))
        self.vat_mode.choices = options(translated(PRICE_VAT))


def _sheets(loading: PriceImport) -> tuple[Sheet, ...]:
    return price_import.read_sheets(runtime().storage.get(loading.file_key), loading.file_name)


def _loading(import_id: int) -> PriceImport:
    return price_import.find(db.session(), current_actor(), import_id)


@screens.form("/import", permission=DirectoryPermission.PRICE_IMPORT)
def upload() -> Response | tuple[str, int]:
    """The first step: the file, and where it goes."""
    session = db.session()
    form = UploadForm()
    form.offer(session)
    code = 200
    if request.method != "POST":
        form.price_list_id.data = optional_id(request.args.get("price_list"))
        form.name.data = form.name.data or _("Прайс-лист %(day)s", day=f"{today():%d.%m.%Y}")
    else:
        code = 422
        loading = _take(session, form)
        if loading is not None:
            return redirect(url_for("prices.columns", import_id=loading.id), code=303)
    page = render_template(
        "directory/prices/upload.html",
        page_title=_("Загрузка прайс-листа"),
        steps=_steps(FIRST_STEP),
        form=form,
        samples=samples.names(runtime().settings.data_dir, samples.PRICES),
        recent=service.recent(session, 10),
    )
    return page, code


@screens.get("/import/template", permission=DirectoryPermission.PRICE_IMPORT)
def template() -> Response:
    """An empty price list to be filled in: its columns are understood without questions."""
    return send_file(
        BytesIO(empty_price_list()),
        mimetype=XLSX,
        as_attachment=True,
        download_name=TEMPLATE_NAME,
    )


def _take(session: Session, form: UploadForm) -> PriceImport | None:
    """Keep the file; None where something is wrong, which the form then says."""
    uploaded = request.files.get("file")
    if uploaded is None or not uploaded.filename:
        form.file.errors = [_("Выберите файл")]
        return None
    content = uploaded.read(LIMITS.file_bytes + 1)
    try:
        price_list_id = form.price_list_id.data
        if price_list_id is None:
            price_list = price_lists.prepare_price_list(
                session,
                current_actor(),
                PriceListData(
                    name=form.name.data or "",
                    valid_from=today(),
                    currency=form.currency.data,
                    vat_mode=form.vat_mode.data,
                ),
            )
            price_list_id = price_list.id
        return price_import.begin(
            session,
            current_actor(),
            price_list_id=price_list_id,
            file_name=uploaded.filename,
            content=content,
            files=runtime().storage,
        )
    except ValidationFailed as error:
        form.take(error)
    except DomainError as error:
        form.file.errors = [render(error.message)]
    return None


@screens.form("/import/<int:import_id>/columns", permission=DirectoryPermission.PRICE_IMPORT)
def columns(import_id: int) -> Response | tuple[str, int]:
    """The second step: what each column means, guessed first."""
    session = db.session()
    loading = _loading(import_id)
    if loading.job_id is not None:
        return redirect(url_for("prices.progress", import_id=import_id), code=303)
    sheets = _sheets(loading)
    number = _chosen_sheet(loading, sheets)
    mapping = price_import.read_mapping(loading.mapping)
    if number != loading.mapping["sheet"] and request.method != "POST":
        mapping = service.guess(sheets[number]).mapping()
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        mapping, errors = _posted_mapping(sheets[number])
        if not errors:
            try:
                price_import.set_mapping(
                    session, current_actor(), loading, sheets, number=number, mapping=mapping
                )
            except ValidationFailed as error:
                errors = {
                    field: [render(message) for message in messages]
                    for field, messages in error.errors.items()
                }
            else:
                return redirect(url_for("prices.check", import_id=import_id), code=303)
    page = _columns_page(loading, sheets, number, mapping, errors)
    return page, 422 if errors else 200


def _columns_page(
    loading: PriceImport,
    sheets: tuple[Sheet, ...],
    number: int,
    mapping: PriceMapping,
    errors: dict[str, list[str]],
) -> str:
    sheet = sheets[number]
    guessed = service.guess(sheet)
    chosen = {column.letter: column for column in mapping.columns}
    return render_template(
        "directory/prices/columns.html",
        page_title=_("Загрузка прайс-листа"),
        steps=_steps(COLUMNS_STEP),
        loading=loading,
        sheets=sheets,
        number=number,
        columns=[
            {
                "guess": guess,
                "column": chosen.get(guess.letter),
                "errors": errors.get(guess.letter, []),
            }
            for guess in guessed.columns
        ],
        fields=[(field.value, render(field.label)) for field in PriceField],
        currency=mapping.currency,
        currencies=translated(CURRENCIES),
        sample=[
            (row.number, [cell_text(value) for value in row.cells])
            for row in sheet.rows[:SAMPLE_ROWS]
        ],
        errors=errors.get("", []) + errors.get("sheet", []),
        warnings=_doubts(loading.price_list, guessed, mapping.currency),
    )


def _doubts(price_list: PriceList, guessed: PriceGuess, currency: str) -> list[str]:
    """What in the file does not agree with the price list it goes into."""
    found: list[str] = []
    if guessed.vat_mode is not None and guessed.vat_mode.value != price_list.vat_mode:
        found.append(
            _(
                "В файле сказано: «%(file)s», а прайс-лист «%(name)s» составлен иначе: «%(own)s».",
                file=_(PRICE_VAT[guessed.vat_mode]),
                name=price_list.name,
                own=_(PRICE_VAT[price_list.vat_mode]),
            )
        )
    if guessed.other_prices:
        taken = [one.title for one in guessed.columns if one.field is PriceField.PRICE]
        found.append(
            _(
                "В файле несколько цен: взята «%(taken)s», не взята «%(others)s». Если нужна "
                "другая, выберите её в столбце «Что это».",
                taken="», «".join(taken),
                others="», «".join(guessed.other_prices),
            )
        )
    if currency != price_list.currency:
        found.append(
            _(
                "Цены в файле в %(file)s, а прайс-лист «%(name)s» в %(own)s: строки не загрузятся.",
                file=currency,
                name=price_list.name,
                own=price_list.currency,
            )
        )
    return found


def _chosen_sheet(loading: PriceImport, sheets: tuple[Sheet, ...]) -> int:
    number = optional_id(request.values.get("sheet"))
    if number is None:
        number = int(loading.mapping["sheet"])
    if number >= len(sheets):
        raise NotFound()
    return number


def _posted_mapping(sheet: Sheet) -> tuple[PriceMapping, dict[str, list[str]]]:
    """What the person says of the columns, and what of it cannot be read."""
    found: list[MappedColumn] = []
    errors: dict[str, list[str]] = {}
    for column in sheet.header:
        letter = column.letter
        name = request.form.get(f"field-{letter}", "")
        if not name:
            continue
        try:
            found.append(
                MappedColumn(
                    letter,
                    PriceField(name),
                    _number(request.form.get(f"least-{letter}", ""), Decimal(0)),
                    _number(request.form.get(f"divisor-{letter}", ""), Decimal(1)),
                )
            )
        except NotANumber as error:
            errors[letter] = [render(error.message)]
        except ValueError:
            errors[letter] = [_("Выберите значение из списка")]
    currency = request.form.get("currency", "RUB")
    if currency not in CURRENCIES:
        errors[""] = [_("Выберите валюту из списка")]
    return PriceMapping(tuple(found), currency), errors


def _number(text: str, empty: Decimal) -> Decimal:
    return parse_decimal(text) if text.strip() else empty


@screens.get("/import/<int:import_id>/check", permission=DirectoryPermission.PRICE_IMPORT)
def check(import_id: int) -> Response | str:
    """The third step: what will be added and changed, and which rows are bad."""
    session = db.session()
    loading = _loading(import_id)
    if loading.job_id is not None:
        return redirect(url_for("prices.progress", import_id=import_id))
    try:
        found = price_import.preview(session, loading, _sheets(loading))
    except ValidationFailed:
        return redirect(url_for("prices.columns", import_id=import_id))
    return render_template(
        "directory/prices/check.html",
        page_title=_("Загрузка прайс-листа"),
        steps=_steps(PREVIEW_STEP),
        loading=loading,
        preview=found,
        shown=service.SHOWN,
    )


@screens.post("/import/<int:import_id>/start", permission=DirectoryPermission.PRICE_IMPORT)
def start(import_id: int) -> Response:
    """Put the file into the outbox: the work goes on without the page."""
    price_import.confirm(db.session(), current_actor(), _loading(import_id))
    return redirect(url_for("prices.progress", import_id=import_id), code=303)


def _progress(import_id: int) -> dict[str, Any]:
    session = db.session()
    loading = _loading(import_id)
    job = session.get(OutboxJob, loading.job_id) if loading.job_id is not None else None
    return {"loading": loading, "job": job, "counts": loading.counts}


@screens.get("/import/<int:import_id>", permission=DirectoryPermission.PRICE_IMPORT)
def progress(import_id: int) -> Response | str:
    """The last step: how far the work is, and what came of it."""
    state = _progress(import_id)
    if state["job"] is None:
        return redirect(url_for("prices.columns", import_id=import_id))
    return render_template(
        "directory/prices/progress.html",
        page_title=_("Загрузка прайс-листа"),
        steps=_steps(DONE_STEP),
        **state,
    )


@screens.get("/import/<int:import_id>/state", permission=DirectoryPermission.PRICE_IMPORT)
def progress_state(import_id: int) -> str:
    """The part of the last step that renews itself."""
    return render_template("directory/prices/progress_state.html", **_progress(import_id))


@screens.get("/import/<int:import_id>/report", permission=DirectoryPermission.PRICE_IMPORT)
def report(import_id: int) -> Response:
    """The rows that were not loaded, to be corrected and loaded again."""
    loading = _loading(import_id)
    if not loading.report_key:
        raise NotFound()
    content = runtime().storage.get(loading.report_key)
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=REPORT_NAME)


@screens.post("/import/<int:import_id>/cancel", permission=DirectoryPermission.PRICE_IMPORT)
def cancel(import_id: int) -> Response:
    """Stop the work; what is loaded stays loaded."""
    price_import.call_off(db.session(), _loading(import_id))
    toast(_("Загрузка останавливается"), "info")
    return redirect(url_for("prices.progress", import_id=import_id), code=303)
