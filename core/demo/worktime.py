"""Working days and hours of the demo company: when anything of its history may happen."""

from datetime import UTC, date, datetime, time, timedelta

import holidays

from core.kernel.clock import DEFAULT_ZONE

DAY_STARTS = time(9, 0)
DAY_ENDS = time(18, 0)
DAY_MINUTES = 9 * 60


class WorkCalendar:
    """Days off of Russia with their moves, from PyPI `holidays`. Local moments are naive
    Europe/Moscow; `utc` turns them into what the world's records carry."""

    def __init__(self, first: date, last: date) -> None:
        self._days_off = holidays.country_holidays("RU", years=range(first.year, last.year + 1))

    def is_working(self, day: date) -> bool:
        """Whether people work on the day: moved days of the official calendar included."""
        return self._days_off.is_working_day(day)

    def days(self, first: date, before: date) -> list[date]:
        """Working days from `first` up to, and not including, `before`."""
        span = (before - first).days
        return [day for n in range(span) if self.is_working(day := first + timedelta(days=n))]

    def last_days(self, before: date, count: int) -> list[date]:
        """The last `count` working days before this one."""
        # No run of days off in Russia is longer than two weeks.
        return self.days(before - timedelta(days=14 + 2 * count), before)[-count:]

    def next_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add_days(self, day: date, count: int) -> date:
        """The working day that comes `count` working days after `day`."""
        for _ in range(count):
            day = self.next_day(day)
        return day

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        """`moment` plus so many minutes of work: evenings and days off do not count."""
        day, at = moment.date(), moment.hour * 60 + moment.minute - DAY_STARTS.hour * 60
        at += minutes
        while at >= DAY_MINUTES:
            at -= DAY_MINUTES
            day = self.next_day(day)
        return self.at_minute(day, at)

    @staticmethod
    def at_minute(day: date, minute: int) -> datetime:
        """Local moment so many minutes after the start of the working day."""
        return datetime.combine(day, DAY_STARTS) + timedelta(minutes=minute)


def utc(moment: datetime) -> datetime:
    """A naive Moscow moment as aware UTC."""
    return moment.replace(tzinfo=DEFAULT_ZONE).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """An aware moment as naive Moscow time."""
    return moment.astimezone(DEFAULT_ZONE).replace(tzinfo=None)
