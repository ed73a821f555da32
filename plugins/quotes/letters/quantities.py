"""Where in a line a quantity stands, and how surely it is one rather than a size."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.sdk.intake import find_unit
from plugins.quotes.letters.tokens import (
    COUNTED,
    MEASURED,
    Kind,
    Token,
    is_code_name,
    vocabulary,
)

MAX_QUANTITY = Decimal(10) ** 9

_TENS_OF_UNITS = {"797": Decimal(100), "798": Decimal(1000)}  # сто штук, тысяча штук
_PIECE = "796"
_UNIT_WORDS = 3
_NUMBER_WORDS_IN_A_ROW = 6

_NUMBER_WORDS: dict[str, Decimal] = {}
for _value, _forms in {
    "1": "один одна одно одну одного одной",
    "1.5": "полтора полторы",
    "2": "два две двух пару пара",
    "3": "три трех",
    "4": "четыре четырех",
    "5": "пять пяти",
    "6": "шесть шести полдюжины",
    "7": "семь семи",
    "8": "восемь восьми",
    "9": "девять девяти",
    "10": "десять десяти десяток десятка десятков",
    "11": "одиннадцать одиннадцати",
    "12": "двенадцать двенадцати дюжину дюжина",
    "13": "тринадцать тринадцати",
    "14": "четырнадцать четырнадцати",
    "15": "пятнадцать пятнадцати",
    "16": "шестнадцать шестнадцати",
    "17": "семнадцать семнадцати",
    "18": "восемнадцать восемнадцати",
    "19": "девятнадцать девятнадцати",
    "20": "двадцать двадцати",
    "30": "тридцать тридцати",
    "40": "сорок сорока",
    "50": "пятьдесят пятидесяти полсотни",
    "60": "шестьдесят шестидесяти",
    "70": "семьдесят семидесяти",
    "80": "восемьдесят восьмидесяти",
    "90": "девяносто",
    "100": "сто ста сотня сотню сотни сотен",
    "200": "двести двухсот",
    "300": "триста трехсот",
    "400": "четыреста четырехсот",
    "500": "пятьсот пятисот",
    "600": "шестьсот шестисот",
    "700": "семьсот семисот",
    "800": "восемьсот восьмисот",
    "900": "девятьсот девятисот",
}.items():
    _NUMBER_WORDS.update(dict.fromkeys(_forms.split(), Decimal(_value)))
_THOUSANDS = frozenset(["тыс", "тысяча", "тысячу", "тысячи", "тысяч"])
_MULTIPLES = {
    **dict.fromkeys(_THOUSANDS, 1000),
    **dict.fromkeys(["сотни", "сотен"], 100),
    **dict.fromkeys(["дюжины", "дюжин"], 12),
    **dict.fromkeys(["десятка", "десятков"], 10),
}
# «Пара вопросов», «в течение двух дней»: what is counted so is no goods.
_NOT_GOODS = (
    "вопрос", "слов", "дн", "ден", "день", "недел", "месяц", "час", "минут", "раз", "год", "лет",
    "человек", "вариант", "адрес", "сторон", "предложен", "просьб", "момент", "цен", "срок", "из",
)  # fmt: skip
_PLACES = vocabulary("этаж дом корпус строение квартира кабинет подъезд офис комната версия этап")
_GUESSED = 0.65
"""How sure a number is that only its place makes a quantity."""

_QUANTITY_WORDS = frozenset(
    ["количество", "количестве", "кол-во", "кол-ве", "к-во", "кол", "колво"]
)
_UNIT_BEFORE_NUMBER = vocabulary("шт штук уп упак упаковок кг м компл комплектов т л м2 м3 пар рул")
_PACKS = vocabulary("упаковке упаковку уп упак коробке коробку кор бухте бухту пачке ящике")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity that stands in tokens `first`…`last` (both included).

    `rank` 3 is a count («200 шт»), 2 a measure («100 м»), 1 a bare number. `each` is «по 10 уп»;
    `inside` stands in brackets; `sure` is the confidence that it is the quantity at all.
    """

    value: Decimal
    unit: str | None
    first: int
    last: int
    rank: int
    sure: float
    each: bool = False
    inside: bool = False


def find_quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """Every number with a unit in the line, in order, none overlapping another."""
    found: list[Quantity] = []
    depth = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind in (Kind.OPEN, Kind.CLOSE):
            depth = max(depth + (1 if token.kind is Kind.OPEN else -1), 0)
        quantity = _with_unit(tokens, index) or _unit_first(tokens, index)
        if quantity is not None:
            found.append(replace(quantity, inside=depth > 0))
            index = quantity.last
        index += 1
    return found


def bare_quantity(tokens: Sequence[Token], first: int, last: int) -> Quantity | None:
    """A number without a unit in tokens `first`…`last` that is meant as a quantity.

    After a dash or a sign («болт М8х40 - 200», «… х 200»), after «в количестве», at the very end
    of a name that already has its sizes, or at the beginning («5 болтов М8»).
    """
    end = last
    while end > first and tokens[end].kind in (Kind.STOP, Kind.CLOSE, Kind.DASH):
        end -= 1
    if end > first:
        token, before = tokens[end], tokens[end - 1]
        if token.kind in (Kind.NUMBER, Kind.RANGE) and _is_positive(token):
            if before.word in _QUANTITY_WORDS:
                return Quantity(token.number, None, end, end, 1, 0.85)
            sized = end - 2 >= first and tokens[end - 2].kind is Kind.CODE
            if before.kind is Kind.TIMES and sized and _is_name(tokens, first, end - 1):
                # «6х40 x 500»: a third size would have the same look.
                return Quantity(token.number, None, end - 1, end, 1, 0.6)
            if before.kind in (Kind.DASH, Kind.MARK, Kind.TIMES) and _is_name(tokens, first, end):
                return Quantity(token.number, None, end, end, 1, 0.75)
            if before.kind is Kind.MARK or before.kind is Kind.STOP:
                keyword = tokens[end - 2] if end - 2 >= first else None
                if keyword is not None and keyword.word in _QUANTITY_WORDS:
                    return Quantity(token.number, None, end, end, 1, 0.85)
            named = _has_size(tokens, first, end - 1)
            plain = before.kind in (Kind.WORD, Kind.CODE) and not is_code_name(before)
            whole = token.kind is Kind.NUMBER and token.number == token.number.to_integral_value()
            if named and plain and whole and _is_name(tokens, first, end):
                return Quantity(token.number, None, end, end, 1, 0.45)
    return _closing_words(tokens, first, end) or _leading(tokens, first, last)


def next_count(tokens: Sequence[Token], first: int, last: int) -> Quantity | None:
    """«… 5 шт и подрозетник 20»: after a counted thing a word with a number is the next one."""
    while last > first and tokens[last].kind in (Kind.STOP, Kind.CLOSE):
        last -= 1
    token = tokens[last]
    if last == first or token.kind is not Kind.NUMBER or not _is_positive(token):
        return None
    words = tokens[first:last]
    named = any(one.kind is Kind.WORD and len(one.text) > 3 for one in words)
    plain = not any(is_code_name(one) or one.word in _PLACES for one in words)
    whole = token.number == token.number.to_integral_value()
    if not (named and plain and whole):
        return None
    return Quantity(token.number, None, last, last, 1, 0.6)


def _closing_words(tokens: Sequence[Token], first: int, end: int) -> Quantity | None:
    """«лента изоляционная, пару», «перчатки дюжину»: a number in words is never a size."""
    for place in range(max(first, end - _NUMBER_WORDS_IN_A_ROW + 1), end + 1):
        words = _in_words(tokens, place) if tokens[place].kind is Kind.WORD else None
        if words is None:
            continue
        value, last = _multiplied(tokens, *words)
        if last == end and not (place > first and is_code_name(tokens[place - 1])):
            return Quantity(value, None, place, end, 1, _GUESSED)
    return None


def leading_number(tokens: Sequence[Token], first: int) -> tuple[Decimal, int] | None:
    """A number in digits or words at `first`: its value and its last token."""
    token = tokens[first]
    if token.kind is Kind.NUMBER and _is_positive(token):
        return token.number, first
    if token.kind is Kind.WORD:
        return _in_words(tokens, first)
    return None


def _leading(tokens: Sequence[Token], first: int, last: int) -> Quantity | None:
    number = leading_number(tokens, first)
    if number is None or number[1] >= last:
        return None
    value, place = _multiplied(tokens, *number)
    if place >= last:
        return None
    following = place + 1
    if tokens[following].kind is Kind.TIMES and following < last:
        return Quantity(value, None, first, following, 1, 0.7)
    thing = tokens[following]
    named = _has_size(tokens, following, last)
    if named and thing.kind is Kind.WORD and len(thing.text) > 2 and value == int(value):
        return Quantity(value, None, first, place, 1, 0.55)
    in_words = tokens[first].kind is Kind.WORD and value > 1
    if in_words and thing.kind is Kind.WORD and len(thing.text) > 3:
        goods = not thing.word.startswith(_NOT_GOODS)
        return Quantity(value, None, first, place, 1, 0.55) if goods else None
    return None


def _with_unit(tokens: Sequence[Token], index: int) -> Quantity | None:
    """A number at `index` with its unit: «200 шт», «1,5 тыс. шт.», «две упаковки», «100-200 м»."""
    token = tokens[index]
    previous = tokens[index - 1] if index else None
    sure = 1.0
    if token.kind in (Kind.NUMBER, Kind.RANGE):
        if previous is not None and is_code_name(previous):
            return None
        value, place = token.number, index
        if token.kind is Kind.RANGE:
            sure = 0.5
    elif token.kind is Kind.WORD and (words := _in_words(tokens, index)):
        value, place = words
        sure = 0.95
    else:
        return None
    value, place = _multiplied(tokens, value, place)
    unit = _unit_at(tokens, place + 1)
    if unit is None:
        return None
    code, last = unit
    value *= _TENS_OF_UNITS.get(code, Decimal(1))
    code = _PIECE if code in _TENS_OF_UNITS else code
    if not 0 < value <= MAX_QUANTITY or _describes_pack(tokens, last):
        return None
    rank = 3 if code in COUNTED else 2
    each = previous is not None and previous.word == "по"
    return Quantity(value, code, index, last, rank, sure, each)


def _unit_first(tokens: Sequence[Token], index: int) -> Quantity | None:
    """«шт. 200», «кг: 25» at the end of what is named, «штук двадцать» anywhere."""
    token = tokens[index]
    if token.kind is not Kind.WORD or token.word not in _UNIT_BEFORE_NUMBER:
        return None
    place = index + 1
    while place < len(tokens) and tokens[place].kind in (Kind.STOP, Kind.DASH, Kind.MARK):
        place += 1
    if place >= len(tokens):
        return None
    number = leading_number(tokens, place)
    unit = find_unit(token.text)
    if number is None or unit is None:
        return None
    value, last = _multiplied(tokens, *number)
    in_words = tokens[place].kind is Kind.WORD
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    ends = following is None or following.kind in (Kind.SEPARATOR, Kind.STOP, Kind.CLOSE)
    if not (ends and index) and not (in_words and _unit_at(tokens, last + 1) is None):
        return None
    if value > MAX_QUANTITY:
        return None
    rank = 3 if unit.code in COUNTED else 2
    # A word before its number says «about»: «штук двадцать» may be nineteen.
    return Quantity(value, unit.code, index, last, rank, _GUESSED if in_words else 0.85)


def _unit_at(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """The unit that begins at `index`, the longest one: its code and last token."""
    best: tuple[str, int] | None = None
    text, words, place = "", 0, index
    while place < len(tokens) and words < _UNIT_WORDS:
        token = tokens[place]
        if token.kind is Kind.STOP and token.text == "." and words:
            if best is not None and best[1] == place - 1:
                best = (best[0], place)
        elif token.kind in (Kind.WORD, Kind.CODE):
            words += 1
            text = f"{text} {token.text}" if text else token.text
            unit = find_unit(text)
            if unit is not None and unit.code in COUNTED | MEASURED:
                best = (unit.code, place)
        else:
            break
        place += 1
    return best


def _multiplied(tokens: Sequence[Token], value: Decimal, place: int) -> tuple[Decimal, int]:
    """«5 тыс.» is five thousand, «пару десятков» twenty, whatever unit follows."""
    following = place + 1
    times = _MULTIPLES.get(tokens[following].word) if following < len(tokens) else None
    if times is None:
        return value, place
    stop = following + 1
    if tokens[following].word == "тыс" and stop < len(tokens) and tokens[stop].text == ".":
        following = stop
    return value * times, following


def _describes_pack(tokens: Sequence[Token], last: int) -> bool:
    """«200 шт в упаковке» and «200 шт / уп» say how the thing is packed."""
    following = tokens[last + 1 : last + 3]
    return (
        len(following) == 2
        and following[0].word in ("в", "/", "на")
        and following[1].word in _PACKS
    )


def _in_words(tokens: Sequence[Token], index: int) -> tuple[Decimal, int] | None:
    """«двадцать пять», «две тысячи»: the value and the last token."""
    total, place = Decimal(0), index
    while place < len(tokens) and place - index < _NUMBER_WORDS_IN_A_ROW:
        word = tokens[place].word
        if word in _THOUSANDS and word != "тыс":
            total = max(total, Decimal(1)) * 1000
        elif word in _NUMBER_WORDS and not (total and _NUMBER_WORDS[word] >= total):
            total += _NUMBER_WORDS[word]
        else:
            break
        place += 1
    return (total, place - 1) if total else None


def _is_positive(token: Token) -> bool:
    return 0 < token.number <= MAX_QUANTITY


def _has_size(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(token.kind in (Kind.CODE, Kind.RANGE) for token in tokens[first : last + 1])


def _is_name(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Is there something to be counted before the token `end`?"""
    return any(
        token.kind is Kind.CODE or (token.kind is Kind.WORD and len(token.text) > 2)
        for token in tokens[first:end]
    )
