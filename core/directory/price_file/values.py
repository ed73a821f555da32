"""Single cells of a price list read into values; what cannot be read says why.

Every reader raises DomainError with a reason for the person who sent the file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from core.directory.okei import OkeiUnit, find_unit
from core.directory.tables import CellValue, cell_text
from core.kernel.errors import DomainError
from core.kernel.money import (
    MAX_FACTOR,
    NO_VAT,
    PRICE_PLACES,
    QUANTITY_PLACES,
    InvalidAmount,
    VatRate,
)
from core.kernel.parsing import ANY_MARK, parse_decimal
from core.kernel.text import N_, Message

SKU_LENGTH = 60
NAME_LENGTH = 300
GROUP_LENGTH = 200
DESCRIPTION_LENGTH = 2_000

_CURRENCIES = {
    "RUB": "руб|рубль|рубля|рублей|рубли|рублях|р|rub|rur|₽|643",
    "USD": "долл|доллар|доллара|долларов|доллары|долларах|usd|$|840",
    "EUR": "евро|eur|euro|€|978",
    "CNY": "юань|юаня|юаней|юани|юанях|cny|rmb|¥|156",
    "BYN": "byn|933",
    "KZT": "тенге|тг|kzt|₸|398",
}
_CURRENCY_CODES = {word: code for code, words in _CURRENCIES.items() for word in words.split("|")}
_CURRENCY_WORD = re.compile(r"[^\W\d_]+|[₽$€¥₸]")
_ON_REQUEST = re.compile(
    r"договор|запрос|уточн|звон|индивидуальн|согласован|по\s+факту|\bcall\b|\brequest\b",
    re.IGNORECASE,
)
_PER_UNIT = re.compile(r"\s*(?:/|\bза\s+)\s*(?:1\s*)?([^\W\d_][^/\d]{0,12})$")
_ABSENT = frozenset({"-", "–", "—", "нет", "н/д", "n/a", "x", "х"})
_CUT_CODE = re.compile(r"\d[.,]\d+e\+\d+", re.IGNORECASE)
_VAT_WORDS = re.compile(r"^(?:в\s*т\.?\s*ч\.?\s*|включая\s+|ставка\s+)", re.IGNORECASE)
_NO_VAT_WORDS = frozenset({"без ндс", "не облагается", "ндс не облагается", "без налога (ндс)"})
_WEIGHT = re.compile(r"([\d\s.,\u00a0]+?)\s*(кг|г|гр|т|kg|g)\.?", re.IGNORECASE)
_KILOGRAMS = {"кг": 1, "kg": 1, "г": 1000, "гр": 1000, "g": 1000}
_TAIL = re.compile(r"\d([.,])(\d+)\D*$")
_QUANTITY_WORDS = re.compile(r"^(?:от|с|мин\.?|>=|≥)\s*", re.IGNORECASE)

# Wide enough for any price times any divisor; the default 28 digits could round twice.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Price:
    """A price as one cell gives it; `currency` None when the cell names none."""

    amount: Decimal
    currency: str | None


def currency_code(text: str) -> str | None:
    """ISO 4217 code by a name of a currency as people write it («руб.», «$»), None if unknown."""
    return _CURRENCY_CODES.get(text.strip().casefold().rstrip("."))


def is_price(text: str) -> bool:
    """Does the text read as one price? An ambiguous «1,234» does."""
    try:
        read_price(text, ANY_MARK, Decimal(1))
    except DomainError:
        return False
    return True


def is_on_request(text: str) -> bool:
    """Is it «договорная», «по запросу» or the like?"""
    return bool(_ON_REQUEST.search(text))


def is_vat_rate(text: str) -> bool:
    """Does the text read as a rate of VAT that goods may have?"""
    try:
        return read_vat(text) is not None
    except DomainError:
        return False


def decimal_marks(values: Iterable[CellValue]) -> str:
    """The marks that are decimal in a column, known from cells such as «12,50».

    One such cell decides how «1,234» elsewhere in the column is read; without any it stays
    ambiguous, and `parse_decimal` refuses it.
    """
    found: set[str] = set()
    for value in values:
        if isinstance(value, str) and (match := _TAIL.search(value)) and len(match[2]) != 3:
            found.add(match[1])
    return found.pop() if len(found) == 1 else ""


def is_absent(value: CellValue) -> bool:
    """An empty cell, or a dash put in place of a value."""
    return value is None or (isinstance(value, str) and value.casefold() in _ABSENT)


def refuse_formula(value: CellValue) -> None:
    """Raise when the cell holds a formula without a result, or the error of one."""
    if not isinstance(value, str):
        return
    if value.startswith("="):
        raise DomainError(
            Message(
                N_(
                    "В ячейке формула, а её результат в файле не сохранён. Откройте файл "
                    "в Excel, сохраните и загрузите снова."
                )
            )
        )
    if value.startswith("#") and value.endswith(("!", "?", "/A", "/Д")):
        raise DomainError(Message(N_("В ячейке ошибка формулы «%(error)s»."), error=value))


def read_price(value: CellValue, marks: str, divisor: Decimal) -> Price:
    """The price of one unit, rounded to 6 decimals, greater than zero."""
    refuse_formula(value)
    if isinstance(value, Decimal):
        amount, currency = value, None
    elif isinstance(value, str):
        if is_on_request(value):
            raise DomainError(
                Message(
                    N_("Вместо цены указано «%(text)s». Без числа позиция не загружается."),
                    text=value,
                )
            )
        bare = _PER_UNIT.sub(_known_unit_removed, value.rstrip(" *"))
        currency = _currency_inside(bare)
        amount = parse_decimal(_without_foreign_words(bare), decimal_marks=marks)
    else:
        raise DomainError(Message(N_("Вместо цены стоит дата «%(text)s»."), text=cell_text(value)))
    price = _rounded(_EXACT.divide(amount, divisor), PRICE_PLACES)
    if amount < 0:
        raise DomainError(Message(N_("Цена отрицательная.")))
    if price == 0:
        raise DomainError(Message(N_("Цена равна нулю.")))
    if price > MAX_FACTOR:
        raise DomainError(Message(N_("Цена слишком велика.")))
    return Price(price, currency)


def read_currency(value: CellValue) -> str:
    """The ISO code of a currency that the program knows by the word in the cell."""
    text = cell_text(value)
    code = currency_code(text)
    if code is None:
        raise DomainError(
            Message(N_("Валюта «%(text)s» не распознана. Примеры: руб., USD, EUR."), text=text)
        )
    return code


def read_unit(value: CellValue) -> OkeiUnit:
    """The unit of measure by its code, short name or a usual spelling."""
    text = cell_text(value)
    unit = find_unit(text)
    if unit is None:
        raise DomainError(
            Message(
                N_("Единица измерения «%(text)s» не распознана. Примеры: шт, упак, кг, м, компл."),
                text=text,
            )
        )
    return unit


def read_vat(value: CellValue) -> VatRate | None:
    """The rate of VAT; None for a dash, which says nothing. 0.2 is what Excel keeps for 20 %."""
    refuse_formula(value)
    if is_absent(value):
        return None
    if isinstance(value, Decimal):
        percent = value * 100 if 0 < value < 1 else value
        text = format(percent.normalize(), "f")
    else:
        text = _VAT_WORDS.sub("", cell_text(value)).strip().rstrip(".")
        if text.casefold() in _NO_VAT_WORDS:
            return NO_VAT
    rate = VatRate.parse(text)
    if rate.calculated:
        raise InvalidAmount(
            Message(N_("Расчётная ставка НДС «%(text)s» бывает только у авансов."), text=text),
            "vat_rate",
        )
    return rate


def read_quantity(value: CellValue, marks: str) -> Decimal:
    """The quantity from which a price applies: 100, «от 100 шт»; nothing or a dash is zero."""
    refuse_formula(value)
    if is_absent(value):
        return Decimal(0)
    if isinstance(value, Decimal):
        quantity = value
    else:
        text = _QUANTITY_WORDS.sub("", cell_text(value)).strip()
        digits = text.rstrip(" .").rstrip("абвгдежзийклмнопрстуфхцчшщъыьэюяё. ")
        words = text[len(digits) :].strip()
        if words and find_unit(words) is None:
            digits = text
        quantity = parse_decimal(digits, decimal_marks=marks or ANY_MARK)
    if not 0 <= quantity <= MAX_FACTOR:
        raise DomainError(Message(N_("Недопустимое количество.")))
    return _rounded(quantity, QUANTITY_PLACES)


def read_weight(value: CellValue, divisor: Decimal) -> Decimal | None:
    """Kilograms of one unit with 6 decimals; None where no weight is given."""
    refuse_formula(value)
    if is_absent(value):
        return None
    if isinstance(value, Decimal):
        weight = value
    else:
        text = cell_text(value)
        match = _WEIGHT.fullmatch(text)
        if match is None:
            weight = parse_decimal(text, decimal_marks=ANY_MARK)
        else:
            weight = parse_decimal(match[1], decimal_marks=ANY_MARK)
            # The cell names its own unit, so the unit in the title of the column is not asked.
            name = match[2].casefold()
            divisor = Decimal(_KILOGRAMS[name]) if name in _KILOGRAMS else Decimal("0.001")
    weight = _EXACT.divide(weight, divisor)
    if not 0 <= weight <= MAX_FACTOR:
        raise DomainError(Message(N_("Недопустимый вес.")))
    return _rounded(weight, QUANTITY_PLACES) or None


def read_sku(value: CellValue) -> str:
    """The article number as text; "" for an empty cell or a dash."""
    refuse_formula(value)
    if isinstance(value, date):
        raise DomainError(
            Message(
                N_(
                    "Excel превратил артикул в дату «%(text)s». Задайте столбцу формат "
                    "«Текстовый» и впишите артикул заново."
                ),
                text=cell_text(value),
            )
        )
    if is_absent(value):
        return ""
    text = cell_text(value).lstrip("'")
    if _CUT_CODE.fullmatch(text):
        raise DomainError(
            Message(
                N_(
                    "Excel сократил длинный код до «%(text)s». Задайте столбцу формат "
                    "«Текстовый» и впишите код заново."
                ),
                text=text,
            )
        )
    return _short_enough(text, SKU_LENGTH)


def read_text(value: CellValue, length: int) -> str:
    """Plain text no longer than `length`; "" for an empty cell."""
    refuse_formula(value)
    return _short_enough(cell_text(value), length)


def too_long(length: int) -> Message:
    """The reason against a text of more than `length` characters."""
    return Message(N_("Текст длиннее %(limit)s знаков. Сократите его."), limit=length)


def _short_enough(text: str, length: int) -> str:
    if len(text) > length:
        raise DomainError(too_long(length))
    return text


def _rounded(value: Decimal, places: int) -> Decimal:
    """`value` to at most `places` decimals, without zeros at the end."""
    if value.adjusted() > 30:
        return value
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize(_EXACT)


def _currency_inside(text: str) -> str | None:
    codes = {
        code for word in _CURRENCY_WORD.findall(text) if (code := currency_code(word)) is not None
    }
    if len(codes) > 1:
        raise DomainError(Message(N_("В ячейке цены названы две валюты: «%(text)s»."), text=text))
    return codes.pop() if codes else None


def _without_foreign_words(text: str) -> str:
    """The price without the names of currencies that `parse_decimal` does not know."""
    return re.sub(r"\s*(?:долл(?:ар\w*)?|евро|юан\w*|rmb)\b\.?", "", text, flags=re.IGNORECASE)


def _known_unit_removed(match: re.Match[str]) -> str:
    return "" if find_unit(match[1]) is not None else match[0]
