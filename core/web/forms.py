"""Forms: fields that understand what people type, and errors of services put beside them."""

import secrets
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import TextInput

from core.kernel.errors import Refused, ValidationFailed
from core.kernel.parsing import ANY_MARK, NotANumber, parse_date, parse_decimal, typed_number
from core.web.messages import render
from core.web.parameters import whole_number

REQUIRED = lazy_gettext("Заполните это поле")
LARGEST = Decimal(10) ** 12
"""Numbers from here on do not fit the columns of quantities and unit prices."""


def optional_id(value: Any) -> int | None:
    """Coercion of a choice whose empty option means nothing."""
    text = str(value) if value is not None else ""
    return whole_number(text) if text.isdecimal() else None


class AppForm(FlaskForm):
    """Base of all forms. The CSRF token is checked for the whole application, not per form."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """A choice of keys is one of those that the database takes, whatever was sent."""
            field = super().bind_field(form, unbound_field, options)
            if getattr(field, "coerce", None) is int:
                field.coerce = lambda value: whole_number(str(value))
            return field

    idempotency_key = HiddenField(default=lambda: secrets.token_urlsafe(18))

    def take(self, error: ValidationFailed | Refused) -> None:
        """Put a service's errors beside the fields they name; the rest above the form."""
        if isinstance(error, Refused):
            for refusal in error.refusals:
                self._add(refusal.field or "", render(refusal.message))
            return
        for name, messages in error.errors.items():
            for message in messages:
                self._add(name, render(message))

    def _add(self, name: str, text: str) -> None:
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(text)
        else:
            field.errors = [*field.errors, text]


class VersionedForm(AppForm):
    """A form over a row that others may change meanwhile."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the person was looking at."""
        try:
            return whole_number(str(self.version.data or 0))
        except ValueError:
            return 0


class Filled(InputRequired):
    """As InputRequired, but blanks are no answer: a field would read them as nothing at all."""

    def __call__(self, form: Any, field: Any) -> None:
        typed = field.raw_data or []
        if typed and all(isinstance(value, str) and not value.strip() for value in typed):
            field.errors[:] = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


def required() -> Filled:
    """The validator of a mandatory field, in the house's words."""
    return Filled(REQUIRED)


class TextField(StringField):
    """A line of text, trimmed."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class DecimalField(Field):
    """A number as people write it: «1 234,50». Decimal, or None where left empty."""

    widget = TextInput()

    def __init__(self, *args: Any, places: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self._typed = ""

    def _value(self) -> str:
        if self._typed:
            return self._typed
        if self.data is None:
            return ""
        return typed_number(Decimal(self.data))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self._typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not self._typed:
            return
        try:
            self.data = parse_decimal(self._typed, decimal_marks=ANY_MARK)
        except NotANumber as error:
            raise ValidationError(render(error.message)) from None
        if abs(self.data) >= LARGEST:
            raise ValidationError(_("Слишком большое число: проверьте, нет ли лишних нулей"))
        exponent = self.data.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise ValidationError(
                ngettext(
                    "Не больше %(num)s знака после запятой",
                    "Не больше %(num)s знаков после запятой",
                    self.places,
                )
            )


class DateField(Field):
    """A date as people write it: 23.11.2026. ``date``, or None where left empty."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typed = ""

    def _value(self) -> str:
        if self._typed:
            return self._typed
        return self.data.strftime("%d.%m.%Y") if isinstance(self.data, date) else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self._typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not self._typed:
            return
        try:
            self.data = parse_date(self._typed)
        except ValueError:
            raise ValidationError(_("Дата пишется так: 23.11.2026")) from None
