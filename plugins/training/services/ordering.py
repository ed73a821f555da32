"""Rows in an order that their author changes: positions count from 1 without gaps."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Mapped


class Placed(Protocol):
    """A row with a place among its like."""

    position: Mapped[int]


def number(rows: Sequence[Placed]) -> None:
    """Give the rows their places as they stand."""
    for position, row in enumerate(rows, start=1):
        row.position = position


def move(rows: Sequence[Placed], row: Placed, to: int) -> None:
    """Put one of the rows at a place, counted from 1; beyond the ends is the end."""
    order = [one for one in rows if one is not row]
    order.insert(max(0, min(to, len(rows)) - 1), row)
    number(order)
