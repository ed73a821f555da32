"""Small reference books: one screen for all of them."""

from decimal import Decimal
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field, SelectField

from core.db.session import db
from core.directory import reference
from core.directory.books import BOOKS
from core.directory.permissions import DirectoryPermission
from core.directory.reference import Book, BookField, Input
from core.kernel.errors import NotFound, ValidationFailed
from core.web.filters import day, money, percent, qty
from core.web.forms import AppForm, DateField, DecimalField, TextField, optional_id, required
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.screens import Screens
from core.web.views.directory.common import (
    options,
    rows_of,
    translated,
    with_none,
)

screens = Screens("reference", __name__, url_prefix="/directory/reference")


def _book(name: str) -> Book:
    book = BOOKS.get(name)
    if book is None:
        raise NotFound()
    return book


def _field(one: BookField) -> Any:
    """The form field that a field of a book is typed in."""
    rules = [required()] if one.required else []
    label, hint = _(one.label), _(one.hint) if one.hint else ""
    if one.input in {Input.PERCENT, Input.MONEY, Input.WHOLE}:
        places = {Input.PERCENT: 4, Input.MONEY: 2, Input.WHOLE: 0}[one.input]
        usual = Decimal(0) if one.required else None
        return DecimalField(label, rules, places=places, default=usual, description=hint)
    if one.input is Input.DAY:
        return DateField(label, rules, description=hint)
    if one.input is Input.CHOICE:
        choices = translated(one.choices)
        return SelectField(
            label,
            rules,
            choices=options(choices) if one.required else with_none(choices),
            description=hint,
        )
    if one.input is Input.ROW:
        choices = with_none(rows_of(db.session(), one.rows))
        return SelectField(label, choices=choices, coerce=optional_id, description=hint)
    return TextField(label, rules, description=hint)


def _form(book: Book, row: Any = None) -> AppForm:
    """A form of the book's fields, filled from a row where there is one."""
    fields: dict[str, Field] = {one.name: _field(one) for one in book.fields}
    form_class: Any = type("BookForm", (AppForm,), fields)
    if row is None or request.method == "POST":
        return form_class()
    return form_class(formdata=None, data={one.name: getattr(row, one.name) for one in book.fields})


def _values(book: Book, form: Any) -> dict[str, Any]:
    values = {one.name: form[one.name].data for one in book.fields}
    for one in book.fields:
        if one.input is Input.WHOLE and values[one.name] is not None:
            values[one.name] = int(values[one.name])
    return values


def _shown(one: BookField, row: Any) -> str:
    """A value of the book as the table shows it."""
    value = getattr(row, one.name)
    match one.input:
        case Input.PERCENT:
            return percent(value) if value is not None else _("без НДС")
        case Input.MONEY:
            return money(value, getattr(row, "currency", "RUB"))
        case Input.WHOLE:
            return qty(value)
        case Input.DAY:
            return day(value)
        case Input.CHOICE:
            return _(one.choices[value]) if value else ""
        case Input.ROW:
            return getattr(row, one.name.removesuffix("_id")).name
        case _:
            return value


def _page(book: Book, form: AppForm, code: int = 200) -> tuple[str, int]:
    session = db.session()
    page = render_template(
        "directory/reference/book.html",
        page_title=_(book.title),
        book=book,
        form=form,
        numeric={Input.PERCENT, Input.MONEY, Input.WHOLE},
        rows=[
            {"row": row, "cells": [(one, _shown(one, row)) for one in book.fields]}
            for row in reference.rows(session, book)
        ],
        can_edit=current_actor().can(DirectoryPermission.REFERENCE_EDIT),
    )
    return page, code


@screens.get("/", permission=DirectoryPermission.REFERENCE_VIEW)
def index() -> str:
    """All reference books."""
    return render_template(
        "directory/reference/index.html", page_title=_("Справочники"), books=BOOKS.values()
    )


@screens.get("/<name>", permission=DirectoryPermission.REFERENCE_VIEW)
def show(name: str) -> tuple[str, int]:
    """The rows of one book, with a form for a new one."""
    book = _book(name)
    return _page(book, _form(book))


@screens.post("/<name>", permission=DirectoryPermission.REFERENCE_EDIT)
def add(name: str) -> Response | tuple[str, int]:
    """A new row."""
    book = _book(name)
    form = _form(book)
    if form.validate():
        try:
            reference.add(db.session(), current_actor(), book, _values(book, form))
        except ValidationFailed as error:
            form.take(error)
        else:
            toast(_("Добавлено"))
            return redirect(url_for("reference.show", name=name), code=303)
    return _page(book, form, 422)


@screens.form("/<name>/<int:row_id>", permission=DirectoryPermission.REFERENCE_EDIT)
def edit(name: str, row_id: int) -> Response | tuple[str, int]:
    """Change a row."""
    book = _book(name)
    row = reference.find(db.session(), book, row_id)
    form = _form(book, row)
    code = 200
    if request.method == "POST":
        code = 422
        if form.validate():
            try:
                reference.change(db.session(), current_actor(), book, row_id, _values(book, form))
            except ValidationFailed as error:
                form.take(error)
            else:
                toast(_("Сохранено"))
                return redirect(url_for("reference.show", name=name), code=303)
    page = render_template(
        "directory/reference/row.html", page_title=_(book.title), book=book, form=form, row=row
    )
    return page, code


@screens.post("/<name>/<int:row_id>/archive", permission=DirectoryPermission.REFERENCE_EDIT)
def archive(name: str, row_id: int) -> Response:
    """Offer a row no more, or again."""
    archived = request.form.get("archived") == "1"
    reference.archive(db.session(), current_actor(), _book(name), row_id, archived=archived)
    toast(_("Запись в архиве") if archived else _("Запись снова предлагается"))
    return redirect(url_for("reference.show", name=name), code=303)
