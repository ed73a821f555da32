"""A first guess of what the columns of a price list mean, by their titles and contents.

The person sees it as a filled form and corrects it; the guess only has to be right often enough
and to say how sure it is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from core.directory.okei import find_unit
from core.directory.price_file.columns import (
    ONE,
    ZERO,
    ColumnGuess,
    PriceField,
    PriceMapping,
)
from core.directory.price_file.values import (
    SKU_LENGTH,
    currency_code,
    is_on_request,
    is_price,
    is_vat_rate,
)
from core.directory.tables import Sheet, cell_text
from core.kernel.money import VatMode

_SAMPLE_ROWS = 200
_SHOWN_SAMPLES = 3
_ACCEPTED = 0.35
_REPETITIVE = 0.6

_F = PriceField


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_QUANTITY_FROM = _words(
    r"мин(?:\.|имальн\w*|им\.)?\s*(?:партия|заказ|кол|отгруз|объ[её]м)"
    r"|(?:кол-?во|кол\.?|количество|партия)\s*,?\s*от\b|^от,?\s*(?:шт|ед|уп)"
)
# The first pattern that is found in the title decides; None is a column that is not loaded.
_TITLES: tuple[tuple[re.Pattern[str], PriceField | None, float], ...] = (
    (_words(r"^(?:№|n|no\.?)\s*(?:п\.?\s*/?\s*п\.?)?$|п/п"), None, 1.0),
    (_words(r"штрих|\bean\b|\bgtin\b|тн\s?вэд|окпд|сумма|итого|\bзаказ\b"), None, 1.0),
    (_words(r"остат|налич|склад|фото|картин|ссылк|гарант|срок|бренд|производ|страна"), None, 1.0),
    (_QUANTITY_FROM, _F.MIN_QUANTITY, 0.9),
    (_words(r"цен[аы]|\bprice|\bррц\b|\bмрц\b|прайс"), _F.PRICE, 0.9),
    (_words(r"стоимость"), _F.PRICE, 0.7),
    (_words(r"валют|currency"), _F.CURRENCY, 0.95),
    (_words(r"\bндс\b|\bvat\b"), _F.VAT, 0.9),
    (_words(r"артикул|\bарт\b|\bsku\b|part\s?n"), _F.SKU, 0.95),
    (_words(r"(?:номенклатурный|каталожный)\s*(?:номер|№|код)"), _F.SKU, 0.85),
    (_words(r"^код\b|\bкод(?:\s+товара|\s+позиции|\s+номенклатуры)?$"), _F.SKU, 0.75),
    (_words(r"групп|категор|раздел|вид\s+(?:товара|продукции)"), _F.GROUP, 0.85),
    (_words(r"наимен|номенклатур|назван|\bname\b"), _F.NAME, 0.95),
    (_words(r"\bед\b\.?|единиц|изм\b\.?|\bunit\b"), _F.UNIT, 0.9),
    (_words(r"\bвес\b|масса|weight"), _F.WEIGHT, 0.9),
    (_words(r"описан|характерист|примеч|коммент|descr"), _F.DESCRIPTION, 0.85),
    (_words(r"товар|продукц|издели|материал|позици|\bitem\b"), _F.NAME, 0.7),
)
_NAME_PART = _words(r"размер|исполнен|диаметр|длина|сечен|марка")
_POOR_PRICE = _words(r"стар|закуп|себест|вход|за\s+упак|скидк|акци")
_GOOD_PRICE = _words(r"базов|розн|прайс|основн")
_MONEY = r"\s*(?:тыс\.?\s*)?(?:руб|р\.|₽|\$|€|usd|eur)"
_FROM = _words(rf"(?:от|начиная\s+с|≥|>=)\s*(\d[\d ]{{0,9}}+)(?!{_MONEY})")
_ABOVE = _words(rf"(?:свыше|более|больше|>)\s*(\d[\d ]{{0,9}}+)(?!{_MONEY})")
_BELOW = _words(rf"^(?:цена\s*)?(?:до|менее|<)\s*\d[\d ]{{0,9}}+(?!{_MONEY})")
_RANGE = _words(r"^(?:цена\s*)?(\d{1,9})\s*(?:-|–|—|\.{2,3}|…)\s*\d{1,9}\s*(?:шт|уп|ед|м|кг)?\.?$")
_PLUS = _words(r"^(?:цена\s*)?(\d{1,9})\s*\+\s*(?:шт|уп|ед|м|кг)?\.?$")
_BARE = _words(r"^(\d{1,9})\s*(?:шт|уп|ед|м|кг)?\.?$")
_ABOUT_QUANTITY = _words(r"кол-?во|количеств|заказ|парти|шт|объ[её]м")
_PER_MANY = _words(r"\b(?:за\s*)?(100|1\s?000|тыс(?:\.|яч\w*)?)\s*(?:шт|м\b|ед)")
_GRAMS = _words(r"[,(]\s*г(?:р|рамм)?\.?\s*\)?\s*(?:$|/)")
_VAT_INCLUDED = _words(
    r"\bс\s+(?:уч[её]том\s+)?ндс|включая\s+ндс|в\s*т\.?\s*ч\.?\s*ндс|ндс\s+включ"
)
_VAT_EXCLUDED = _words(r"\bбез\s+(?:уч[её]та\s+)?ндс|не\s+включая\s+ндс|ндс\s+сверху")
_BANNER_CURRENCY = _words(
    r"цен[аы][^.;]{0,40}?\b(?:в|за)?\s*"
    r"(доллар\w*|usd|\$|евро|eur|€|юан\w*|cny|руб\w*|rub)"
)


@dataclass(frozen=True, slots=True)
class PriceGuess:
    """The guess for a whole sheet.

    `vat_mode` is what the titles or the banner say of the tax in prices, None if nothing: the
    price list into which the rows go has its own mode, and a difference is worth a question.
    `other_prices` are titles of columns that look like the price as much as the one taken.
    """

    columns: tuple[ColumnGuess, ...]
    currency: str
    vat_mode: VatMode | None
    other_prices: tuple[str, ...] = ()

    def mapping(self) -> PriceMapping:
        """The guess as a mapping, to be read by or shown to the person."""
        mapped = (column.mapped for column in self.columns)
        return PriceMapping(tuple(column for column in mapped if column), self.currency)


@dataclass(frozen=True, slots=True)
class _Contents:
    """Shares of the filled cells of a column that look like this or that, from 0 to 1."""

    filled: int
    numbers: float
    digits: float
    units: float
    vat: float
    currencies: float
    words: float
    codes: float
    distinct: float


def guess_columns(sheet: Sheet) -> PriceGuess:
    """Guess what each column of `sheet` means. Never raises: an unknown column stays unmapped."""
    texts = [
        [text for row in sheet.rows[:_SAMPLE_ROWS] if (text := cell_text(row.cells[index]))]
        for index in range(len(sheet.header))
    ]
    contents = [_contents(column) for column in texts]
    guesses = [
        replace(
            _by_title(column.title, found),
            letter=column.letter,
            title=column.title,
            samples=tuple(dict.fromkeys(samples))[:_SHOWN_SAMPLES],
        )
        for column, found, samples in zip(sheet.header, contents, texts, strict=True)
    ]
    _fill_by_contents(guesses, contents)
    before = list(guesses)
    _settle(guesses)
    _add_name_parts(guesses, contents)
    price_titles = [guess.title for guess in guesses if guess.field is _F.PRICE]
    return PriceGuess(
        columns=tuple(guesses),
        currency=_currency(price_titles, sheet.banner),
        vat_mode=_vat_mode(price_titles) or _vat_mode(sheet.banner),
        other_prices=_passed_over(before, guesses),
    )


def break_quantity(title: str) -> Decimal | None:
    """From how many units a price column applies: «от 100 шт» 100, «до 10 шт» 0, «Цена» None.

    «Свыше 100» begins with 101, «от 1 шт» with nothing: it is the base price.
    Thresholds in money («от 50 000 руб.») are no quantities.
    """
    last = title.rpartition(" / ")[2].strip()
    if match := _FROM.search(last):
        return _base_or(_number(match[1]))
    if match := _ABOVE.search(last):
        return _number(match[1]) + 1
    if _BELOW.search(last):
        return ZERO
    if match := _RANGE.search(last) or _PLUS.search(last):
        return _base_or(_number(match[1]))
    if last != title and _ABOUT_QUANTITY.search(title) and (match := _BARE.search(last)):
        return _base_or(_number(match[1]))
    return None


def _base_or(quantity: Decimal) -> Decimal:
    """A scale that begins with one unit has no lower step for half a metre."""
    return ZERO if quantity <= 1 else quantity


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(" ", ""))


def _contents(texts: list[str]) -> _Contents:
    def share(test: Callable[[str], bool]) -> float:
        return sum(map(test, texts)) / len(texts) if texts else 0.0

    return _Contents(
        filled=len(texts),
        numbers=share(lambda text: is_price(text) or is_on_request(text)),
        digits=share(lambda text: any(map(str.isdigit, text)) or is_on_request(text)),
        units=share(lambda text: not text.isdigit() and find_unit(text) is not None),
        vat=share(is_vat_rate),
        currencies=share(lambda text: not is_price(text) and currency_code(text) is not None),
        words=share(lambda text: sum(map(str.isalpha, text)) >= 3),
        codes=share(_is_code),
        distinct=len(set(texts)) / len(texts) if texts else 0.0,
    )


def _is_code(text: str) -> bool:
    return len(text) <= SKU_LENGTH and " " not in text and any(map(str.isdigit, text))


def _fit(field: PriceField, found: _Contents) -> float:
    """How well the contents of a column suit the field, from 0 to 1."""
    match field:
        case _F.PRICE | _F.WEIGHT:
            return found.numbers
        case _F.MIN_QUANTITY:
            return max(found.numbers, 0.5 if found.words else 0.0)
        case _F.UNIT:
            return found.units
        case _F.CURRENCY:
            return found.currencies
        case _F.VAT:
            return found.vat
        case _F.SKU:
            return found.codes * found.distinct
        case _F.NAME:
            return found.words
        case _F.GROUP | _F.DESCRIPTION:
            return 0.5 + found.words / 2


def _by_title(title: str, found: _Contents) -> ColumnGuess:
    nothing = ColumnGuess("", "", (), None, 0.0)
    if not found.filled:
        return nothing
    quantity = break_quantity(title)
    if quantity is not None and found.numbers > 0.5 and not _QUANTITY_FROM.search(title):
        return replace(
            nothing,
            field=_F.PRICE,
            confidence=round(0.55 + 0.4 * found.numbers, 2),
            min_quantity=quantity,
            divisor=_divisor(title.partition(" / ")[0], _F.PRICE) if " / " in title else ONE,
        )
    for pattern, field, weight in _TITLES:
        if not pattern.search(title):
            continue
        if field is None:
            return replace(nothing, confidence=weight)
        score = weight * (0.6 + 0.4 * _fit(field, found))
        if field is _F.PRICE:
            score += 0.05 * bool(_GOOD_PRICE.search(title)) - 0.4 * bool(_POOR_PRICE.search(title))
            score -= 0.02 * bool(_VAT_EXCLUDED.search(title))
        if field in (_F.PRICE, _F.WEIGHT, _F.MIN_QUANTITY) and found.digits < 0.3:
            return nothing
        return replace(
            nothing,
            field=field,
            confidence=round(min(score, 1.0), 2),
            divisor=_divisor(title, field),
        )
    return nothing


def _divisor(title: str, field: PriceField) -> Decimal:
    """By what to divide: «за 1000 шт» and «вес, г» give 1000, «вес 1000 шт, г» a million."""
    if not field.divisible:
        return ONE
    divisor = ONE
    if match := _PER_MANY.search(title):
        divisor = _number(match[1]) if match[1][0].isdigit() else Decimal(1000)
    if field is _F.WEIGHT and _GRAMS.search(title):
        divisor *= 1000
    return divisor


def _fill_by_contents(guesses: list[ColumnGuess], contents: list[_Contents]) -> None:
    """Guess columns without a title: the best one for each field that no title has claimed."""
    for field, least in ((_F.UNIT, 0.7), (_F.NAME, 0.7), (_F.PRICE, 0.7), (_F.SKU, 0.8)):
        if any(guess.field is field for guess in guesses):
            continue
        best, best_fit = None, least
        for index, (guess, found) in enumerate(zip(guesses, contents, strict=True)):
            if guess.title or guess.field is not None or not found.filled:
                continue
            fit = _fit(field, found)
            if field is _F.NAME:
                fit -= found.codes / 2
            # Of several columns of numbers the price stands last, the code first.
            if fit > best_fit or (fit == best_fit and field is _F.PRICE):
                best, best_fit = index, fit
        if best is not None:
            guesses[best] = replace(guesses[best], field=field, confidence=round(best_fit / 2, 2))


def _settle(guesses: list[ColumnGuess]) -> None:
    """Leave one column for each field, prices one for each quantity: the surest, the leftmost."""
    claims: dict[tuple[PriceField, Decimal], list[int]] = {}
    for index, guess in enumerate(guesses):
        if guess.field is None:
            continue
        if guess.confidence < _ACCEPTED:
            guesses[index] = _dropped(guess)
        elif guess.field not in (_F.GROUP, _F.DESCRIPTION):
            claims.setdefault((guess.field, guess.min_quantity), []).append(index)
    for rivals in claims.values():
        surest = max(rivals, key=lambda index: guesses[index].confidence)
        for index in rivals:
            if index != surest:
                guesses[index] = _dropped(guesses[index])
    if sum(guess.field is _F.PRICE for guess in guesses) > 1:
        # Quantities stand in the titles of the prices, so a column of them means something else.
        for index, guess in enumerate(guesses):
            if guess.field is _F.MIN_QUANTITY:
                guesses[index] = _dropped(guess)


def _passed_over(claimed: list[ColumnGuess], settled: list[ColumnGuess]) -> tuple[str, ...]:
    """Titles of prices that gave way to another one; old, bought and the like never claimed."""
    return tuple(
        one.title
        for one, left in zip(claimed, settled, strict=True)
        if one.field is _F.PRICE and one.confidence >= _ACCEPTED and left.field is None
        if not _POOR_PRICE.search(one.title)
    )


def _add_name_parts(guesses: list[ColumnGuess], contents: list[_Contents]) -> None:
    """«Болт DIN 933» in twenty rows and the sizes beside it are one name in two columns."""
    names = [index for index, guess in enumerate(guesses) if guess.field is _F.NAME]
    if not names or contents[names[0]].distinct > _REPETITIVE:
        return
    for index, guess in enumerate(guesses):
        if guess.field is None and contents[index].filled and _NAME_PART.search(guess.title):
            guesses[index] = replace(guess, field=_F.NAME, confidence=0.5)


def _dropped(guess: ColumnGuess) -> ColumnGuess:
    return replace(guess, field=None, confidence=0.3, min_quantity=ZERO, divisor=ONE)


def _currency(price_titles: Iterable[str], banner: Iterable[str]) -> str:
    for title in price_titles:
        for word in re.split(r"[\s,./()]+", title):
            if word and (code := currency_code(word)):
                return code
    for line in banner:
        if (match := _BANNER_CURRENCY.search(line)) and (code := currency_code(match[1])):
            return code
    return "RUB"


def _vat_mode(lines: Iterable[str]) -> VatMode | None:
    for line in lines:
        if _VAT_EXCLUDED.search(line):
            return VatMode.EXCLUDED
        if _VAT_INCLUDED.search(line):
            return VatMode.INCLUDED
    return None
