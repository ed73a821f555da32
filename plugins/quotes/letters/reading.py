"""The letter as a whole: line by line, with what one line lends to the next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.sdk import N_, DomainError, Message
from plugins.quotes.letters.lines import (
    Found,
    LineReading,
    kind_words,
    looks_like_size,
    read_line,
)
from plugins.quotes.letters.model import Leftover, LeftoverKind, Letter, LetterLine
from plugins.quotes.letters.quantities import Quantity
from plugins.quotes.letters.tables import (
    Cells,
    Layout,
    cut,
    guess_layout,
    is_rule,
    read_row,
    title_roles,
)
from plugins.quotes.letters.tokens import fold
from plugins.quotes.letters.zones import (
    TextLine,
    is_contacts,
    leftover_kind,
    signature_kind,
    text_lines,
    unquoted_start,
)

MAX_LENGTH = 100_000
"""The longest letter that is read, in characters."""

_MAX_LINE = 4_000
_MAX_WORDS = 14
_MARK = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,2}){0,2}[.)]+(?=\s|[^\W\d_])|№\s?\d{1,3}[.):]?(?=\s)|\(\d{1,3}\)"
    r"|[-*•·▪●◦](?=\s?\S)|[a-zа-я]\)(?=\s)|поз(?:иция)?\.?\s?\d{1,3}[.):]?(?=\s)"
    r"|(?:p\.?\s?s|з\.?\s?ы)[.:]*(?=\s))\s*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,3})\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]{3}")
_SIZED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
_TOTAL = re.compile(r"(?:итого|всего|total)\b", re.IGNORECASE)


def read_letter(text: str) -> Letter:
    """Recognise the lines of a request in the text of a letter.

    Old correspondence below the letter is read only when the letter itself asks for nothing: a
    request forwarded without a word is one. Raises DomainError only for a text longer than
    `MAX_LENGTH` characters.
    """
    if len(text) > MAX_LENGTH:
        raise DomainError(
            Message(
                N_("Текст длиннее %(limit)s знаков. Вставьте только перечень того, что нужно."),
                limit=MAX_LENGTH,
            )
        )
    lines = text_lines(text)
    letter = _LetterReader(text).read(lines)
    if not letter.lines and any(line.zone is LeftoverKind.HISTORY for line in lines):
        forwarded = _LetterReader(text, forwarded=True).read(text_lines(text, forwarded=True))
        if forwarded.lines:
            return forwarded
    return letter


@dataclass(slots=True)
class _Item:
    """A thing with what only the letter as a whole knows of it."""

    thing: Found
    line: int
    marked: bool
    joined: bool = False


class _LetterReader:
    """Reads the lines in order; each may complete, share with or take a name from others."""

    def __init__(self, letter: str, *, forwarded: bool = False) -> None:
        self._letter = letter
        self._folded = fold(letter)
        self._forwarded = forwarded
        self._items: list[_Item] = []
        self._leftovers: list[Leftover] = []
        self._kind = ""  # words that sizes in the following lines belong to
        self._no_table_before = 0  # up to this line the search for a table has failed
        self._listing = False  # «Прошу выставить счёт:» stands above, a list follows
        self._numbered: set[int] = set()

    def read(self, lines: Sequence[TextLine]) -> Letter:
        """Everything in the lines, as things and leftovers."""
        self._numbered = self._plain_numbering(lines)
        index = 0
        while index < len(lines):
            line = lines[index]
            if line.zone is not None:
                self._outside(index, line)
                index += 1
                continue
            table = self._table_at(lines, index)
            if table:
                index += table
                continue
            self._line(index, line)
            index += 1
        return self._finished()

    # Lines

    def _outside(self, index: int, line: TextLine) -> None:
        """A line of the signature or of old letters; a list below the signature still counts."""
        if line.zone is LeftoverKind.SIGNATURE:
            start, marked = self._after_mark(index, line)
            text = self._folded[line.start : line.end]
            reading = read_line(self._folded, start, line.end)
            counted = bool(reading.found) and all(thing.unit for thing in reading.found)
            if marked and counted and not is_contacts(text):
                for thing in reading.found:
                    thing.confidence -= 0.3
                self._take(index, line, reading, marked=True)
            else:
                self._leave(signature_kind(text, counted=counted), line.start, line.end)
            return
        self._leave(line.zone or LeftoverKind.REMARK, line.start, line.end)

    def _line(self, index: int, line: TextLine) -> None:
        text = self._folded[line.start : line.end]
        if is_rule(text) or len(text) > _MAX_LINE or _TOTAL.match(text):
            self._leave(LeftoverKind.REMARK, line.start, line.end)
            return
        start, marked = self._after_mark(index, line)
        reading = read_line(self._folded, start, line.end)
        self._listing = self._listing and not (line.after_blank and self._items)
        if is_contacts(text) and not any(thing.unit for thing in reading.found):
            self._leave(leftover_kind(text), line.start, line.end)
        elif self._continues(index, line, marked=marked):
            return
        elif reading.only is not None and not reading.found:
            self._complete(index, line, reading.only)
        elif reading.each is not None and not reading.found:
            self._share(line, reading.each)
        elif reading.found and not self._is_heading(text, reading):
            self._take(index, line, reading, marked=marked or self._listing)
        else:
            self._leave(leftover_kind(text), line.start, line.end)
            self._listing = text.endswith(":") and reading.asks
            if text.endswith(":") and not reading.asks:
                self._kind = text.rstrip(": ")

    def _is_heading(self, text: str, reading: LineReading) -> bool:
        """«Болты DIN 933:» with sizes below it."""
        return text.endswith(":") and all(thing.quantity is None for thing in reading.found)

    def _take(self, index: int, line: TextLine, reading: LineReading, *, marked: bool) -> None:
        """Add the things of a line; the first of them takes the mark of the list along."""
        first = reading.found[0]
        first.start = line.start
        if reading.prose_end is not None:
            prose = self._folded[line.start : reading.prose_end]
            self._leave(leftover_kind(prose), line.start, reading.prose_end)
            first.start = reading.prose_end
        for thing in reading.found:
            if looks_like_size(thing.name) and self._kind:
                thing.name = f"{self._kind} {thing.name}"
                thing.confidence -= 0.1
            elif thing.quantity is not None:
                self._kind = kind_words(thing.name)
            if len(thing.name.split()) > _MAX_WORDS:
                thing.confidence = min(thing.confidence, 0.4)
            self._items.append(_Item(thing, index, marked))
        if reading.rest_start is not None:
            rest = self._folded[reading.rest_start : line.end]
            self._leave(leftover_kind(rest), reading.rest_start, line.end)

    def _continues(self, index: int, line: TextLine, *, marked: bool) -> bool:
        """A long point of a list broken by the mail program: read both lines as one."""
        last = self._items[-1] if self._items else None
        if (
            last is None
            or marked
            or line.after_blank
            or not last.marked
            or last.joined
            or last.line != index - 1
            or last.thing.quantity is not None
        ):
            return False
        start = self._mark_end(last.thing.start, last.thing.end)
        reading = read_line(self._folded, start, line.end)
        if len(reading.found) != 1 or reading.found[0].quantity is None:
            return False
        if read_line(self._folded, line.start, line.end).leads:
            return False  # «5 шт перчатки» is a thing of its own
        reading.found[0].start = last.thing.start
        self._items[-1] = _Item(reading.found[0], index, marked=True, joined=True)
        return True

    def _complete(self, index: int, line: TextLine, quantity: Quantity) -> None:
        """A quantity on a line of its own belongs to the thing just above."""
        last = self._items[-1] if self._items else None
        if last is None or last.line != index - 1:
            self._leave(LeftoverKind.REMARK, line.start, line.end)
            return
        if last.thing.quantity is not None:
            if not last.thing.measure or quantity.rank < 3:
                self._leave(LeftoverKind.REMARK, line.start, line.end)
                return
            last.thing.name = f"{last.thing.name} {last.thing.measure}"
            last.thing.measure = ""
        last.thing.quantity, last.thing.unit = quantity.value, quantity.unit
        last.thing.confidence = min(0.85, quantity.sure)
        last.thing.certain = True
        last.thing.end = line.end

    def _share(self, line: TextLine, quantity: Quantity) -> None:
        """«По 10 уп каждого» gives its quantity to all the things above that have none."""
        waiting: list[Found] = []
        for item in reversed(self._items):
            if item.thing.quantity is not None:
                break
            waiting.append(item.thing)
        for thing in waiting:
            thing.quantity, thing.unit = quantity.value, quantity.unit
            thing.confidence, thing.certain = 0.8, True
        self._leave(LeftoverKind.REQUEST if waiting else LeftoverKind.REMARK, line.start, line.end)

    # Tables

    def _table_at(self, lines: Sequence[TextLine], index: int) -> int:
        """Read the table that begins at line `index`; how many lines it took, 0 if none."""
        if index < self._no_table_before:
            return 0
        rows: list[Cells] = []
        for place in range(index, len(lines)):
            line = lines[place]
            if line.zone is not None or (rows and line.after_blank):
                break
            text = self._folded[line.start : line.end]
            if rows and is_rule(text):
                rows.append(Cells(line.start, line.end, ()))
                continue
            start = self._mark_end(line.start, line.end)
            if "\t" in self._folded[line.start : start]:
                start = line.start  # the number of the row stands in a column of its own
            row = cut(self._folded, start, line.end) if len(text) <= _MAX_LINE else None
            if row is None:
                break
            rows.append(row)
        layout, titled = self._layout(rows)
        if layout is None:
            self._no_table_before = index + max(len(rows), 1)
            return 0
        for place, row in enumerate(rows):
            if titled and place == 0:
                self._leave(LeftoverKind.HEADING, lines[index].start, row.end)
            else:
                self._row(index + place, lines[index + place], row, layout)
        return len(rows)

    def _layout(self, rows: Sequence[Cells]) -> tuple[Layout | None, bool]:
        filled = [row for row in rows if row.texts]
        if not filled:
            return None, False
        titles = title_roles(filled[0])
        if titles is not None and len(filled) > 1:
            return titles, True
        drawn = any(sign in self._folded[filled[0].start : filled[0].end] for sign in "\t|")
        if len(filled) < 2 and not (drawn and filled[0].filled > 2):
            return None, False
        return guess_layout(filled), False

    def _row(self, index: int, line: TextLine, row: Cells, layout: Layout) -> None:
        found = read_row(row, layout) if row.texts else None
        if found is None or _TOTAL.match(found.name):
            self._leave(LeftoverKind.REMARK, line.start, line.end)
        elif found.name and (found.quantity is not None or layout.titled):
            confidence = 0.95 if layout.titled else 0.85
            thing = Found(
                found.name,
                found.quantity,
                found.unit,
                list(found.notes),
                confidence if found.quantity is not None else 0.35,
                line.start,
                line.end,
            )
            self._items.append(_Item(thing, index, marked=True))
        else:
            self._line(index, line)

    # Marks and results

    def _after_mark(self, index: int, line: TextLine) -> tuple[int, bool]:
        """Where the line begins after its list mark, and whether it has one."""
        start = unquoted_start(self._letter, line) if self._forwarded else line.start
        if index in self._numbered and (match := _NUMBERED.match(self._folded, start)):
            return match.end(), True
        end = self._mark_end(start, line.end)
        return end, end > start

    def _mark_end(self, start: int, end: int) -> int:
        match = _MARK.match(self._folded, start, end)
        return match.end() if match else start

    def _plain_numbering(self, lines: Sequence[TextLine]) -> set[int]:
        """Lines that begin with 1, 2, 3… in order: those numbers are marks, not quantities."""
        numbers: dict[int, int] = {}
        for index, line in enumerate(lines):
            if line.zone is None and (match := _NUMBERED.match(self._folded, line.start)):
                numbers[index] = int(match[1])
        return {
            index
            for index, number in numbers.items()
            if numbers.get(index - 1) == number - 1 or numbers.get(index + 1) == number + 1
        }

    def _leave(self, kind: LeftoverKind, start: int, end: int) -> None:
        text = self._letter[start:end].strip()
        if text:
            self._leftovers.append(Leftover(kind, text, start, end))

    def _finished(self) -> Letter:
        lines: list[LetterLine] = []
        for place, item in enumerate(self._items):
            thing = item.thing
            if thing.certain or self._is_credible(place):
                lines.append(self._line_of(item))
            else:
                kind = leftover_kind(self._folded[thing.start : thing.end])
                self._leave(kind, thing.start, thing.end)
        self._leftovers.sort(key=lambda leftover: leftover.start)
        return Letter(tuple(lines), tuple(self._leftovers))

    def _is_credible(self, place: int) -> bool:
        """Is a thing without a quantity a thing at all? A size or its place in a list says so."""
        item = self._items[place]
        text = self._folded[item.thing.start : item.thing.end]
        if text.endswith("?") or len(text.split()) > _MAX_WORDS:
            return False
        if not item.marked and not _WORD.search(item.thing.name):
            return False
        if item.marked or _SIZED.search(item.thing.name):
            return True
        return any(
            0 <= beside < len(self._items)
            and abs(self._items[beside].line - item.line) <= 1
            and (
                self._items[beside].thing.certain
                or _SIZED.search(self._items[beside].thing.name) is not None
            )
            for beside in (place - 1, place + 1)
        )

    def _line_of(self, item: _Item) -> LetterLine:
        thing = item.thing
        confidence = thing.confidence - (0.1 if self._forwarded else 0.0)
        if thing.quantity is None and item.marked:
            confidence += 0.1
        return LetterLine(
            name=thing.name,
            quantity=thing.quantity,
            unit=thing.unit,
            note="; ".join(thing.notes),
            confidence=round(min(max(confidence, 0.05), 1.0), 2),
            start=thing.start,
            end=thing.end,
        )
