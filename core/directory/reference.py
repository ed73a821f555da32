"""Small reference books, kept alike: each is a table of rows with a name and a few values.

A book says what its fields are (see ``books``); one service and one screen serve all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.directory.checking import Checked
from core.directory.permissions import DirectoryPermission
from core.directory.saving import create, require, unique, update
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message


class Input(StrEnum):
    """How a field of a book is typed."""

    TEXT = "text"
    CHOICE = "choice"
    ROW = "row"
    """A row of another book."""
    PERCENT = "percent"
    MONEY = "money"
    WHOLE = "whole"
    DAY = "day"


@dataclass(frozen=True)
class BookField:
    """A field. ``low`` and ``high`` bound a number, ``choices`` or ``rows`` say what to choose."""

    name: str
    label: str
    input: Input = Input.TEXT
    required: bool = True
    length: int = 200
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10**9)
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    rows: Any = None


@dataclass(frozen=True)
class Book:
    """One reference book.

    ``unique`` names the fields of which two rows may not be alike. ``check`` looks at a whole
    row: (session, values, row being changed or None, checked). ``prepare`` completes the values.
    """

    name: str
    title: str
    note: str
    new: str
    model: Any
    fields: tuple[BookField, ...]
    order: tuple[str, ...]
    unique: tuple[str, ...]
    prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    check: Callable[[Session, Mapping[str, Any], Any, Checked], None] | None = None

    @property
    def archivable(self) -> bool:
        """Whether rows are put away; rates of tax are closed by their last day instead."""
        return hasattr(self.model, "archived")


def rows(session: Session, book: Book) -> list[Any]:
    """All rows of a book, those put away last."""
    order = [getattr(book.model, name) for name in book.order]
    if book.archivable:
        order.insert(0, book.model.archived)
    return list(session.scalars(select(book.model).order_by(*order)))


def choices(session: Session, model: Any, keep: int | None = None) -> list[tuple[int, str]]:
    """(id, name) of the rows to choose from; ``keep`` stays on offer though it was put away."""
    available = model.archived.is_(False)
    if keep is not None:
        available = or_(available, model.id == keep)
    statement = select(model.id, model.name).where(available).order_by(model.name)
    return [(key, name) for key, name in session.execute(statement)]


def find(session: Session, book: Book, row_id: int) -> Any:
    """A row of a book. Raises NotFound."""
    row = session.get(book.model, row_id)
    if row is None:
        raise NotFound()
    return row


def add(session: Session, actor: Actor, book: Book, values: Mapping[str, Any]) -> Any:
    """A new row. Raises Forbidden, ValidationFailed with errors by field."""
    require(actor, DirectoryPermission.REFERENCE_EDIT)
    row = book.model(**_checked(session, book, values, None))
    with unique(session, book.unique[0], _taken()):
        create(session, actor, row)
    return row


def change(
    session: Session, actor: Actor, book: Book, row_id: int, values: Mapping[str, Any]
) -> Any:
    """Change a row; documents that name it show the new words. Raises as ``add``, NotFound."""
    require(actor, DirectoryPermission.REFERENCE_EDIT)
    row = find(session, book, row_id)
    new = _checked(session, book, values, row)
    with unique(session, book.unique[0], _taken()):
        update(session, actor, row, new)
    return row


def archive(session: Session, actor: Actor, book: Book, row_id: int, *, archived: bool) -> Any:
    """Offer a row no more, or again. Raises Forbidden, NotFound."""
    require(actor, DirectoryPermission.REFERENCE_EDIT)
    row = find(session, book, row_id)
    if not book.archivable:
        raise NotFound()
    update(session, actor, row, {"archived": archived})
    return row


def _taken() -> Message:
    return Message(N_("Такая запись уже есть"))


def _checked(session: Session, book: Book, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    checked = Checked()
    found = {one.name: _value(session, one, values.get(one.name), checked) for one in book.fields}
    if book.prepare is not None and not any(checked.has(name) for name in found):
        found = book.prepare(found)
    if not any(checked.has(name) for name in book.unique):
        _refuse_same(session, book, found, row, checked)
        if book.check is not None:
            book.check(session, found, row, checked)
    checked.done()
    return found


def _value(session: Session, one: BookField, value: Any, checked: Checked) -> Any:
    if isinstance(value, str):
        value = " ".join(value.split())
    if value is None or value == "":
        if one.required:
            checked.wrong(one.name, Message(N_("Заполните это поле")))
        return "" if one.input in {Input.TEXT, Input.CHOICE} else None
    if one.input is Input.TEXT and len(value) > one.length:
        checked.wrong(one.name, Message(N_("Не длиннее %(most)s знаков"), most=one.length))
    elif not _is_known(session, one, value):
        checked.wrong(one.name, Message(N_("Выберите значение из списка")))
    elif one.input in {Input.PERCENT, Input.MONEY, Input.WHOLE} and not (
        one.low <= value <= one.high
    ):
        checked.wrong(
            one.name,
            Message(N_("От %(low)s до %(high)s"), low=f"{one.low:f}", high=f"{one.high:f}"),
        )
    return value


def _is_known(session: Session, one: BookField, value: Any) -> bool:
    if one.input is Input.CHOICE:
        return value in one.choices
    return one.input is not Input.ROW or session.get(one.rows, value) is not None


def _refuse_same(
    session: Session, book: Book, values: Mapping[str, Any], row: Any, checked: Checked
) -> None:
    """Compared without regard to case: «Цена» and «цена» are one reason."""
    statement = select(book.model.id)
    for name in book.unique:
        column, value = getattr(book.model, name), values[name]
        if isinstance(value, str):
            # Lower case of SQLite knows Latin letters only, so both spellings are asked for.
            spellings = {value, value.lower(), value.capitalize(), value.upper()}
            statement = statement.where(
                or_(column.in_(sorted(spellings)), func.lower(column) == value.lower())
            )
        else:
            statement = statement.where(column == value)
    if any(row is None or key != row.id for key in session.scalars(statement)):
        checked.wrong(book.unique[0], _taken())
