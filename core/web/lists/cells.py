"""One value of a list in the reader's words, and what the sheet of a spreadsheet gets for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import to_user_timezone

from core.kernel.text import N_
from core.web import filters
from core.web.lists.definition import Column, Kind, Row
from core.web.lists.query import CURRENCY, ROUBLE, note_key
from core.web.messages import translate


@dataclass(frozen=True)
class Cell:
    """A cell as it is drawn. ``hint`` is shown on hover, ``raw`` is what the selection sums.

    ``look`` is the badge's kind of a state; ``card`` the cell's place in a card on a phone.
    """

    key: str
    kind: str
    text: str
    numeric: bool
    hint: str = ""
    note: str = ""
    url: str = ""
    look: str = ""
    raw: str = ""
    unit: str = ""
    card: str = ""
    initials: str = ""
    blank: str = ""


def money_unit(row: Row) -> str:
    """The currency of the row's money."""
    return row.values.get(CURRENCY) or ROUBLE


def short_name(full_name: str) -> str:
    """«Смирнова А. П.» of «Смирнова Анна Петровна»."""
    family, *given = full_name.split()
    return " ".join([family, *(f"{name[0]}." for name in given)])


def initials_of(full_name: str) -> str:
    """Two letters: of the given name, then of the family name."""
    return "".join(part[0] for part in reversed(full_name.split()[:2])).upper()


def text_of(column: Column, row: Row) -> str:
    """The value in words and figures; empty for an absent one."""
    value = row[column.key]
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.NUMBER:
            return filters.qty(Decimal(value))
        case Kind.MONEY:
            return filters.money(Decimal(value), money_unit(row))
        case Kind.PERCENT:
            return filters.percent(Decimal(value))
        case Kind.DATE:
            return filters.day(value)
        case Kind.DATETIME:
            return filters.moment(value)
        case Kind.AGO:
            return filters.ago(value)
        case Kind.STATE:
            state = column.state(row)
            return str(value) if state is None else translate(state.title)
        case Kind.PERSON:
            return short_name(str(value)) if str(value).strip() else ""
        case Kind.FLAG:
            return translate(N_("Да")) if value else ""
        case _:
            return str(value)


def cell(column: Column, row: Row, place: str) -> Cell:
    """The cell of a column; ``place`` is where it stands in a card on a phone."""
    value = row[column.key]
    state = column.state(row) if column.kind is Kind.STATE and value is not None else None
    hint = ""
    if column.kind is Kind.AGO:
        hint = filters.moment(value)
    elif column.kind is Kind.PERSON and value:
        hint = str(value)
    note = row.values.get(note_key(column.key))
    return Cell(
        key=column.key,
        kind=column.kind.value,
        text=text_of(column, row),
        numeric=column.kind.is_numeric,
        hint=hint,
        note=str(note) if note not in (None, "") else "",
        url=(column.url(row) or "") if column.url is not None and value is not None else "",
        look=state.kind.value if state is not None else "neutral",
        raw=format(Decimal(value), "f") if column.sum and value is not None else "",
        unit=money_unit(row) if column.kind is Kind.MONEY else "",
        card=place,
        blank=translate(column.blank) if column.blank else "",
        initials=initials_of(str(value)) if column.kind is Kind.PERSON and value else "",
    )


def sheet_value(column: Column, row: Row) -> Any:
    """The value for a spreadsheet: numbers stay numbers, dates dates, states become words."""
    value = row[column.key]
    if value is None or value == "":
        return translate(column.blank) if column.blank else None
    match column.kind:
        case Kind.NUMBER | Kind.MONEY:
            return Decimal(value)
        case Kind.PERCENT:
            return Decimal(value) / 100
        case Kind.DATE:
            return value.date() if isinstance(value, datetime) else value
        case Kind.DATETIME | Kind.AGO:
            return to_user_timezone(value).replace(tzinfo=None)
        case Kind.PERSON:
            return str(value)
        case _:
            return text_of(column, row)


def sums_in_words(column: Column, sums: Mapping[str, Decimal]) -> list[str]:
    """«1 234,56 ₽», one line for each currency."""
    if column.kind is Kind.MONEY:
        return [filters.money(total, unit) for unit, total in sums.items()]
    return [filters.qty(total) for total in sums.values()]
