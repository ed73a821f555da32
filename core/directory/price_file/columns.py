"""What the columns of a price list mean: fields, the mapping that a person confirms, its check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypedDict

from core.directory.tables import Sheet
from core.kernel.errors import ValidationFailed
from core.kernel.money import MAX_FACTOR
from core.kernel.text import N_, Message


class PriceField(StrEnum):
    """What a column of a price list may hold."""

    SKU = "sku"
    NAME = "name"
    GROUP = "group"
    UNIT = "unit"
    PRICE = "price"
    CURRENCY = "currency"
    VAT = "vat"
    MIN_QUANTITY = "min_quantity"
    WEIGHT = "weight"
    DESCRIPTION = "description"

    @property
    def label(self) -> Message:
        """The name of the field on screens."""
        return _LABELS[self]

    @property
    def repeatable(self) -> bool:
        """May several columns hold it? Names, groups and descriptions are then joined."""
        return self in _REPEATABLE

    @property
    def divisible(self) -> bool:
        """May its values be given for many units («за 1000 шт») or in smaller ones (grams)?"""
        return self in (PriceField.PRICE, PriceField.WEIGHT)


_LABELS = {
    PriceField.SKU: Message(N_("Артикул")),
    PriceField.NAME: Message(N_("Наименование")),
    PriceField.GROUP: Message(N_("Группа")),
    PriceField.UNIT: Message(N_("Единица измерения")),
    PriceField.PRICE: Message(N_("Цена")),
    PriceField.CURRENCY: Message(N_("Валюта")),
    PriceField.VAT: Message(N_("Ставка НДС")),
    PriceField.MIN_QUANTITY: Message(N_("Минимальное количество")),
    PriceField.WEIGHT: Message(N_("Вес, кг")),
    PriceField.DESCRIPTION: Message(N_("Описание")),
}
_REPEATABLE = frozenset(
    {PriceField.NAME, PriceField.GROUP, PriceField.PRICE, PriceField.DESCRIPTION}
)
ONE = Decimal(1)
ZERO = Decimal(0)


class ColumnData(TypedDict):
    """`MappedColumn` as JSON: numbers are strings, so that nothing is rounded on the way."""

    letter: str
    field: str
    min_quantity: str
    divisor: str


class MappingData(TypedDict):
    """`PriceMapping` as JSON."""

    currency: str
    columns: list[ColumnData]


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column, by its letter in Excel, and what it holds.

    `min_quantity` matters for prices: from how many units the price of this column applies.
    `divisor` turns what the column holds into the price of one unit or into kilograms: 1000 for
    «цена за 1000 шт» and for a weight in grams.
    """

    letter: str
    field: PriceField
    min_quantity: Decimal = ZERO
    divisor: Decimal = ONE


@dataclass(frozen=True, slots=True)
class PriceMapping:
    """The meaning of the columns of one sheet; `currency` of prices that do not name their own."""

    columns: tuple[MappedColumn, ...]
    currency: str = "RUB"

    def of(self, field: PriceField) -> tuple[MappedColumn, ...]:
        """The columns that hold `field`, in the order of the sheet."""
        return tuple(column for column in self.columns if column.field is field)

    def to_json(self) -> MappingData:
        """The mapping for a JSON column."""
        return MappingData(
            currency=self.currency,
            columns=[
                ColumnData(
                    letter=column.letter,
                    field=column.field.value,
                    min_quantity=str(column.min_quantity),
                    divisor=str(column.divisor),
                )
                for column in self.columns
            ],
        )

    @classmethod
    def from_json(cls, currency: str, columns: Iterable[ColumnData]) -> Self:
        """The mapping out of the two members that `to_json` wrote.

        KeyError or ValueError for anything else.
        """
        return cls(
            tuple(
                MappedColumn(
                    item["letter"],
                    PriceField(item["field"]),
                    Decimal(item["min_quantity"]),
                    Decimal(item["divisor"]),
                )
                for item in columns
            ),
            currency,
        )

    def check(self, sheet: Sheet) -> None:
        """Raise ValidationFailed, its fields being column letters, when rows cannot be read so."""
        errors: dict[str, list[Message]] = {}
        letters = {column.letter for column in sheet.header}
        seen: set[tuple[PriceField, Decimal]] = set()
        for column in self.columns:
            found = _column_errors(column, letters)
            threshold = column.min_quantity if column.field is PriceField.PRICE else ZERO
            key = (column.field, threshold)
            if key in seen and column.field is PriceField.PRICE:
                found.append(
                    Message(
                        N_("Уже есть цена от количества %(quantity)s. Укажите другое количество."),
                        quantity=threshold,
                    )
                )
            elif key in seen and not column.field.repeatable:
                found.append(
                    Message(
                        N_("Поле «%(field)s» уже выбрано у другого столбца."),
                        field=column.field.label,
                    )
                )
            seen.add(key)
            if found:
                errors[column.letter] = found
        if not self.of(PriceField.NAME) and not self.of(PriceField.SKU):
            errors[""] = [Message(N_("Укажите, в каком столбце наименование или артикул."))]
        if len(self.of(PriceField.PRICE)) > 1 and self.of(PriceField.MIN_QUANTITY):
            errors.setdefault("", []).append(
                Message(
                    N_(
                        "Количество задано и в отдельном столбце, и в нескольких столбцах цен. "
                        "Оставьте что-то одно."
                    )
                )
            )
        if errors:
            raise ValidationFailed(errors)


def _column_errors(column: MappedColumn, letters: set[str]) -> list[Message]:
    found: list[Message] = []
    if column.letter not in letters:
        found.append(
            Message(N_("На листе нет столбца %(letter)s с данными."), letter=column.letter)
        )
    if not (column.min_quantity.is_finite() and 0 <= column.min_quantity <= MAX_FACTOR):
        found.append(Message(N_("Недопустимое количество, с которого действует цена.")))
    if not (column.divisor.is_finite() and 0 < column.divisor <= MAX_FACTOR):
        found.append(Message(N_("Делитель должен быть больше нуля.")))
    elif column.divisor != 1 and not column.field.divisible:
        found.append(Message(N_("Делитель бывает только у цены и веса.")))
    return found


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column seems to be; `field` None is «не загружать». `confidence` is from 0 to 1."""

    letter: str
    title: str
    samples: tuple[str, ...]
    field: PriceField | None
    confidence: float
    min_quantity: Decimal = ZERO
    divisor: Decimal = ONE

    @property
    def mapped(self) -> MappedColumn | None:
        """The column of a mapping, None when it is not to be loaded."""
        if self.field is None:
            return None
        return MappedColumn(self.letter, self.field, self.min_quantity, self.divisor)


def letters_of(sheet: Sheet) -> Mapping[str, int]:
    """Where among the cells of a row the column of a letter stands."""
    return {column.letter: index for index, column in enumerate(sheet.header)}
