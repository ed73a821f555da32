"""Norms are proved alive by two editions of a regulation; see ``core.testing.norms``.

The first edition sets the one value, the second the other. A proof of the first value lives while
the second edition only waits for its day; a proof of the second lives after that day.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, select
from sqlalchemy.orm import Session

from core.sdk import Base, NormSource, at, norm, recorded
from core.testing.norms import LONG_AGO, OWNER, House
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import KNOWINGLY, discussed
from plugins.training.tests.regulation_world import in_force as put_in_force

CODE = "НП-01"
WRITTEN = LONG_AGO + timedelta(days=1)
SOON, SOME_DAY = LONG_AGO + timedelta(days=30), datetime(2099, 1, 12, 9, tzinfo=UTC)
"""When the second edition comes into force: before all that a proof does, or after it."""
CLAUSE = "1.1"


def text_with(key: str, value: Decimal) -> str:
    """A text that sets the norm in its clause 1.1."""
    return f'## Правило\n\n1. Как решено: {{{{ norm("{key}", {value.normalize():f}) }}}}.\n'


@contextmanager
def in_force(
    house: House, key: str, values: tuple[Decimal, Decimal], chosen: int
) -> Iterator[None]:
    """Two editions for everybody, a value in each; ``values[chosen]`` holds meanwhile.

    At the end every decision that was kept with a reading of the norm must name the edition and
    the clause; so must every reading that was made here.
    """
    first, second = _two_editions(house, key, values, SOME_DAY if chosen == 0 else SOON)
    session = house.session
    with at(WRITTEN):
        assert norm(session, key).source == first, "the first edition does not set the norm"
    with at(SOME_DAY):
        assert norm(session, key).source == second, "the second edition does not set the norm"
    with recorded(session) as readings:
        yield
    named = [first, second][chosen].to_dict()
    session.flush()
    made = [one.to_dict() for one in readings if one.key == key]
    for reading in [*made, *kept_readings(session, key)]:
        if datetime.fromisoformat(reading["at"]) <= SOON:
            continue
        assert reading["regulation"] == named, f"a decision names another rule: {reading}"
        assert reading["value"] == format(values[chosen].normalize(), "f"), reading


def _two_editions(
    house: House, key: str, values: tuple[Decimal, Decimal], day: datetime
) -> tuple[NormSource, NormSource]:
    session, owner = house.session, house.actor(OWNER)
    put_in_force(session, owner, code=CODE, body=text_with(key, values[0]), at=LONG_AGO)
    with at(WRITTEN):
        edition = discussed(session, owner, code=CODE, body=text_with(key, values[1]))
        regulations.approve(session, owner, edition.document_id, day, short_notice=KNOWINGLY)
    if day == SOON:
        with at(SOON):
            regulations.enforce(session)
    sources: list[NormSource] = []
    for number, moment in enumerate((WRITTEN, SOME_DAY), start=1):
        source = regulations.norms_set([key], moment, None, session)[key]
        assert (source.edition, source.clause) == (number, CLAUSE), source
        assert source.value == values[number - 1], source
        sources.append(source)
    return sources[0], sources[1]


def kept_readings(session: Session, key: str) -> Iterator[Mapping[str, Any]]:
    """Readings of a norm that decisions have kept, in whatever table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                for (value,) in session.execute(select(column)):
                    yield from _readings_in(value, key)


def _readings_in(value: object, key: str) -> Iterator[Mapping[str, Any]]:
    """Dictionaries that a reading of the norm makes, at any depth."""
    if isinstance(value, Mapping):
        if value.get("key") == key and "regulation" in value:
            yield value
            return
        for one in value.values():
            yield from _readings_in(one, key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _readings_in(one, key)
