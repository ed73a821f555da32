"""What is read out of a letter."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.sdk import N_, Message


class LeftoverKind(StrEnum):
    """Why a piece of the letter is not a line of the request."""

    GREETING = "greeting"
    REQUEST = "request"
    HEADING = "heading"
    REMARK = "remark"
    CONTACTS = "contacts"
    SIGNATURE = "signature"
    HISTORY = "history"
    DISCLAIMER = "disclaimer"

    @property
    def label(self) -> Message:
        """What the piece is, for the person who looks through it."""
        return _LABELS[self]


_LABELS = {
    LeftoverKind.GREETING: Message(N_("Приветствие")),
    LeftoverKind.REQUEST: Message(N_("Просьба")),
    LeftoverKind.HEADING: Message(N_("Заголовок")),
    LeftoverKind.REMARK: Message(N_("Не распознано")),
    LeftoverKind.CONTACTS: Message(N_("Контакты и реквизиты")),
    LeftoverKind.SIGNATURE: Message(N_("Подпись")),
    LeftoverKind.HISTORY: Message(N_("Прежняя переписка")),
    LeftoverKind.DISCLAIMER: Message(N_("Оговорка о конфиденциальности")),
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One thing asked for, in the customer's words.

    `unit` is a code of the core's units, None when no unit is named. `quantity` None: the
    customer named none. `note` holds what is said beside the name («по 100 м», «срочно»).
    `confidence` is from 0 to 1. `start` and `end` cut the source out of the letter.
    """

    name: str
    quantity: Decimal | None
    unit: str | None
    note: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leftover:
    """A piece of the letter that is not a line, between `start` and `end` of the text."""

    kind: LeftoverKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything in the letter: each visible character belongs to a line or to a leftover."""

    lines: tuple[LetterLine, ...]
    leftovers: tuple[Leftover, ...]
