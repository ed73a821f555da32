"""The form of a request: its header, and its lines as cells of a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, to_user_timezone, to_utc
from wtforms import Field, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.widgets import TextInput

from core.sdk import Unit, parse_date, parse_quantity, quantity_fault, typed_number
from core.sdk.intake import NotADate, NotANumber, find_unit
from core.sdk.web import (
    DateField,
    LineRow,
    LineRows,
    TextField,
    TradeForm,
    day,
    optional_id,
    render,
)
from plugins.quotes.models import Request
from plugins.quotes.services.intake import FoundLine
from plugins.quotes.services.requests import RequestInput, RequestLineInput

# technical: rows of a fresh form; more are added by a button
BLANK_ROWS = 3


class MomentField(Field):
    """A moment as people write it: «23.11.2026» or «23.11.2026 14:05», in the reader's zone."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typed = ""

    def _value(self) -> str:
        if self._typed or self.data is None:
            return self._typed
        return to_user_timezone(self.data).strftime("%d.%m.%Y %H:%M")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Aware UTC, None where left empty; midnight where only the day is given."""
        self._typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not self._typed:
            return
        head, _blank, tail = self._typed.rpartition(" ")
        try:
            clock = time.fromisoformat(tail.zfill(5)) if ":" in tail else None
            chosen = parse_date(head if clock is not None else self._typed)
        except ValueError:
            raise ValidationError(_("Пишется так: 23.11.2026 14:05")) from None
        self.data = to_utc(datetime.combine(chosen, clock or time())).replace(tzinfo=UTC)


class RequestForm(TradeForm):
    """Everything of a request but its lines.

    ``file`` is the token of the table that the lines were read out of, ``twins_seen`` says that
    the person has been shown the requests that look the same.
    """

    requester = TextField(lazy_gettext("Кто спрашивает"))
    requester_email = TextField(lazy_gettext("Почта для ответа"))
    requester_phone = TextField(lazy_gettext("Телефон для ответа"))
    channel_id = SelectField(lazy_gettext("Канал"), coerce=optional_id)
    campaign_id = SelectField(lazy_gettext("Рекламная кампания"), coerce=optional_id)
    received_at = MomentField(lazy_gettext("Получен"))
    due = DateField(lazy_gettext("Ответить до"))
    title = TextField(lazy_gettext("О чём запрос"))
    comment = TextAreaField(lazy_gettext("Комментарий для своих"))
    letter = TextAreaField(lazy_gettext("Письмо клиента"))
    file = HiddenField()
    twins_seen = HiddenField()

    def values(self, lines: Iterable[RequestLineInput]) -> RequestInput:
        """The form as the service takes it."""
        return RequestInput(
            organisation_id=self.organisation_id.data or 0,
            lines=tuple(lines),
            partner_id=optional_id(self.partner_id.data),
            contact_id=self.contact_id.data,
            responsible_id=self.responsible_id.data,
            requester=self.requester.data or "",
            requester_email=self.requester_email.data or "",
            requester_phone=self.requester_phone.data or "",
            channel_id=self.channel_id.data,
            campaign_id=self.campaign_id.data,
            received_at=self.received_at.data,
            due=self.due.data,
            letter=(self.letter.data or "").replace("\r\n", "\n"),
            comment=self.comment.data or "",
            title=self.title.data or "",
        )


def stored_values(request: Request) -> dict[str, Any]:
    """The header as the form shows it."""
    document = request.document
    return {
        "organisation_id": document.organisation_id,
        "partner_id": str(document.partner_id or ""),
        "contact_id": request.contact_id,
        "requester": request.requester,
        "requester_email": request.requester_email,
        "requester_phone": request.requester_phone,
        "channel_id": request.channel_id,
        "campaign_id": request.campaign_id,
        "received_at": request.received_at,
        "due": document.due,
        "responsible_id": document.responsible_id,
        "title": document.title,
        "comment": request.comment,
        "letter": request.letter,
        "version": str(document.version),
    }


@dataclass
class RequestRow(LineRow):
    """A row of the editor."""

    CELLS = (
        "id",
        "confidence",
        "text",
        "quantity",
        "unit",
        "description",
        "is_special",
        "wanted_on",
    )
    TYPED = ("text", "quantity", "unit", "description", "wanted_on")

    @property
    def confidence(self) -> int | None:
        """How sure the reading of the letter was; None once a person has typed the words."""
        return optional_id(self.cells.get("confidence"))


class RequestRows(LineRows[RequestRow, RequestLineInput]):
    """All rows of the editor. ``read`` turns them into lines, ``take`` brings errors back."""

    row_type = RequestRow

    @classmethod
    def of_request(cls, request: Request) -> "RequestRows":
        """The lines as they are stored."""
        return cls(
            RequestRow(
                {
                    "id": str(line.id),
                    "text": line.text,
                    "quantity": typed_number(line.quantity),
                    "unit": line.unit.short if line.unit else "",
                    "description": line.description,
                    "is_special": "1" if line.is_special else "",
                    "wanted_on": day(line.wanted_on),
                }
            )
            for line in request.lines
        )

    @classmethod
    def of_found(cls, lines: Iterable[FoundLine]) -> "RequestRows":
        """What was read out of a letter or a table, to be corrected."""
        return cls(
            RequestRow(
                {
                    "confidence": "" if line.confidence is None else str(line.confidence),
                    "text": line.text,
                    "quantity": typed_number(line.quantity) or line.quantity_text,
                    "unit": line.unit,
                    "description": line.description,
                    "wanted_on": day(line.wanted_on),
                }
            )
            for line in lines
        )

    @property
    def texts(self) -> list[str]:
        """The words of each row, empty for blank ones."""
        return [row.text("text") for row in self.rows]

    def read(self, units: Iterable[Unit]) -> list[RequestLineInput]:
        """The rows as the service takes them; blank ones and those with errors are left out."""
        book = _UnitBook(units)
        return self.collect(lambda row: _Reader(row, book).line())

    def remark(self, units: Iterable[Unit]) -> None:
        """Say beside its cell what cannot stand as it was read. What is missing is asked for only
        when the form is sent."""
        self.read(units)
        for row in self.rows:
            row.errors = {key: texts for key, texts in row.errors.items() if row.text(key)}


class _UnitBook:
    """Units by everything that people call them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code: dict[str, Unit] = {}
        self._by_name: dict[str, Unit] = {}
        for unit in units:
            self._by_code[unit.code] = unit
            for name in (unit.short, unit.name):
                self._by_name.setdefault(name.casefold(), unit)

    def find(self, text: str) -> Unit | None:
        """The unit; None where nobody calls one so."""
        exact = self._by_name.get(text.casefold())
        if exact is not None:
            return exact
        usual = find_unit(text)
        return self._by_code.get(usual.code) if usual is not None else None


class _Reader:
    """Reads the cells of one row."""

    def __init__(self, row: RequestRow, units: _UnitBook) -> None:
        self._row = row
        self._units = units

    def line(self) -> RequestLineInput:
        """The line; what could not be read stands in the row's errors."""
        row = self._row
        given = RequestLineInput(
            id=optional_id(row.text("id")),
            text=row.text("text"),
            quantity=Decimal(0),
            description=row.text("description"),
            is_special=bool(row.text("is_special")),
        )
        if not given.text:
            row.refuse("text", _("Напишите, что просит клиент"))
        quantity = self._cell("quantity", self._quantity) or Decimal(0)
        unit: Unit | None = self._cell("unit", self._unit)
        fault = quantity_fault(unit, quantity)
        if fault is not None:
            row.refuse("quantity", render(fault))
        return replace(
            given,
            quantity=quantity,
            unit_id=unit.id if unit is not None else None,
            wanted_on=self._cell("wanted_on", self._day),
        )

    def _cell(self, key: str, read: Callable[[str], Any]) -> Any:
        text = self._row.text(key)
        if not text:
            if key == "quantity":
                self._row.refuse(key, _("Укажите количество"))
            return None
        return read(text)

    def _quantity(self, text: str) -> Decimal | None:
        try:
            quantity = parse_quantity(text)
        except NotANumber:
            # The full words of the error would not fit under so narrow a cell.
            self._row.refuse("quantity", _("Нужно число"))
            return None
        if quantity <= 0:
            self._row.refuse("quantity", _("Должно быть больше нуля"))
        return quantity

    def _unit(self, text: str) -> Unit | None:
        found = self._units.find(text)
        if found is None:
            self._row.refuse("unit", _("Такой единицы нет: шт, м, кг…"))
        return found

    def _day(self, text: str) -> date | None:
        try:
            return parse_date(text)
        except NotADate:
            self._row.refuse("wanted_on", _("Пишется так: 23.11.2026"))
            return None
