"""Working days of the Russian production calendar."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=16)
def _days_off(year: int) -> frozenset[date]:
    """Public holidays and moved days off of a year (ТК ст. 112), as ``holidays`` knows them."""
    return frozenset(holidays.country_holidays("RU", years=year))


def is_working(day: date) -> bool:
    """Whether it is a working day of the five-day week."""
    return day.weekday() < 5 and day not in _days_off(day.year)


def add_working_days(day: date, count: int) -> date:
    """The working day that comes ``count`` working days after ``day``; ``count`` from 0 up.

    With 0 it is ``day`` itself, or the next working day.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    while not is_working(day):
        day += timedelta(days=1)
    for _step in range(count):
        day += timedelta(days=1)
        while not is_working(day):
            day += timedelta(days=1)
    return day
