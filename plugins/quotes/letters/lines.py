"""One line of a letter, which may hold one thing, several, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from plugins.quotes.letters.clauses import Clause, cut_clauses, opening_token
from plugins.quotes.letters.quantities import (
    Quantity,
    bare_quantity,
    find_quantities,
    next_count,
)
from plugins.quotes.letters.tokens import Kind, Token, tokenize
from plugins.quotes.letters.words import CONNECTORS, asks, is_about_deal, is_besides, trim

_MAX_NAME = 300
_SHORT_NUMBER = 3
_UNSURE_OF_REMARK = 0.65
"""The most to trust a line with words beside it that may as well be another thing."""
_LETTERS = re.compile(r"[^\W\d_]")
# A bare size: М8х40, 3,5х25, 20 мм, Ду50. Article numbers are not of this shape.
_SIZE = re.compile(
    r"(?:[мm]|ду|ø|ф|d)?\s?\d+(?:[.,/]\d+)?(?:\s?[xх×*]\s?\d+(?:[.,]\d+)?){0,3}(?:\s?(?:мм|см|м|а|в|вт))?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """A thing found in a line; later lines may still give it a quantity or take it back.

    `certain` False: nothing but its look speaks for it (there is no quantity). `measure` is the
    text of a quantity («3 м», «х 5») that may yet prove to be a size.
    """

    name: str
    quantity: Decimal | None
    unit: str | None
    notes: list[str]
    confidence: float
    start: int
    end: int
    certain: bool = True
    measure: str = ""


@dataclass(slots=True)
class LineReading:
    """What a line holds: things, and a piece at its end that is none of them (or the whole line).

    Up to `prose_end` sentences stand before the first thing that name none.

    `leads`: a quantity stands before the first thing («5 шт перчатки»), which therefore begins
    here. `each` is a quantity for all the things named before («по 10 уп каждого»); `only` a
    quantity without anything to be counted; `asks` whether the line asks in words.
    """

    found: list[Found] = field(default_factory=list)
    rest_start: int | None = None
    prose_end: int | None = None
    each: Quantity | None = None
    only: Quantity | None = None
    asks: bool = False
    leads: bool = False


def read_line(folded: str, start: int, end: int) -> LineReading:
    """Read `folded[start:end]`, a line without its list mark."""
    tokens = tokenize(folded, start, end)
    reading = LineReading(asks=asks(tokens))
    if not tokens:
        return reading
    quantities = find_quantities(tokens)
    opening = opening_token(tokens, quantities)
    if opening >= len(tokens):
        reading.rest_start = start
        return reading
    clauses = cut_clauses(tokens, opening, quantities)
    _Reader(folded, tokens, reading, start).read(clauses)
    return reading


def looks_like_size(name: str) -> bool:
    """Is the name but a size, so that what it is must be said elsewhere?"""
    return _SIZE.fullmatch(name.strip()) is not None


def kind_words(name: str) -> str:
    """The words at the beginning of a name, before its sizes: «Болт DIN 933 М8х40» → «Болт»."""
    words: list[str] = []
    for word in name.split():
        if any(map(str.isdigit, word)):
            break
        words.append(word)
    return " ".join(words) if len(words) < len(name.split()) else ""


class _Reader:
    """Turns the clauses of a line into things, clause by clause."""

    def __init__(
        self, folded: str, tokens: Sequence[Token], reading: LineReading, start: int
    ) -> None:
        self._folded = folded
        self._tokens = tokens
        self._reading = reading
        self._start = start
        self._pending: list[Clause] = []
        self._pending_sized = False

    def read(self, clauses: Sequence[Clause]) -> None:
        """Go through the clauses; what is left without a quantity is settled at the end."""
        for clause in clauses:
            main = self._main(clause, alone=len(clauses) == 1)
            if clause.opens and not (main and self._is_only(clause, main)):
                self._forget_prose()
            if not self._pending and is_about_deal(self._tokens, clause.first, clause.last):
                self._about_deal(clause)
            elif main is None:
                self._without_quantity(clause)
            elif main.each and self._is_shared(clause, main):
                self._share(clause, main)
            else:
                self._with_quantity(clause, main)
        self._settle_pending()
        things = self._reading.found
        for thing, following in pairwise(things):
            thing.end = following.start
        if things and self._reading.rest_start is not None:
            things[-1].end = self._reading.rest_start

    def _main(self, clause: Clause, *, alone: bool) -> Quantity | None:
        """The quantity of the clause: a count before a measure, outside brackets before inside."""
        options = [item for item in clause.quantities if not item.each] or [*clause.quantities]
        if options:
            return max(options, key=lambda item: (not item.inside, item.rank, item.first))
        bare = bare_quantity(self._tokens, clause.first, clause.last)
        if bare is None and self._reading.found and not self._pending and not self._beside(clause):
            return next_count(self._tokens, clause.first, clause.last)
        if bare is not None and bare.sure < 0.5 and not alone:
            return None
        return bare

    def _with_quantity(self, clause: Clause, main: Quantity) -> None:
        before = trim(self._tokens, clause.first, main.first - 1)
        after = trim(self._tokens, main.last + 1, clause.last)
        pending = self._text_of_pending()
        first = self._pending[0].first if self._pending else clause.first
        notes: list[str] = []
        confidence = main.sure * (0.95 if main.rank == 3 else 0.9 if main.rank == 2 else 1.0)
        if self._has_name(before):
            name = ", ".join([*pending, self._text(*before)])
            notes = [self._remark(main.last + 1, clause.last)]
            confidence = min(confidence, self._doubt(main, before))
        elif pending:
            name = ", ".join(pending)
            notes = [
                self._remark(clause.first, main.first - 1),
                self._remark(main.last + 1, clause.last),
            ]
        elif self._has_name(after):
            name, noted = self._name_and_rest(clause, after)
            if not self._reading.found and not is_besides(self._tokens, *after):
                self._reading.leads = True
            notes = [self._remark(clause.first, main.first - 1), noted]
        elif self._reading.found:
            self._count_again(self._reading.found[-1], clause, main)
            return
        else:
            self._reading.only = main
            return
        self._pending.clear()
        self._add(name, main, notes, confidence, first)

    def _count_again(self, thing: Found, clause: Clause, main: Quantity) -> None:
        """«Ведро 12 л, 3 шт»: what was taken for the quantity is the size, this is the quantity."""
        if thing.measure and main.rank == 3:
            thing.name = f"{thing.name} {thing.measure}"
            thing.quantity, thing.unit, thing.measure = main.value, main.unit, ""
            thing.confidence = 0.85
        else:
            thing.notes.append(self._remark(clause.first, clause.last))

    def _doubt(self, main: Quantity, before: tuple[int, int]) -> float:
        """The most that a quantity after a name may be trusted, by what stands between them."""
        if self._tokens[main.first - 1].kind in (Kind.DASH, Kind.MARK, Kind.OPEN):
            return 1.0
        if main.rank == 2:
            return 0.65  # «Лестница 3 м» and «Кабель 3 м» look alike
        sized = any(token.kind is Kind.CODE for token in self._tokens[before[0] : before[1] + 1])
        grouped = " " in self._tokens[main.first].text
        return 0.6 if grouped and not sized else 1.0  # «Шайба 8 500 шт» is perhaps 500 of them

    def _name_and_rest(self, clause: Clause, piece: tuple[int, int]) -> tuple[str, str]:
        """After a leading quantity: the name, and «по 100 м» or a bracket beside it."""
        first, last = piece
        for pack in clause.quantities:
            name = trim(self._tokens, pack.last + 1, last)
            if pack.each and pack.first <= first + 1 and self._has_name(name):
                return self._text(*name), self._text(pack.first - 1, pack.last)
        for place in range(first + 1, last + 1):
            token = self._tokens[place]
            closing = token.kind is Kind.OPEN and self._tokens[last].kind is Kind.CLOSE
            if closing or (token.word == "по" and place < last):
                head = trim(self._tokens, first, place - 1)
                if self._has_name(head):
                    tail = trim(self._tokens, place, last) if closing else (place, last)
                    return self._text(*head), self._text(*tail)
        return self._text(first, last), ""

    def _without_quantity(self, clause: Clause) -> None:
        named = self._has_name(trim(self._tokens, clause.first, clause.last))
        if not named and not self._pending:
            return
        things = self._reading.found
        if things and not self._pending and self._beside(clause):
            things[-1].notes.append(self._remark(clause.first, clause.last))
            return
        if not self._pending:
            self._pending_sized = False
        self._pending.append(clause)
        self._pending_sized = self._pending_sized or any(
            map(str.isdigit, self._raw(clause.first, clause.last))
        )

    def _beside(self, clause: Clause) -> bool:
        return is_besides(self._tokens, clause.first, clause.last)

    def _is_only(self, clause: Clause, main: Quantity) -> bool:
        """Is there nothing but a quantity in the clause?"""
        return not (
            self._has_name(trim(self._tokens, clause.first, main.first - 1))
            or self._has_name(trim(self._tokens, main.last + 1, clause.last))
        )

    def _forget_prose(self) -> None:
        """A new sentence begins: what was said before without a size or number is no name."""
        if self._pending_sized or not self._pending:
            return
        if not self._reading.found:
            last = self._pending[-1].last
            while self._tokens[last + 1].kind is Kind.STOP:
                last += 1
            self._reading.prose_end = self._tokens[last].end
        self._pending.clear()

    def _about_deal(self, clause: Clause) -> None:
        """Delivery and the like: a note where one thing is asked for, else left over."""
        things = self._reading.found
        if len(things) == 1:
            things[0].notes.append(self._remark(clause.first, clause.last))
        elif things and self._reading.rest_start is None:
            self._reading.rest_start = self._tokens[clause.first].start

    def _is_shared(self, clause: Clause, main: Quantity) -> bool:
        """Is «по 10 уп» meant for each of several things?"""
        if self._says_each(main):
            return True
        own = trim(self._tokens, clause.first, main.first - 1)
        pieces = len(self._pending) + (own[0] <= own[1])
        coded = all(
            any(map(str.isdigit, self._raw(piece.first, piece.last))) for piece in self._pending[1:]
        )
        return pieces > 1 and coded

    def _says_each(self, main: Quantity) -> bool:
        following = self._tokens[main.last + 1 : main.last + 3]
        return any(token.word.startswith(("кажд", "все", "на кажд")) for token in following)

    def _share(self, clause: Clause, main: Quantity) -> None:
        own = trim(self._tokens, clause.first, main.first - 1)
        pieces = [trim(self._tokens, piece.first, piece.last) for piece in self._pending]
        starts = [piece.first for piece in self._pending]
        if own[0] <= own[1]:
            pieces.append(own)
            starts.append(clause.first)
        self._pending.clear()
        if not pieces:
            self._reading.each = main
            return
        kind = kind_words(self._text(*pieces[0]))
        for piece, first in zip(pieces, starts, strict=True):
            name = self._text(*piece)
            if kind and looks_like_size(name):
                name = f"{kind} {name}"
            self._add(name, main, [], main.sure * 0.8, first)

    def _add(
        self, name: str, main: Quantity, notes: list[str], confidence: float, first: int
    ) -> None:
        things = self._reading.found
        previous = things[-1] if things else None
        if previous is not None and looks_like_size(name) and (kind := kind_words(previous.name)):
            name = f"{kind} {name}"
            confidence -= 0.1
        if len(name) > _MAX_NAME:
            return
        start = self._tokens[first].start if things else self._start
        end = self._tokens[-1].end
        self._reading.rest_start = None
        kept = [note for note in notes if note]
        if self._tokens[main.first].kind is Kind.RANGE:
            kept.insert(0, self._text(main.first, main.last))
        thing = Found(name, main.value, main.unit, kept, confidence, start, end)
        if main.rank == 2 or self._tokens[main.first].kind is Kind.TIMES:
            thing.measure = self._text(main.first, main.last)
        things.append(thing)

    def _settle_pending(self) -> None:
        """Clauses left over: a remark to the only thing, a thing without quantity, or the rest."""
        if not self._pending:
            return
        things = self._reading.found
        first = self._pending[0]
        only = self._reading.only
        if only is not None and not is_besides(self._tokens, first.first, first.last):
            # «Количество: 5 шт, наименование: …»
            self._reading.only = None
            self._add(", ".join(self._text_of_pending()), only, [], 0.7, first.first)
        elif len(things) == 1 and (self._joined(first) or first.opens):
            # «… 5 шт и подрозетник», «… 5 шт. Нужна также изолента»: another thing, not counted.
            start = self._tokens[first.first].start
            things.append(self._unquantified(self._text_of_pending(), start))
        elif len(things) == 1:
            things[0].notes.extend(self._text_of_pending())
            things[0].confidence = min(things[0].confidence, _UNSURE_OF_REMARK)
        elif things:
            rest = self._tokens[first.first].start
            self._reading.rest_start = min(self._reading.rest_start or rest, rest)
        elif not self._reading.asks:
            things.append(self._unquantified(self._text_of_pending(), self._start))
        elif self._are_things(self._pending):
            for clause in self._pending:
                start = self._tokens[clause.first].start if things else self._start
                things.append(self._unquantified([self._text_of(clause)], start))
        elif self._pending_sized:
            # A request in words without a size or a number («Здравствуйте, Анна!») names nothing.
            things.append(self._unquantified(self._text_of_pending(), self._start))

    def _joined(self, clause: Clause) -> bool:
        """Does «и» or «плюс» stand before the clause?"""
        before = self._tokens[clause.first - 1] if clause.first else None
        return before is not None and (before.word in CONNECTORS or before.kind is Kind.PLUS)

    def _are_things(self, clauses: Sequence[Clause]) -> bool:
        """Does each of several clauses begin with a word, and some carry a size?"""
        raw = [self._text_of(clause) for clause in clauses]
        return (
            len(clauses) > 1
            and all(re.match(r"[^\W\d_]{4}", text) for text in raw)
            and any(map(str.isdigit, "".join(raw)))
        )

    def _unquantified(self, texts: Sequence[str], start: int) -> Found:
        name = ", ".join(texts)
        return Found(name, None, None, [], 0.3, start, self._tokens[-1].end, certain=False)

    def _text_of_pending(self) -> list[str]:
        return [text for clause in self._pending if (text := self._text_of(clause))]

    def _text_of(self, clause: Clause) -> str:
        return self._text(*trim(self._tokens, clause.first, clause.last))

    def _text(self, first: int, last: int) -> str:
        return " ".join(self._raw(first, last).split())

    def _remark(self, first: int, last: int) -> str:
        return self._text(*trim(self._tokens, first, last, remark=True))

    def _raw(self, first: int, last: int) -> str:
        if first > last:
            return ""
        return self._folded[self._tokens[first].start : self._tokens[last].end]

    def _has_name(self, piece: tuple[int, int]) -> bool:
        """Is there something that can be counted: a word, a code, a number long enough for one?"""
        return any(
            token.kind is Kind.CODE
            or (token.kind is Kind.WORD and len(_LETTERS.findall(token.text)) > 1)
            or (token.kind is Kind.NUMBER and len(token.text) > _SHORT_NUMBER)
            for token in self._tokens[piece[0] : piece[1] + 1]
        )
