"""Text → search tokens, the same for what is indexed and for what is asked.

Names of goods mix words, sizes, standards and article codes: «Болт М8х40 оцинк. ГОСТ 7798-70».
People type them with Latin letters for Cyrillic ones, commas for dots, any sign for «by», any
case and number. `tokens` brings all that to one form; word endings go by the Snowball stemmer.

A token is made of lower-case letters and digits, with «.» and «/» only between digits
(«2.5», «1/2»): a full-text index must be told to keep these two inside a word.

`stem` is for running text, of which none of that is true: one word without its ending.
"""

import re
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import Protocol, cast

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]


class _Stemmer(Protocol):
    """The part of snowballstemmer used here; the library itself is not typed."""

    def stemWord(self, word: str) -> str:  # noqa: N802
        """Give the stem of a lower-case word."""
        ...


# Latin letters that look like Cyrillic ones when both are capital: ABCEHKMOPTXY.
_FOLD = str.maketrans("abcehkmoptxy", "авсенкмортху")
_LOOK_ALIKES = frozenset("abcehkmoptxy")

_STOP_WORDS = frozenset(
    "а х в во для до за и из или к на о об от по под при с со "
    "шт штука штуки штук уп упак упаковка компл комплект ед "
    "the a an of for and with pcs v "
    # «кл. пр. 8.8»: the class itself is a number that stands beside.
    "кл класс пр прочн прочности".split()
)

# Spellings of units, folded; the units that fold into themselves need no line here.
_UNIT_SPELLINGS = {
    "kg": "кг", "кg": "кг", "g": "г", "l": "л", "w": "вт", "kw": "квт", "кw": "квт",
    "kv": "кв", "кv": "кв", "hz": "гц", "нz": "гц",
    "v": "в", "кa": "ка", "mа": "ма",
}  # fmt: skip
_UNITS = frozenset(
    "мкм мм см дм м км мм2 см2 м2 м3 г кг т л мл гц ом бар атм мпа шт уп упак компл".split()
) | set(_UNIT_SPELLINGS)
# Of electricity: 16 А, 16 кА and 16 В are different things, so the unit stays with its number.
_ELECTRIC = frozenset("в кв а ма ка вт квт".split())

# What may be said with another letter of the same sound: «3П», «3 полюса», «трёхполюсный» is 3P.
_POLES = re.compile(r"(?<![\w.,/])([1-4])(?:[пpр](?![\w.])|(?:-?х)?[ -]?пол(?:юс\w*)?\b\.?)")
_POLES_IN_WORDS = re.compile(r"\b(одно|двух|трех|четырех)полюсн\w*")
_COUNTED = {"одно": "1р", "двух": "2р", "трех": "3р", "четырех": "4р"}

# «16А С», «16 А хар. С», «С 16А» is C16: the curve of a breaker before its rating.
_CURVE_AFTER = re.compile(
    r"(?<![\w.,])(\d{1,3})\s?[aа]\s*,?\s*((?:[\d.]+\s?[kк][aа]\s*,?\s*)?)"
    r"(?:(?:хар\w*|тип|кривая)\.?\s*)?[(\"«]?"
    # A Cyrillic «с» or «в» may be a preposition: then a word follows.
    r"([bcd](?![\w.])|[вс](?=[)\"»]?\s*(?:[,.;:/\d]|$)))[)\"»]?"
)
_CURVE_BEFORE = re.compile(r"(?<!\w)([bcdвс])\s?(\d{1,3})\s?[aа](?!\w)")

# Names of one coating: «цинк», «оц.», «оцинк.» and «оцинкованный» are the same to a buyer.
_COATED = re.compile(r"\b(?:оц|оцинк\w*|цинк\w*|гальван\w*)\b")
_STAINLESS = re.compile(r"\b(?:нерж|нержав\w*)\b")
_NON_BURNING = re.compile(r"(?<=[а-яa-z])[\s-]+(?=нг(?!\w))")

# Marks written both together with their number and apart from it: folded → as a word by itself.
_MARKS = {
    mark.translate(_FOLD): mark
    for mark in ("din", "iso", "en", "гост", "ост", "ту", "ip", "dn", "pn", "ду", "ру", "ral", "pg")
}

# A unit apart from its number. A lone letter may as well be «а» or «в» of the sentence: it must
# end something.
_APART = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s+((?:[кk][аa]|[мm][аa]|(?:[кk])?[вv][тt]|(?:k)?w|кв)(?!\w|\.?\s?м)"
    r"|[aавv](?=\s*(?:[,.;:)/]|$)))"
)

_SILENT_SIGNS = str.maketrans("№ØøΦ⌀∅", " " * 6)
_BEFORE_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_BY = re.compile(r"(?<=\d)\s*[xх×*]\s*(?=\d)")
_THREAD = re.compile(r"(?<!\w)(?<!\d\s)[mм]\s+(?=\d)")
_DIAMETER = re.compile(r"(?<!\w)ф\s?(?=\d)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_SQUARE = re.compile(r"\bкв\.?\s*([смк]?м)\b|\b([смк]?м)\.?\s*кв\b\.?")
_CUBIC = re.compile(r"\bкуб\.?\s*м\b|\bм\.?\s*куб\b\.?")
_TOKEN = re.compile(r"[^\W_]+(?:(?<=\d)[./](?=\d)[^\W_]+)*")
_NUMBER_AND_UNIT = re.compile(r"(.*\d)([^\W\d_]+[23]?)")
_MARK_AND_NUMBER = re.compile(rf"({'|'.join(_MARKS)})(\d.*)")
_LONE_DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_RUSSIAN_WORD = re.compile(r"[а-я]{4,}")
_FLEETING_VOWEL = re.compile(r"(.*[аеиоуыэюя].*)([ое])к")
_VOWELS = "аеиоуыэюя"
_FLEETING_END = re.compile(rf"(.*[{_VOWELS}].*)ец")

_CURVE = re.compile(r"[вс](\d{1,3})")
_MEASURED = re.compile(r"([мd]?)(\d[\d.х/]*)((?:в|кв|а|ма|ка|вт|квт|р)?)")

_HYPHEN = re.compile("[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}]")

_SKU_GAP = re.compile(r"(\d?)[\s_‐‑‒–—−-]+(?=(\d?))")

_stemmer = cast(_Stemmer, snowballstemmer.stemmer("russian"))  # pyright: ignore[reportUnknownMemberType]
_stemmer_lock = Lock()


def tokens(text: str) -> list[str]:
    """The tokens of a text in its order, repetitions kept, stop-words left out.

    «Кабель ВВГнг(А)-LS 3×2,50 кв.мм» → кабел, ввгнг, ls, 3х2.5, мм2.
    """
    plain = _BEFORE_FRACTION.sub(" ", text.translate(_SILENT_SIGNS))
    plain = unicodedata.normalize("NFKC", plain).casefold()
    plain = plain.replace("ё", "е").replace("\N{FRACTION SLASH}", "/")
    plain = _DECIMAL_COMMA.sub(".", plain)
    plain = _DIAMETER.sub("d", plain)
    plain = _BY.sub("х", _THREAD.sub("м", plain))
    plain = _CUBIC.sub("м3", _SQUARE.sub(_squared, plain))
    plain = _in_one_manner(plain)
    found: list[str] = []
    for word in _TOKEN.findall(plain):
        for part in _split(word):
            token = _canonical(part)
            if token not in _STOP_WORDS:
                found.append(token)
    return found


def readings(token: str) -> list[str]:
    """What else a token may be asked by, the number in it above all.

    «М8х40» by 8х40, «16А» by 16, «C16» and «D16» by 16А and by 16, «1х6» of a wire by 6.
    """
    number, unit = measure(token)
    found = [number]
    if unit in ("а", "d"):
        # The curve D of a breaker looks like a diameter.
        found.append(f"{number}а")
    if token.startswith("1х"):
        found.append(token[2:])
    return [one for one in found if one != token]


@lru_cache(maxsize=50_000)
def measure(token: str) -> tuple[str, str]:
    """The number of a size and what it measures: «м8х40» → (8х40, м), «с16» → (16, а),
    «4.5ка» → (4.5, ка), «d20» → (20, d). (token, "") where nothing is said but the number."""
    if match := _CURVE.fullmatch(token):
        return match[1], "а"
    if match := _MEASURED.fullmatch(token):
        return match[2], match[1] or match[3] or ""
    return token, ""


def stem(word: str) -> str:
    """One word of running text without its ending, in lower case, ё as е; the parts of a compound
    each by itself: «Прайс-листами» → «прайс-лист». What is no Russian word stays as it is."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е")
    return "-".join(_part_stem(part) for part in _HYPHEN.split(plain))


def _part_stem(word: str) -> str:
    if not _RUSSIAN_WORD.fullmatch(word):
        return word
    # The stemmer takes the end of «подпись» for that of a verb, and a verb for a form of a noun:
    # «договорились» is not «договор».
    if word.endswith("пись"):
        return word[:-1]
    if word.endswith(("ся", "сь")):
        return word
    found = _stem(word)
    # «владелец» and «владельца», «продавец» and «продавца», «боец» and «бойца».
    if match := _FLEETING_END.fullmatch(found):
        head = match[1]
        return head + ("йц" if head[-1] in _VOWELS else "ьц" if head[-1] == "л" else "ц")
    return found


def trigrams(token: str) -> set[str]:
    """Groups of three characters, with two spaces before and one after, as pg_trgm has them."""
    padded = f"  {token} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def normalise_sku(text: str) -> str:
    """The form in which article codes are compared: capital, Cyrillic for look-alikes.

    Spaces and dashes mean nothing («BLT-8», «blt 8», «BLT8»), except between two digits, where
    any of them is one dash: A1-15 and A11-5 are different goods.
    """
    code = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").strip()
    code = _BY.sub("х", _DECIMAL_COMMA.sub(".", code)).translate(_FOLD)
    return _SKU_GAP.sub(_sku_gap, code).upper()


def _sku_gap(match: re.Match[str]) -> str:
    return f"{match[1]}-" if match[1] and match[2] else match[1]


def _squared(match: re.Match[str]) -> str:
    return f"{match[1] or match[2]}2"


def _in_one_manner(plain: str) -> str:
    """What the trade writes in several manners, in one of them."""
    plain = _POLES.sub(r"\1р ", plain)
    plain = _POLES_IN_WORDS.sub(lambda match: _COUNTED[match[1]], plain)
    plain = _CURVE_BEFORE.sub(r"\1\2", _CURVE_AFTER.sub(r"\3\1 \2", plain))
    plain = _APART.sub(r"\1\2", plain)
    plain = _NON_BURNING.sub("", plain)
    return _STAINLESS.sub("нерж", _COATED.sub("оцинк", plain))


def _split(word: str) -> list[str]:
    """Divide what is written together as often as apart: «DIN933», «16А», «10мм»."""
    if match := _MARK_AND_NUMBER.fullmatch(word.translate(_FOLD)):
        return [_MARKS[match[1]], match[2]]
    match = _NUMBER_AND_UNIT.fullmatch(word)
    if match is None:
        return [word]
    unit = match[2].translate(_FOLD)
    unit = _UNIT_SPELLINGS.get(unit, unit)
    if unit in _ELECTRIC:
        return [_LONE_DECIMAL.sub(_without_zeros, match[1]) + unit]
    return [match[1], match[2]] if unit in _UNITS else [word]


def _canonical(word: str) -> str:
    if word in _STOP_WORDS:
        return word
    if _is_code(word):
        word = word.translate(_FOLD)
    word = _UNIT_SPELLINGS.get(word, word)
    word = _LONE_DECIMAL.sub(_without_zeros, word)
    return _stem(word) if _RUSSIAN_WORD.fullmatch(word) else word


def _is_code(word: str) -> bool:
    """Whether look-alikes are to be folded: with digits, of two alphabets, or nothing but them.

    A plain English word stays what it is.
    """
    if any(character.isdigit() for character in word):
        return True
    if _LOOK_ALIKES.issuperset(word):
        return True
    return any("a" <= character <= "z" for character in word) and not word.isascii()


def _without_zeros(match: re.Match[str]) -> str:
    return match[0].rstrip("0").rstrip(".")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # The stemmer keeps the word inside itself, so two threads would spoil each other's.
    with _stemmer_lock:
        stem = _stemmer.stemWord(word)
    # «розеток» and «розетки», «гаек» and «гайки» have one stem only without the fleeting vowel.
    if match := _FLEETING_VOWEL.fullmatch(stem):
        head, vowel = match[1], match[2]
        return head + ("йк" if vowel == "е" and head[-1] in "аоуе" else "к")
    return stem
