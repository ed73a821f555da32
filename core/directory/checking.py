"""Gathers what is wrong with a form, so that the person reads all of it at once."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from core.db.base import Base
from core.kernel.errors import DomainError, ValidationFailed
from core.kernel.text import N_, Message

T = TypeVar("T")


class Checked:
    """Errors of one form by field."""

    def __init__(self) -> None:
        self._errors: dict[str, list[Message]] = {}

    def wrong(self, field: str, message: Message) -> None:
        """Note an error beside a field; "" is the whole form."""
        self._errors.setdefault(field, []).append(message)

    def has(self, field: str) -> bool:
        """Whether the field already has an error."""
        return field in self._errors

    def required(self, field: str, text: str) -> str:
        """The text without blanks around it; empty is an error."""
        text = " ".join(text.split())
        if not text:
            self.wrong(field, Message(N_("Заполните это поле")))
        return text

    def optional(self, field: str, text: str, parse: Callable[[str], T], empty: T) -> T:
        """``parse`` of the text, ``empty`` for a blank one or for one that is wrong."""
        if not text.strip():
            return empty
        try:
            return parse(text)
        except DomainError as error:
            self.wrong(field, error.message)
            return empty

    def lengths(self, model: type[Base], values: Mapping[str, Any]) -> None:
        """Note every text that its column would not hold."""
        columns = model.__table__.columns
        for field, value in values.items():
            length = getattr(columns[field].type, "length", None) if field in columns else None
            if isinstance(value, str) and length is not None and len(value) > length:
                self.wrong(field, Message(N_("Не длиннее %(most)s знаков"), most=length))

    def done(self) -> None:
        """Raise ValidationFailed where anything was wrong."""
        if self._errors:
            raise ValidationFailed(self._errors)


def line(text: str) -> str:
    """One line of text without stray blanks."""
    return " ".join(text.split())
