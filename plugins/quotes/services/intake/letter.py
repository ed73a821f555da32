"""The text of a letter: recognised lines, and all of its pieces in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Message, Unit
from core.sdk.intake import unit_by_code
from plugins.quotes.letters import LeftoverKind, Letter, read_letter
from plugins.quotes.services.intake.found import FoundLine

_ABOUT_WRITER = (LeftoverKind.SIGNATURE, LeftoverKind.CONTACTS)


@dataclass(frozen=True, slots=True)
class LetterPiece:
    """A piece of the letter: ``line`` is the number of the line that was read out of it.

    Without a line it was left over, and ``label`` says as what; blanks between pieces have
    neither.
    """

    text: str
    line: int | None = None
    label: Message | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class LetterReading:
    """Lines for the form, and the letter in pieces for the person who compares.

    ``signature`` is what the writer says of himself: the signature, contacts and requisites.
    """

    lines: tuple[FoundLine, ...]
    pieces: tuple[LetterPiece, ...]
    signature: str = ""

    @property
    def missed(self) -> int:
        """How many pieces look like neither a line nor the usual words of a letter."""
        return sum(piece.missed for piece in self.pieces)


def from_letter(session: Session, text: str) -> LetterReading:
    """Read a letter. Raises DomainError for one that is too long."""
    letter = read_letter(text)
    told = (rest.text for rest in letter.leftovers if rest.kind in _ABOUT_WRITER)
    return LetterReading(_lines(session, letter), tuple(_pieces(text, letter)), "\n".join(told))


def _lines(session: Session, letter: Letter) -> tuple[FoundLine, ...]:
    shorts = {unit.code: unit.short for unit in session.scalars(select(Unit))}
    return tuple(
        FoundLine(
            text=line.name,
            quantity=line.quantity,
            unit=_short(line.unit, shorts),
            description=line.note,
            confidence=round(line.confidence * 100),
        )
        for line in letter.lines
    )


def _short(code: str | None, shorts: dict[str, str]) -> str:
    known = unit_by_code(code) if code else None
    return shorts.get(code or "") or (known.short if known else "")


def _pieces(text: str, letter: Letter) -> Sequence[LetterPiece]:
    found: list[tuple[int, int, LetterPiece]] = [
        (line.start, line.end, LetterPiece(text[line.start : line.end], line=number))
        for number, line in enumerate(letter.lines, start=1)
    ]
    found += [
        (
            rest.start,
            rest.end,
            LetterPiece(
                text[rest.start : rest.end],
                label=rest.kind.label,
                missed=rest.kind is LeftoverKind.REMARK,
            ),
        )
        for rest in letter.leftovers
    ]
    pieces: list[LetterPiece] = []
    here = 0
    for start, end, piece in sorted(found, key=lambda one: one[0]):
        if start > here:
            pieces.append(LetterPiece(text[here:start]))
        pieces.append(piece)
        here = max(here, end)
    if here < len(text):
        pieces.append(LetterPiece(text[here:]))
    return pieces
