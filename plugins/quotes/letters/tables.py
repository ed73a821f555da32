"""Rows pasted from Excel or typed in columns: which column holds what."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from core.sdk import DomainError, parse_quantity
from core.sdk.intake import find_unit
from plugins.quotes.letters.quantities import MAX_QUANTITY, find_quantities
from plugins.quotes.letters.tokens import tokenize

_REMARKS = re.compile(r"примеч|коммент", re.IGNORECASE)
_GAP = re.compile(r"\t+[ \t]*| {2,}\t*|\s*\|\s*")
_BARS = re.compile(r"[|\s+:=-]+")
_MAX_COLUMNS = 40


class Role(Enum):
    """What a column of the pasted table holds."""

    INDEX = auto()
    SKU = auto()
    NAME = auto()
    QUANTITY = auto()
    UNIT = auto()
    NOTE = auto()


_TITLES = (
    (Role.INDEX, re.compile(r"№|#|п/п|no\.?$", re.IGNORECASE)),
    (Role.QUANTITY, re.compile(r"кол|к-во|потребн|qty|quantity|нужно|заказ", re.IGNORECASE)),
    (Role.UNIT, re.compile(r"ед\b|ед\.|единиц|изм|unit", re.IGNORECASE)),
    (Role.SKU, re.compile(r"артикул|арт\b|код\b|sku", re.IGNORECASE)),
    (Role.NAME, re.compile(r"наимен|номенкл|товар|позиц|издел|продук|материал|назван|name|описан",
                           re.IGNORECASE)),
    (Role.NOTE, re.compile(r"примеч|коммент|цена|сумма|срок|дата|гост|марка|размер|характ",
                           re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cells:
    """A line cut into cells; blank ones are kept, so that columns stand under each other."""

    start: int
    end: int
    texts: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(map(bool, self.texts))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table read under the roles of its columns; `name` "" when it holds no thing."""

    name: str
    quantity: Decimal | None
    unit: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Roles of the columns, their titles, and whether the titles came from the letter itself."""

    roles: tuple[Role, ...]
    titles: tuple[str, ...]

    @property
    def titled(self) -> bool:
        """Did the letter name its columns?"""
        return any(self.titles)


def cut(folded: str, start: int, end: int) -> Cells | None:
    """The cells of a line, None when it is not a row of anything."""
    text = folded[start:end]
    if "\t" in text:
        parts = [part.strip() for part in text.split("\t")]
    elif text.count("|") > 1:
        parts = [part.strip() for part in text.strip("| ").split("|")]
    else:
        parts = _GAP.split(text)
    cells = Cells(start, end, tuple(parts[:_MAX_COLUMNS]))
    return cells if cells.filled > 1 and len(parts) <= _MAX_COLUMNS else None


def is_rule(text: str) -> bool:
    """Is it a line drawn between the rows («---+---»)?"""
    return len(text) > 2 and _BARS.fullmatch(text) is not None


def title_roles(row: Cells) -> Layout | None:
    """The layout that the row gives if it is the row of titles, else None."""
    roles: list[Role] = []
    hits = 0
    for text in row.texts:
        found = next((role for role, pattern in _TITLES if text and pattern.search(text)), None)
        if found is not None and len(text) <= 40 and not text.isdigit():
            hits += 1
        if found in (Role.NAME, Role.QUANTITY, Role.UNIT) and found in roles:
            found = Role.NOTE
        roles.append(found or Role.NOTE)
    if hits < 2 or hits < row.filled - 1 or Role.QUANTITY not in roles:
        return None
    if any(_number(text) is not None for text in row.texts):
        return None
    if Role.NAME not in roles and Role.SKU not in roles:
        return None
    return Layout(tuple(roles), row.texts)


def guess_layout(rows: Sequence[Cells]) -> Layout | None:
    """The layout by what the columns hold; None where there is no column of quantities."""
    width = max(len(row.texts) for row in rows)
    columns = [
        [row.texts[index] if index < len(row.texts) else "" for row in rows]
        for index in range(width)
    ]
    roles = [Role.NOTE] * width
    units = [index for index in range(width) if _share(columns[index], _is_unit) > 0.6]
    if units:
        roles[units[0]] = Role.UNIT
    quantity = _quantity_column(columns, roles)
    if quantity is None:
        return None
    roles[quantity] = Role.QUANTITY
    for index in range(quantity):
        if roles[index] is Role.NOTE and _is_index(columns[index]):
            roles[index] = Role.INDEX
            break
    names = [index for index in range(width) if roles[index] is Role.NOTE]
    if not names:
        return None
    name = max(names, key=lambda index: sum(sum(map(str.isalpha, text)) for text in columns[index]))
    if not any(any(map(str.isalnum, text)) for text in columns[name]):
        return None
    roles[name] = Role.NAME
    if name and roles[name - 1] is Role.NOTE and _share(columns[name - 1], _is_code) > 0.7:
        roles[name - 1] = Role.SKU
    return Layout(tuple(roles), ())


def read_row(row: Cells, layout: Layout) -> TableRow:
    """The thing that the row names; its other cells become notes."""
    by_role: dict[Role, str] = {}
    notes: list[str] = []
    for index, text in enumerate(row.texts):
        role = layout.roles[index] if index < len(layout.roles) else Role.NOTE
        if not text:
            continue
        if role is Role.NOTE or (role in by_role and role is not Role.INDEX):
            title = layout.titles[index] if index < len(layout.titles) else ""
            plain = not title or _REMARKS.match(title)
            notes.append(text if plain else f"{title}: {text}")
        else:
            by_role[role] = text
    quantity, unit = _amount(by_role.get(Role.QUANTITY, ""))
    named = find_unit(by_role.get(Role.UNIT, "")) if Role.UNIT in by_role else None
    if named is not None:
        unit = named.code
    elif Role.UNIT in by_role:
        notes.append(by_role[Role.UNIT])
    if quantity is None and Role.QUANTITY in by_role:
        notes.append(by_role[Role.QUANTITY])
    name = " ".join(by_role[role] for role in (Role.SKU, Role.NAME) if role in by_role)
    return TableRow(name, quantity, unit, tuple(notes))


def _amount(text: str) -> tuple[Decimal | None, str | None]:
    """«200», «1 200,5», «200 шт»: the quantity and the unit, if the cell names one."""
    value = _number(text)
    if value is not None:
        return value, None
    tokens = tokenize(text, 0, len(text))
    found = find_quantities(tokens)
    if len(found) == 1 and found[0].first == 0 and found[0].last == len(tokens) - 1:
        return found[0].value, found[0].unit
    return None, None


def _quantity_column(columns: Sequence[Sequence[str]], roles: Sequence[Role]) -> int | None:
    """The column of numbers beside the units; without units the first one that is no numbering."""
    numbers = [
        index
        for index, column in enumerate(columns)
        if roles[index] is Role.NOTE and _share(column, _is_amount) > 0.6
    ]
    unit = next((index for index, role in enumerate(roles) if role is Role.UNIT), None)
    counted = [index for index in numbers if index or not _is_index(columns[index])]
    if unit is not None:
        beside = [index for index in (unit - 1, unit + 1) if index in counted]
        if len(beside) == 2 and _share(columns[unit - 1], _is_price) > _share(
            columns[unit + 1], _is_price
        ):
            beside.reverse()
        if beside:
            return beside[0]
    if counted:
        return counted[0]
    # A single row «5 | Болт М8х40» has nothing but its quantity first.
    return numbers[0] if numbers and len(columns) == 2 and len(columns[0]) == 1 else None


def _share(column: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [text for text in column if text]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _is_unit(text: str) -> bool:
    return not text.isdigit() and find_unit(text) is not None


def _is_code(text: str) -> bool:
    return " " not in text and any(map(str.isdigit, text)) and len(text) <= 40


def _is_amount(text: str) -> bool:
    return _amount(text)[0] is not None


def _is_price(text: str) -> bool:
    return re.fullmatch(r"[\d ]+[.,]\d\d", text) is not None


def _is_index(column: Sequence[str]) -> bool:
    """«1, 2, 3…» in order, with or without points."""
    numbers = [text.rstrip(".)") for text in column if text]
    if not numbers or not all(text.isdecimal() and len(text) < 5 for text in numbers):
        return False
    values = [int(text) for text in numbers]
    return values == list(range(values[0], values[0] + len(values))) and values[0] in (0, 1)


def _number(text: str) -> Decimal | None:
    try:
        value = parse_quantity(text)
    except DomainError:
        return None
    return value if 0 < value <= MAX_QUANTITY else None
