"""The form of a request: its header, and its lines as cells of a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext, to_user_timezone, to_utc
from wtforms import Field, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.widgets import TextInput

from core.sdk import Message, Refused, Unit, ValidationFailed, parse_date, parse_quantity
from core.sdk.intake import NotADate, NotANumber, find_unit
from core.sdk.web import DateField, TextField, VersionedForm, day, render
from plugins.quotes.models import Request
from plugins.quotes.services.intake import FoundLine
from plugins.quotes.services.requests import RequestInput, RequestLineInput

PREFIX = "lines"
PLACES = 6
BLANK_ROWS = 3
_CELLS = ("id", "confidence", "text", "quantity", "unit", "description", "is_special", "wanted_on")
_TYPED = ("text", "quantity", "unit", "description", "wanted_on")


def optional_id(value: Any) -> int | None:
    """Coercion of a choice whose empty option means nothing."""
    text = str(value) if value is not None else ""
    return int(text) if text.isdigit() else None


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


class RequestForm(VersionedForm):
    """Everything of a request but its lines.

    ``file`` is the token of the table that the lines were read out of, ``twins_seen`` says that
    the person has been shown the requests that look the same.
    """

    organisation_id = SelectField(lazy_gettext("Наша организация"), coerce=optional_id)
    partner_id = TextField(lazy_gettext("Контрагент"))
    contact_id = SelectField(lazy_gettext("Контактное лицо"), coerce=optional_id)
    requester = TextField(lazy_gettext("Кто спрашивает"))
    requester_email = TextField(lazy_gettext("Почта для ответа"))
    requester_phone = TextField(lazy_gettext("Телефон для ответа"))
    channel_id = SelectField(lazy_gettext("Канал"), coerce=optional_id)
    campaign_id = SelectField(lazy_gettext("Рекламная кампания"), coerce=optional_id)
    received_at = MomentField(lazy_gettext("Получен"))
    due = DateField(lazy_gettext("Ответить до"))
    responsible_id = SelectField(lazy_gettext("Ответственный"), coerce=optional_id)
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
class LineRow:
    """A row of the editor: cells as typed, errors beside them."""

    cells: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def blank(self) -> bool:
        """Nothing is typed in it: such a row is no line."""
        return not any(self.cells.get(name, "").strip() for name in _TYPED)

    @property
    def confidence(self) -> int | None:
        """How sure the reading of the letter was; None once a person has typed the words."""
        return optional_id(self.cells.get("confidence"))


class LineRows:
    """All rows of the editor."""

    def __init__(self, rows: Iterable[LineRow]) -> None:
        self.rows = list(rows)
        self.refused = False
        self.general: list[str] = []
        self._read: list[LineRow] = []

    @classmethod
    def blank(cls, count: int = BLANK_ROWS) -> "LineRows":
        """Empty rows to type into."""
        return cls(LineRow({}) for _ in range(count))

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> "LineRows":
        """The rows of a posted form, in the order of their numbers.

        ``lines-add`` gives one row more and ``lines-remove`` one less: so the editor works
        without scripts.
        """
        found: dict[int, dict[str, str]] = {}
        for name, value in data.items():
            head, _dash, rest = name.partition("-")
            number, _dash, key = rest.partition("-")
            if head == PREFIX and number.isdigit() and len(number) < 7 and key in _CELLS:
                found.setdefault(int(number), {})[key] = value
        removed = optional_id(data.get(f"{PREFIX}-remove"))
        rows = [LineRow(found[number]) for number in sorted(found) if number != removed]
        if f"{PREFIX}-add" in data or not rows:
            rows.append(LineRow({}))
        return cls(rows)

    @classmethod
    def of_request(cls, request: Request) -> "LineRows":
        """The lines as they are stored."""
        return cls(
            LineRow(
                {
                    "id": str(line.id),
                    "text": line.text,
                    "quantity": shown_quantity(line.quantity),
                    "unit": line.unit.short if line.unit else "",
                    "description": line.description,
                    "is_special": "1" if line.is_special else "",
                    "wanted_on": day(line.wanted_on),
                }
            )
            for line in request.lines
        )

    @classmethod
    def of_found(cls, lines: Iterable[FoundLine]) -> "LineRows":
        """What was read out of a letter or a table, to be corrected."""
        return cls(
            LineRow(
                {
                    "confidence": "" if line.confidence is None else str(line.confidence),
                    "text": line.text,
                    "quantity": shown_quantity(line.quantity) or line.quantity_text,
                    "unit": line.unit,
                    "description": line.description,
                    "wanted_on": day(line.wanted_on),
                }
            )
            for line in lines
        )

    @staticmethod
    def only_edited(data: Mapping[str, str]) -> bool:
        """Whether the form only asks for one row more or less."""
        return f"{PREFIX}-add" in data or f"{PREFIX}-remove" in data

    @property
    def texts(self) -> list[str]:
        """The words of each row, empty for blank ones."""
        return [row.cells.get("text", "").strip() for row in self.rows]

    def read(self, units: Iterable[Unit]) -> list[RequestLineInput]:
        """The rows as the service takes them; blank ones are left out.

        A row with errors is left out too and the errors stand beside its cells: ``refused`` is
        then True.
        """
        book = _UnitBook(units)
        lines: list[RequestLineInput] = []
        for row in self.rows:
            if row.blank:
                continue
            line = _Reader(row, book).line()
            if row.errors:
                self.refused = True
                continue
            self._read.append(row)
            lines.append(line)
        return lines

    def take(self, error: ValidationFailed | Refused) -> ValidationFailed | Refused | None:
        """Put a service's errors beside the cells they name; the rest of them, if any."""
        if isinstance(error, Refused):
            return error
        rest: dict[str, list[Message]] = {}
        for name, messages in error.errors.items():
            head, _dash, tail = name.partition("-")
            number, _dash, key = tail.partition("-")
            if head == PREFIX and number.isdigit() and key:
                self._read[int(number)].errors.setdefault(key, []).extend(map(render, messages))
                self.refused = True
            elif name == PREFIX:
                self.general += map(render, messages)
            else:
                rest[name] = messages
        return ValidationFailed(rest) if rest else None


def shown_quantity(quantity: Decimal | None) -> str:
    """«1200», «2,5»: as a person would type it."""
    return "" if quantity is None else f"{quantity.normalize():f}".replace(".", ",")


class _UnitBook:
    """Units by everything that people call them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        for unit in units:
            self._by_code[unit.code] = unit.id
            for name in (unit.short, unit.name):
                self._by_name.setdefault(name.casefold(), unit.id)

    def find(self, text: str) -> int | None:
        """The key of the unit; None where nobody calls one so."""
        exact = self._by_name.get(text.casefold())
        if exact is not None:
            return exact
        usual = find_unit(text)
        return self._by_code.get(usual.code) if usual is not None else None


class _Reader:
    """Reads the cells of one row."""

    def __init__(self, row: LineRow, units: _UnitBook) -> None:
        self._row = row
        self._units = units

    def line(self) -> RequestLineInput:
        """The line; what could not be read stands in the row's errors."""
        cells = self._row.cells
        self._row.errors = {}
        given = RequestLineInput(
            id=optional_id(cells.get("id")),
            text=cells.get("text", "").strip(),
            quantity=Decimal(0),
            description=cells.get("description", "").strip(),
            is_special=bool(cells.get("is_special")),
        )
        if not given.text:
            self._refuse("text", _("Напишите, что просит клиент"))
        return replace(
            given,
            quantity=self._cell("quantity", self._quantity) or Decimal(0),
            unit_id=self._cell("unit", self._unit),
            wanted_on=self._cell("wanted_on", self._day),
        )

    def _cell(self, key: str, read: Callable[[str], Any]) -> Any:
        text = self._row.cells.get(key, "").strip()
        if not text:
            if key == "quantity":
                self._refuse(key, _("Укажите количество"))
            return None
        return read(text)

    def _quantity(self, text: str) -> Decimal | None:
        try:
            quantity = parse_quantity(text)
        except NotANumber:
            # The full words of the error would not fit under so narrow a cell.
            self._refuse("quantity", _("Нужно число"))
            return None
        exponent = quantity.normalize().as_tuple().exponent
        if quantity <= 0:
            self._refuse("quantity", _("Должно быть больше нуля"))
        elif isinstance(exponent, int) and -exponent > PLACES:
            text = ngettext(
                "Не больше %(num)s знака после запятой",
                "Не больше %(num)s знаков после запятой",
                PLACES,
            )
            self._refuse("quantity", text)
        return quantity

    def _unit(self, text: str) -> int | None:
        found = self._units.find(text)
        if found is None:
            self._refuse("unit", _("Такой единицы нет: шт, м, кг…"))
        return found

    def _day(self, text: str) -> date | None:
        try:
            return parse_date(text)
        except NotADate:
            self._refuse("wanted_on", _("Пишется так: 23.11.2026"))
            return None

    def _refuse(self, key: str, text: str) -> None:
        self._row.errors.setdefault(key, []).append(text)
