"""Sums in words, as счёт and договор print them, and Russian plural forms.

«Одна тысяча двести тридцать четыре рубля 56 копеек»: the whole part in words with a capital
letter, the hundredths as two digits. Currency names follow ОКВ in everyday form.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

LIMIT = 10**15
"""The greatest sum that has a name here, inclusive."""

Language = Literal["ru", "en"]
Forms = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Currency:
    """Names of a currency: Russian in three forms, English in two.

    Every unit here is masculine; the subunits are printed in digits and need no gender.
    """

    unit: Forms
    subunit: Forms
    unit_en: tuple[str, str]
    subunit_en: tuple[str, str]


_KOPECK: Forms = ("копейка", "копейки", "копеек")
_CENT: Forms = ("цент", "цента", "центов")

_CURRENCIES = {
    "RUB": _Currency(
        ("рубль", "рубля", "рублей"), _KOPECK, ("ruble", "rubles"), ("kopeck", "kopecks")
    ),
    "USD": _Currency(
        ("доллар США", "доллара США", "долларов США"),
        _CENT,
        ("US dollar", "US dollars"),
        ("cent", "cents"),
    ),
    "EUR": _Currency(("евро", "евро", "евро"), _CENT, ("euro", "euros"), ("cent", "cents")),
    "CNY": _Currency(
        ("китайский юань", "китайских юаня", "китайских юаней"),
        ("фэнь", "фэня", "фэней"),
        ("Chinese yuan", "Chinese yuan"),
        ("fen", "fen"),
    ),
    "BYN": _Currency(
        ("белорусский рубль", "белорусских рубля", "белорусских рублей"),
        _KOPECK,
        ("Belarusian ruble", "Belarusian rubles"),
        ("kopeck", "kopecks"),
    ),
    "KZT": _Currency(
        ("тенге", "тенге", "тенге"),
        ("тиын", "тиына", "тиынов"),
        ("Kazakhstani tenge", "Kazakhstani tenge"),
        ("tiyn", "tiyn"),
    ),
}

CURRENCIES_IN_WORDS = frozenset(_CURRENCIES)
"""Letter codes (ISO 4217) of the currencies that have names here."""

_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот",
    "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят",
    "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
)  # fmt: skip
_UNITS = (
    "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать",
    "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_FEMININE = {1: "одна", 2: "две"}
_SCALES: tuple[Forms, ...] = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
    ("квадриллион", "квадриллиона", "квадриллионов"),
)
_THOUSANDS = 1

_UNITS_EN = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_SCALES_EN = ("", "thousand", "million", "billion", "trillion", "quadrillion")


def plural_ru(n: int, one: str, few: str, many: str) -> str:
    """Choose the Russian form for a count: 1 заказ, 2 заказа, 5 заказов, 11 заказов."""
    n = abs(n)
    if n % 10 == 1 and n % 100 != 11:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many


def amount_in_words(amount: Decimal | int, currency: str = "RUB", language: Language = "ru") -> str:
    """Write a sum in words; a negative one begins with «Минус».

    `amount` is in units of `currency` with at most 2 decimals. Raises ValueError for a currency
    outside `CURRENCIES_IN_WORDS`, a sum beyond ±10^15, one with parts of a hundredth and one
    that is not a finite number: a printed sum must never differ from the computed one.
    """
    names = _CURRENCIES.get(currency)
    if names is None:
        raise ValueError(f"no names for currency {currency!r}: {sorted(_CURRENCIES)} are known")
    value = Decimal(amount)
    if not value.is_finite() or value.copy_abs() > LIMIT:
        raise ValueError(f"a sum within 10^15 is needed, not {amount}")
    cents = value.quantize(Decimal("0.01"))
    if cents != value:
        raise ValueError(f"a sum in whole hundredths is needed, not {amount}")
    whole, rest = divmod(int(cents.copy_abs().scaleb(2)), 100)
    if language == "ru":
        sign = "минус " if value < 0 else ""
        words = number_in_words_ru(whole)
        unit = plural_ru(whole, *names.unit)
        subunit = plural_ru(rest, *names.subunit)
    else:
        sign = "minus " if value < 0 else ""
        words = number_in_words_en(whole)
        unit = names.unit_en[whole != 1]
        subunit = names.subunit_en[rest != 1]
    text = f"{sign}{words} {unit} {rest:02d} {subunit}"
    return text[0].upper() + text[1:]


def number_in_words_ru(number: int) -> str:
    """A whole number from 0 to 10^15 in Russian, masculine: «одна тысяча двадцать один»."""
    words: list[str] = []
    for scale, group in _groups(number):
        hundreds, rest = divmod(group, 100)
        tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
        unit = _UNITS[units]
        if scale == _THOUSANDS:
            unit = _FEMININE.get(units, unit)
        words += [_HUNDREDS[hundreds], _TENS[tens], unit, plural_ru(group, *_SCALES[scale])]
    return " ".join(filter(None, words)) or "ноль"


def number_in_words_en(number: int) -> str:
    """A whole number from 0 to 10^15 in English: "one thousand two hundred thirty-four"."""
    words: list[str] = []
    for scale, group in _groups(number):
        hundreds, rest = divmod(group, 100)
        if hundreds:
            words += [_UNITS_EN[hundreds], "hundred"]
        if rest < 20:
            words.append(_UNITS_EN[rest])
        else:
            tens, units = divmod(rest, 10)
            words.append("-".join(filter(None, (_TENS_EN[tens], _UNITS_EN[units]))))
        words.append(_SCALES_EN[scale])
    return " ".join(filter(None, words)) or "zero"


def _groups(number: int) -> list[tuple[int, int]]:
    """Non-zero groups of three digits, the highest first: 1 002 000 → (2, 1), (1, 2)."""
    if not 0 <= number <= LIMIT:
        raise ValueError(f"a number from 0 to 10^15 is needed, not {number}")
    groups: list[tuple[int, int]] = []
    scale = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            groups.insert(0, (scale, group))
        scale += 1
    return groups
