"""A line of a letter as tokens: words, numbers, codes (М8х40, 220В, 7798-70) and signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from core.sdk.intake import find_unit

# One character for one, so that places in the folded text are places in the letter.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u200b\ufeff\r\n", " "),
        **dict.fromkeys("–—−‐‑‒―", "-"),
    }
)


def vocabulary(words: str) -> frozenset[str]:
    """Words given in one string, the way a list of them is easiest to read."""
    return frozenset(words.split())


COUNTED = vocabulary(
    "796 778 839 642 616 625 641 657 704 715 728 736 797 798 812 868 872 own.coil own.drum "
    "own.box own.bag own.spool own.canister own.can own.bucket own.tube own.pallet"
)
"""Units in which things are counted: a number before one is hardly ever a size."""

MEASURED = vocabulary("006 018 055 113 166 168 112 008")
"""Units that may be a quantity as well as a size or weight of one piece."""


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    CODE = auto()  # letters with digits, never a quantity
    OPAQUE = auto()  # a date, a phone, an address, a sum of money
    NUMBER = auto()
    RANGE = auto()  # 100-200
    TIMES = auto()  # х, x, ×, *
    DASH = auto()
    MARK = auto()  # : =
    PLUS = auto()
    SEPARATOR = auto()  # , ;
    STOP = auto()  # . ! ?
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its place in the letter; `text` is folded (plain spaces and dashes)."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The text for comparison: lower case, ё as е."""
        return self.text.casefold().replace("ё", "е")

    @property
    def number(self) -> Decimal:
        """The value of a NUMBER, the lower bound of a RANGE."""
        return Decimal(self.text.partition("-")[0].replace(",", ".").replace(" ", ""))


_PHONE = r"(?:\+7|\b8)[\s(-]{0,3}\d{3,5}[\s)-]{0,3}\d{1,3}[\s-]?\d{2}[\s-]?\d{2}\b"
_EMAIL_OR_URL = r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}|\b(?:https?://|www\.)\S{1,300}"
_DATE = r"\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b|\b\d{1,2}:\d{2}\b"
_MONEY = r"\b\d[\d ]{0,14}(?:[.,]\d{1,4})?\s?(?:руб\w{0,5}|₽|\$|€|р\b|rub\b|коп\w{0,4})"
_OPAQUE = re.compile(f"{_PHONE}|{_EMAIL_OR_URL}|{_DATE}|{_MONEY}", re.IGNORECASE)
_PLACEHOLDER = "\ue000"

_LEADERS = re.compile(r"[._…]{3,}")
_CHUNK = re.compile(r"(?:[^\s,;=()\[\]{}]|(?<=\d),(?=\d))+|[,;=()\[\]{}]")
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
_RANGE = re.compile(r"\d{1,9}-\d{1,9}")
_GLUED = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)([^\W\d_][\w./]{0,14})")
_BEFORE = "\"'«»“”„…~#`_•·▪●◦"
_AFTER = "\"'«»“”„…~`_"
_SIGNS = {":": Kind.MARK, "=": Kind.MARK, "-": Kind.DASH, "+": Kind.PLUS, "*": Kind.TIMES}
_TIMES = frozenset("xх×*")
_COUNT_LENGTH = 9
_CODE_NAMES = vocabulary(
    "гост din дин iso исо ту ост en iec мэк сто № n арт артикул код модель мод тип серия ф d ø "
    "ду dn класс кл марка исп диаметр диаметром диам длина длиной ширина шириной высота высотой "
    "толщина толщиной сечение сечением размер размером напряжение напряжением мощность "
    "мощностью"
)
"""Words after which a number names the thing and does not count it."""


def fold(text: str) -> str:
    """The text with odd spaces and dashes made plain, of the same length."""
    return text.translate(_FOLDED)


def tokenize(folded: str, start: int, end: int) -> list[Token]:
    """Tokens of `folded[start:end]`, numbers of several groups («1 000») joined."""
    text = _LEADERS.sub(lambda match: " " * len(match[0]), folded[start:end])
    text = _OPAQUE.sub(lambda match: _PLACEHOLDER * len(match[0]), text)
    found: list[Token] = []
    for match in _CHUNK.finditer(text):
        found.extend(_chunk(match[0], start + match.start(), folded))
    return _joined_dimensions(_joined_thousands(found))


def is_code_name(token: Token) -> bool:
    """Does a number after this token belong to the name («ГОСТ 7798», «№ 5»)?"""
    return token.word in _CODE_NAMES


def _chunk(chunk: str, start: int, folded: str) -> Iterator[Token]:
    """The tokens of one run of characters without spaces: signs at both ends, the core between."""
    left, right = 0, len(chunk)
    after: list[Token] = []
    if chunk in {",", ";"}:
        yield Token(Kind.SEPARATOR, chunk, start, start + 1)
        return
    if chunk in "([{" or chunk in ")]}":
        yield Token(Kind.OPEN if chunk in "([{" else Kind.CLOSE, chunk, start, start + 1)
        return
    while left < right and (chunk[left] in _BEFORE or chunk[left] in _SIGNS):
        if chunk[left] in _SIGNS:
            yield Token(_SIGNS[chunk[left]], chunk[left], start + left, start + left + 1)
        left += 1
    while right > left and (chunk[right - 1] in _AFTER or chunk[right - 1] in ".!?:=-+"):
        right -= 1
        sign = chunk[right]
        if sign not in _AFTER:
            kind = Kind.STOP if sign in ".!?" else _SIGNS[sign]
            after.append(Token(kind, sign, start + right, start + right + 1))
    if left < right:
        yield from _core(folded[start + left : start + right], chunk[left:right], start + left)
    yield from reversed(after)


def _core(text: str, masked: str, start: int) -> Iterator[Token]:
    """`text` without signs around it, `masked` the same with phones and the like made opaque."""
    end = start + len(text)
    if _PLACEHOLDER in masked:
        yield Token(Kind.OPAQUE, text, start, end)
    elif text.casefold() in _TIMES:
        yield Token(Kind.TIMES, text, start, end)
    elif _NUMBER.fullmatch(text):
        yield Token(Kind.NUMBER, text, start, end)
    elif _RANGE.fullmatch(text):
        yield Token(Kind.RANGE, text, start, end)
    elif text[0].casefold() in _TIMES and text[1:2].isdigit():
        yield Token(Kind.TIMES, text[0], start, start + 1)
        yield from _core(text[1:], masked[1:], start + 1)
    elif glued := _GLUED.fullmatch(text):
        yield from _number_and_word(glued, text, start)
    else:
        yield from _after_dash(text, start)


def _number_and_word(glued: re.Match[str], text: str, start: int) -> Iterator[Token]:
    """«200шт» is a number and a unit, «5х» a number and a sign, «16А» a code."""
    middle, end = start + len(glued[1]), start + len(text)
    unit = find_unit(glued[2])
    if unit is not None and unit.code in COUNTED | MEASURED:
        yield Token(Kind.NUMBER, glued[1], start, middle)
        yield Token(Kind.WORD, glued[2], middle, end)
    elif glued[2].casefold() in _TIMES:
        yield Token(Kind.NUMBER, glued[1], start, middle)
        yield Token(Kind.TIMES, glued[2], middle, end)
    else:
        yield Token(Kind.CODE, text, start, end)


def _after_dash(text: str, start: int) -> Iterator[Token]:
    """«М8х40-200шт»: what follows the last dash may be a number with a unit."""
    head, dash, tail = text.rpartition("-")
    glued = _GLUED.fullmatch(tail) if head and dash else None
    unit = find_unit(glued[2]) if glued else None
    sized = any(map(str.isdigit, head))
    if glued and unit is not None and (unit.code in COUNTED or (sized and unit.code in MEASURED)):
        yield Token(_kind_of(head), head, start, start + len(head))
        yield Token(Kind.DASH, dash, start + len(head), start + len(head) + 1)
        yield from _number_and_word(glued, tail, start + len(head) + 1)
    else:
        yield Token(_kind_of(text), text, start, start + len(text))


def _kind_of(text: str) -> Kind:
    return Kind.CODE if any(map(str.isdigit, text)) else Kind.WORD


def _joined_thousands(tokens: list[Token]) -> list[Token]:
    """«1 000» as one number, unless the first group names the thing («DIN 933 200 шт»)."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind is token.kind is Kind.NUMBER
            and re.fullmatch(r"\d{1,3}(?: \d{3})*", last.text)
            and re.fullmatch(r"\d{3}(?:[.,]\d{1,6})?", token.text)
            and token.start - last.end == 1
            and last.text[0] != "0"
            and len(last.text) < 12
            and not (len(joined) > 1 and is_code_name(joined[-2]))
        ):
            text = f"{last.text} {token.text}"
            joined[-1] = Token(Kind.NUMBER, text, last.start, token.end)
        else:
            joined.append(token)
    return joined


def _joined_dimensions(tokens: list[Token]) -> list[Token]:
    """«100 х 50» as one code, unless the last number is counted («… х 200 шт»)."""
    joined: list[Token] = []
    for index, token in enumerate(tokens):
        sized = (
            token.kind is Kind.NUMBER
            and len(joined) > 1
            and joined[-1].kind is Kind.TIMES
            and joined[-2].kind in (Kind.NUMBER, Kind.CODE)
            and any(map(str.isdigit, joined[-2].text))
        )
        if sized and not _is_counted(tokens, index) and not _stands_apart(joined, token):
            first = joined[-2]
            del joined[-2:]
            text = f"{first.text}х{token.text}"
            joined.append(Token(Kind.CODE, text, first.start, token.end))
        else:
            joined.append(token)
    return joined


def _stands_apart(joined: list[Token], number: Token) -> bool:
    """«6х40 x 500»: a size written without blanks, and after a blank what may be a count."""
    size, sign = joined[-2:]
    whole = size.kind is Kind.CODE and size.end - size.start == len(size.text)
    crossed = any(sign in size.word[1:-1] for sign in _TIMES)
    return whole and crossed and sign.start > size.end and len(number.text) <= _COUNT_LENGTH


def _is_counted(tokens: list[Token], index: int) -> bool:
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.kind is not Kind.WORD:
        return False
    unit = find_unit(following.text)
    return unit is not None and unit.code in COUNTED
