"""Lines of a document as rows of ``components/lines.html``: cells as typed, errors beside them.

A stage says what its cells are and how a row becomes a line; the rest is the same for all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Self, TypeVar

from core.kernel.errors import Refused, ValidationFailed
from core.kernel.text import Message
from core.web.forms import optional_id
from core.web.messages import render

PREFIX = "lines"
LONGEST_NUMBER = 6
"""Digits in the number of a row: a longer one is no row of ours."""
_REDRAWN = (f"{PREFIX}-add", f"{PREFIX}-remove", f"{PREFIX}-recalculate")


@dataclass
class LineRow:
    """A row of the editor. A stage's own says what its cells are, and in which of them typing
    makes a line: the others come filled in a new row."""

    CELLS: ClassVar[Sequence[str]] = ()
    TYPED: ClassVar[Sequence[str]] = ()

    cells: dict[str, str] = field(default_factory=dict[str, str])
    errors: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def blank(self) -> bool:
        """Nothing is typed in it: such a row is no line."""
        return not any(self.text(name) for name in self.TYPED)

    def text(self, name: str) -> str:
        """The cell without spaces around."""
        return self.cells.get(name, "").strip()

    def refuse(self, name: str, text: str) -> None:
        """Say beside the cell what is wrong with it."""
        self.errors.setdefault(name, []).append(text)


RowT = TypeVar("RowT", bound=LineRow)
LineT = TypeVar("LineT")


class LineRows(Generic[RowT, LineT]):
    """All rows of the editor.

    ``collect`` turns them into lines, ``take`` brings a service's errors back to their cells.
    ``general`` are errors of the lines as a whole.
    """

    row_type: type[RowT]

    def __init__(self, rows: Iterable[RowT]) -> None:
        self.rows = list(rows)
        self.general: list[str] = []
        self.lines: list[LineT] = []
        self._read: list[RowT] = []

    @classmethod
    def blank(cls, count: int = 1) -> Self:
        """Empty rows to type into."""
        return cls(cls.row_type() for _ in range(count))

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> Self:
        """The rows of a posted form, in the order of their numbers.

        ``lines-add`` gives one row more and ``lines-remove`` one less: so the editor works
        without scripts.
        """
        found: dict[int, dict[str, str]] = {}
        for name, value in data.items():
            number, key = _address(name)
            if number is not None and key in cls.row_type.CELLS:
                # A name that is shown in two lines is one line of text all the same.
                found.setdefault(number, {})[key] = " ".join(value.splitlines())
        removed = optional_id(data.get(f"{PREFIX}-remove"))
        rows = [cls.row_type(found[number]) for number in sorted(found) if number != removed]
        if f"{PREFIX}-add" in data or not rows:
            rows.append(cls.row_type())
        return cls(rows)

    @staticmethod
    def only_redrawn(data: Mapping[str, str]) -> bool:
        """Whether the form only asks for another row, one less, or the sums anew."""
        return any(name in data for name in _REDRAWN)

    @property
    def refused(self) -> bool:
        """Whether something in the rows cannot be understood or is not allowed."""
        return any(row.errors for row in self.rows)

    def collect(self, read: Callable[[RowT], LineT]) -> list[LineT]:
        """The rows as ``read`` understands them; blank ones and those with errors are left out.

        ``read`` puts what it cannot understand beside the cells of the row.
        """
        self.lines, self._read = [], []
        for row in self.rows:
            row.errors = {}
            if row.blank:
                continue
            line = read(row)
            if not row.errors:
                self.lines.append(line)
                self._read.append(row)
        return self.lines

    def drop_refused(self) -> list[LineT]:
        """The lines whose rows have no errors, after ``take``."""
        kept = [
            (line, row) for line, row in zip(self.lines, self._read, strict=True) if not row.errors
        ]
        self.lines = [line for line, _row in kept]
        self._read = [row for _line, row in kept]
        return self.lines

    def place_of(self, index: int) -> int:
        """Which row of the screen the line came from."""
        return next(place for place, row in enumerate(self.rows) if row is self._read[index])

    def take(self, error: ValidationFailed | Refused) -> ValidationFailed | Refused | None:
        """Put a service's errors beside the cells they name; the rest of them, if any."""
        if isinstance(error, Refused):
            return error
        rest: dict[str, list[Message]] = {}
        for name, messages in error.errors.items():
            number, key = _address(name)
            if number is not None and key:
                for message in messages:
                    self._read[number].refuse(key, render(message))
            elif name == PREFIX:
                self.general += map(render, messages)
            else:
                rest[name] = messages
        return ValidationFailed(rest) if rest else None


def _address(name: str) -> tuple[int | None, str]:
    """Number and cell of «lines-3-quantity»; None for what is no cell."""
    head, _dash, rest = name.partition("-")
    number, _dash, key = rest.partition("-")
    if head == PREFIX and number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER:
        return int(number), key
    return None, ""
