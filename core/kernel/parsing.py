"""Numbers and dates as people type them and as price lists carry them.

The readers never guess: what can be read in two ways is refused, with the reason and an example.
"""

import re
from datetime import date
from decimal import Decimal

from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

ANY_MARK = ",."
"""Both marks are decimal: for our own forms, which never group digits by dot or comma."""

_MAX_LENGTH = 64
_SHOWN = 40

# Not tabs and line ends: those divide two cells or two lines, never the groups of one number.
_SPACES = re.compile(r"(?:[^\S\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]|[\u200b\u2060\ufeff])+")
_APOSTROPHES = re.compile("['’ʼ`´]")
_MINUSES = re.compile("[−‐‑‒–—﹣－]")

_CURRENCY = r"(?:руб(?:л[а-я]*)?\.?|р\.?|₽|rub|rur|usd|\$|eur|€|cny|¥|byn|kzt|тенге|тг\.?|₸)"
_CURRENCY_AROUND = re.compile(rf"^(?:{_CURRENCY} ?)?(.*?)(?: ?{_CURRENCY})?$", re.IGNORECASE)
_RUBLES_AND_KOPECKS = re.compile(
    r"^(.*\d) ?р(?:уб(?:л[а-я]*)?)?\.? ?(\d{1,2}) ?к(?:оп[а-я]*)?\.?$", re.IGNORECASE
)
_DASHED_KOPECKS = re.compile(r"^([\d ']+)[-=](\d\d)$", re.ASCII)

_DIGITS = re.compile(r"\d+", re.ASCII)
_AMBIGUOUS_WHOLE = re.compile(r"[1-9]\d{0,2}", re.ASCII)

_MONTHS = (
    ("январь", "января"), ("февраль", "февраля"), ("март", "марта"), ("апрель", "апреля"),
    ("май", "мая"), ("июнь", "июня"), ("июль", "июля"), ("август", "августа"),
    ("сентябрь", "сентября"), ("октябрь", "октября"), ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)  # fmt: skip
_NUMERIC_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WORDED_DATE = re.compile(r"(\d{1,2}) ([а-я]{3,8})\.? (\d{4})", re.ASCII)
_YEAR_WORD = re.compile(r" ?(?:года|г\.?)$")
_CENTURY_TURN = 70


class Unreadable(DomainError, ValueError):  # pyright: ignore[reportUnsafeMultipleInheritance]
    """Text that is not what it should be.

    A ValueError for whoever converts a value, a `DomainError` with a message for a person.
    """


class NotANumber(Unreadable):
    """The text is not a number, or may be read as two different ones."""


class NotADate(Unreadable):
    """The text is not a date, or there is no such day."""


def typed_number(value: Decimal | None) -> str:
    """«1200», «2,5»: as a person would type it, so that it can be read back; empty for None."""
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


def parse_decimal(text: str, *, decimal_marks: str = "") -> Decimal:
    """Read a number or a price: «1 234,50», «1.234,50», «1,234.50», «12 500 руб.», «1 234-50».

    Groups of thousands may be divided by any kind of space, by apostrophes, dots or commas;
    any minus and the names of currencies are understood, as are «5 руб. 20 коп.» and the price
    style «5-20». Other text, exponents and percent signs are not.

    A single mark before exactly three digits («1,234») is ambiguous and refused, unless the
    caller knows the source: `decimal_marks` holds the characters that are decimal there, and
    a mark outside it then divides thousands. Our own forms pass `ANY_MARK`.

    Raises `NotANumber`.
    """
    negative, body = _signed(text)
    if in_words := _RUBLES_AND_KOPECKS.match(body):
        body = f"{in_words[1]}-{in_words[2].zfill(2)}"
    else:
        body = _CURRENCY_AROUND.sub(r"\1", body)
    if price := _DASHED_KOPECKS.match(body):
        value = Decimal(f"{_ungrouped(price[1], text)}.{price[2]}")
    else:
        value = _plain_number(body, decimal_marks, text)
    return value.copy_negate() if negative and value else value


def parse_quantity(text: str) -> Decimal:
    """Read a quantity: as `parse_decimal`, but without currencies and the price style.

    «10-20» is a range here, not ten and twenty hundredths. A single mark is always decimal:
    «1,234» tonnes is how scales write, while nobody divides thousands of pieces by a comma.

    Raises `NotANumber`, also for a negative number.
    """
    negative, body = _signed(text)
    value = _plain_number(body, ANY_MARK, text)
    if negative and value:
        raise NotANumber(
            Message(N_("Количество не бывает отрицательным: «%(text)s»"), text=_shown(text))
        )
    return value


def parse_date(text: str) -> date:
    """Read «23.11.2026», «23.11.26», «23/11/2026», «2026-11-23», «23 ноября 2026 г.».

    Two digits of a year mean 1970–2069. Raises `NotADate`.
    """
    bare = _YEAR_WORD.sub("", _tidy(text).casefold())
    if match := _ISO_DATE.fullmatch(bare):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _NUMERIC_DATE.fullmatch(bare):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        if len(match[3]) == 2:
            year += 1900 if year >= _CENTURY_TURN else 2000
    elif (match := _WORDED_DATE.fullmatch(bare)) and (month := _month(match[2])):
        day, year = int(match[1]), int(match[3])
    else:
        raise NotADate(
            Message(N_("Не похоже на дату: «%(text)s». Пример: 23.11.2026"), text=_shown(text))
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate(
            Message(N_("Такого дня нет в календаре: «%(text)s»"), text=_shown(text))
        ) from None


def _tidy(text: str) -> str:
    """One plain space for any run of spaces, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def _signed(text: str) -> tuple[bool, str]:
    """Split off the sign; refuse empty and endless input."""
    body = _MINUSES.sub("-", _APOSTROPHES.sub("'", _tidy(text)))
    if not body:
        raise NotANumber(Message(N_("Введите число")))
    if len(body) > _MAX_LENGTH:
        raise _broken(text)
    if body[0] in "+-":
        return body[0] == "-", body[1:].lstrip()
    return False, body


def _plain_number(body: str, decimal_marks: str, text: str) -> Decimal:
    marks = [character for character in body if character in ANY_MARK]
    whole, fraction = body, None
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        whole, _, fraction = body.partition(marks[-1])
    elif len(marks) == 1:
        whole, _, fraction = body.partition(marks[0])
        if len(fraction) == 3 and _AMBIGUOUS_WHOLE.fullmatch(whole):
            if not decimal_marks:
                raise _ambiguous(whole, fraction, text)
            if marks[0] not in decimal_marks:
                whole, fraction = whole + fraction, None
    if fraction is None:
        return Decimal(_ungrouped(whole, text))
    if not _DIGITS.fullmatch(fraction):
        raise _broken(text)
    return Decimal(f"{_ungrouped(whole, text) if whole else '0'}.{fraction}")


def _ungrouped(whole: str, text: str) -> str:
    """Digits without the dividers of thousands, which must be all of one kind."""
    for divider in " '.,":
        if divider in whole:
            head, *groups = whole.split(divider)
            if not (_DIGITS.fullmatch(head) and len(head) <= 3):
                raise _broken(text)
            if not all(_DIGITS.fullmatch(group) and len(group) == 3 for group in groups):
                raise _broken(text)
            return head + "".join(groups)
    if not _DIGITS.fullmatch(whole):
        raise _broken(text)
    return whole


def _month(word: str) -> int | None:
    """The number of the month by its name, also in genitive or cut short («ноя»)."""
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(word) for name in names):
            return number
    return None


def _shown(text: str) -> str:
    bare = _tidy(text)
    return bare if len(bare) <= _SHOWN else bare[:_SHOWN] + "…"


def _broken(text: str) -> NotANumber:
    return NotANumber(
        Message(N_("Не похоже на число: «%(text)s». Пример: 1 234,50"), text=_shown(text))
    )


def _ambiguous(whole: str, fraction: str, text: str) -> NotANumber:
    return NotANumber(
        Message(
            N_(
                "«%(text)s» читается двояко: если это %(whole)s %(fraction)s, поставьте пробел, "
                "если дробь, допишите ноль: %(whole)s,%(fraction)s0."
            ),
            text=_shown(text),
            whole=whole,
            fraction=fraction,
        )
    )
