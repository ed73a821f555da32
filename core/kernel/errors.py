"""Errors of the domain: what a person did or met, said so that the person can act.

Each carries `Message`s, so the web layer shows it in the reader's language, the API returns it
as data and the console prints it in Russian. A programming mistake is never a `DomainError`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from core.kernel.text import N_, Message


class DomainError(Exception):
    """The request cannot be carried out, and the person can be told why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against an action.

    `field` names the form field to which the reason belongs, `link` is the address of the page
    where the obstacle can be removed (the document to sign, the limit to raise).
    """

    message: Message
    field: str | None = None
    link: str | None = None


class Refused(DomainError):
    """An action is refused, for one reason or for several; all are in `refusals`."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        if not self.refusals:
            raise ValueError("a refusal needs at least one reason")
        super().__init__(_joined(refusal.message for refusal in self.refusals))


class StageClosed(Refused):
    """A stage of the process is closed to the person until what `refusals` name is done."""


class ValidationFailed(DomainError):
    """Input did not pass; `errors` maps field name to its messages, "" is the whole form."""

    def __init__(self, errors: Mapping[str, Iterable[Message]]) -> None:
        self.errors = {field: list(messages) for field, messages in errors.items()}
        found = [message for messages in self.errors.values() for message in messages]
        if not found:
            raise ValueError("failed validation needs at least one error")
        super().__init__(_joined(found))


class StaleVersion(DomainError):
    """Somebody saved the same thing first (answered by 409).

    `expected` is the version that the person was editing, `actual` the one now stored.
    """

    def __init__(self, expected: int, actual: int) -> None:
        self.expected = expected
        self.actual = actual
        super().__init__(
            Message(
                N_(
                    "Пока вы редактировали, запись изменил кто-то другой. "
                    "Сравните обе версии и сохраните нужную."
                )
            )
        )


class NotFound(DomainError):
    """There is no such thing, or it is hidden from this person: the two must look the same."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message(N_("Не найдено: запись удалена или вам недоступна.")))


class Forbidden(DomainError):
    """The person sees the thing but may not do this to it."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(
            message
            or Message(N_("Недостаточно прав для этого действия. Обратитесь к руководителю."))
        )


def _joined(messages: Iterable[Message]) -> Message:
    """One message out of several, each still translatable on its own."""
    return reduce(lambda head, tail: Message("%(head)s; %(tail)s", head=head, tail=tail), messages)
