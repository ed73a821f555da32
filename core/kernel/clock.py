"""The one source of the current time, so that a decision can be replayed at its own moment."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = ZoneInfo("Europe/Moscow")

_frozen: ContextVar[datetime | None] = ContextVar("reglament_clock", default=None)


def now() -> datetime:
    """The current moment in UTC, with zone."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: ZoneInfo = DEFAULT_ZONE) -> date:
    """The current business date in the organisation's time zone."""
    return now().astimezone(zone).date()


@contextmanager
def at(moment: datetime) -> Generator[None, None, None]:
    """Run a block as of ``moment`` (aware). Used by replays of history and by tests."""
    if moment.tzinfo is None:
        raise ValueError("moment must be aware")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
