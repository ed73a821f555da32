"""Chained records: whatever is done to them afterwards shows."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.chain import (
    GENESIS,
    ChainFault,
    FaultKind,
    Record,
    canonical,
    link,
    plain,
    verify,
)


def chain_of(length: int, name: str = "signatures") -> list[Record]:
    """A whole chain."""
    records: list[Record] = []
    previous = GENESIS
    for position in range(1, length + 1):
        payload = {"journal": name, "position": position, "who": f"Анна {position}"}
        made = Record(position, payload, previous, link(previous, payload))
        records.append(made)
        previous = made.hash
    return records


def renumbered(records: list[Record]) -> list[Record]:
    """What a forger does after a deletion: positions without a gap."""
    return [replace(record, position=number) for number, record in enumerate(records, start=1)]


def kinds(faults: list[ChainFault]) -> set[FaultKind]:
    return {fault.kind for fault in faults}


def test_a_whole_chain_has_no_faults() -> None:
    records = chain_of(7)
    assert verify(records) == []
    assert verify([]) == []
    assert verify(records, kept={3: records[2].hash, 7: records[6].hash}) == []


def test_an_edit_shows_where_it_was_made() -> None:
    records = chain_of(5)
    records[2] = replace(records[2], payload={**records[2].payload, "who": "Борис"})
    assert verify(records) == [ChainFault(3, FaultKind.ALTERED)]
    assert str(verify(records)[0].message) == "запись 3: содержание изменено"


def test_an_edit_with_a_new_hash_breaks_the_chain_after_it() -> None:
    records = chain_of(5)
    payload = {**records[2].payload, "who": "Борис"}
    records[2] = replace(records[2], payload=payload, hash=link(records[2].previous, payload))
    assert verify(records) == [ChainFault(4, FaultKind.BROKEN)]


def test_a_chain_rewritten_to_its_end_shows_against_a_kept_head() -> None:
    kept = {5: chain_of(5)[4].hash}
    assert kinds(verify(chain_of(5, name="another"), kept)) == {FaultKind.REPLACED}


def told(faults: list[ChainFault]) -> list[str]:
    return [str(fault.message) for fault in faults]


def resealed(records: list[Record]) -> list[Record]:
    """What a forger does after it with a table whose content repeats the position."""
    return [
        replace(one, position=number, payload={**one.payload, "position": number})
        for number, one in enumerate(records, start=1)
    ]


def test_a_deletion_is_named_once_whatever_stands_after_it() -> None:
    records = chain_of(200)
    kept = {200: records[-1].hash}
    del records[30]
    assert told(verify(records, kept)) == ["записи 31 нет"]
    del records[99:110]
    assert told(verify(records, kept)) == ["записи 31 нет", "записей 101–111 нет"]


@pytest.mark.parametrize("close_up", [renumbered, resealed])
def test_a_deletion_shows_even_when_the_positions_are_closed_up(
    close_up: Callable[[list[Record]], list[Record]],
) -> None:
    records = chain_of(200)
    kept = {200: records[-1].hash}
    del records[30]
    assert told(verify(close_up(records), kept)) == [
        "записи 31 нет",
        "записи 31–199: раньше стояли под номерами 32–200",
    ]


def test_a_chain_without_its_beginning_shows() -> None:
    assert verify(renumbered(chain_of(5)[1:]))[0] == ChainFault(1, FaultKind.MISSING)


def test_a_record_put_in_is_named() -> None:
    records = chain_of(60)
    kept = {60: records[-1].hash}
    payload = {"journal": "signatures", "position": 41, "who": "Егор"}
    made = Record(41, payload, records[39].hash, link(records[39].hash, payload))
    records.insert(40, made)
    assert told(verify(resealed(records), kept)) == [
        "запись 41: вставлена",
        "записи 42–61: раньше стояли под номерами 41–60",
    ]


def test_a_copy_of_a_record_is_told_from_the_record() -> None:
    records = chain_of(20)
    records.append(records[4])
    assert told(verify(resealed(records))) == ["запись 21: вставлена"]


def test_records_that_have_changed_places_are_named_and_nothing_else() -> None:
    records = chain_of(60)
    kept = {60: records[-1].hash}
    records[10], records[50] = records[50], records[10]
    assert told(verify(resealed(records), kept)) == [
        "запись 11: раньше стояла под номером 51",
        "запись 51: раньше стояла под номером 11",
    ]


def test_a_run_of_edits_is_told_as_one() -> None:
    records = chain_of(9)
    for index in range(2, 7):
        payload = {**records[index].payload, "who": "Борис"}
        records[index] = replace(records[index], payload=payload)
    assert told(verify(records)) == ["записи 3–7: содержание изменено"]


def test_a_chain_cut_at_its_end_shows_against_a_kept_head_only() -> None:
    records = chain_of(5)
    kept = {5: records[4].hash}
    assert verify(records[:3]) == []
    assert verify(records[:3], kept) == [ChainFault(4, FaultKind.TRUNCATED, last=5)]
    assert verify(records[:4], kept) == [ChainFault(5, FaultKind.TRUNCATED)]
    assert verify([], kept) == [ChainFault(1, FaultKind.TRUNCATED, last=5)]


@pytest.mark.parametrize("seed", range(200))
def test_any_blow_to_the_middle_shows(seed: int) -> None:
    chance = random.Random(seed)
    records = chain_of(chance.randint(3, 20))
    kept = {len(records): records[-1].hash}
    place = chance.randrange(len(records) - 1)
    blow = chance.choice(("edit", "delete", "insert", "swap", "truncate"))
    if blow == "edit":
        records[place] = replace(records[place], payload={"who": chance.random()})
    elif blow == "delete":
        del records[place]
    elif blow == "insert":
        payload = {"who": "Егор"}
        before = records[place].hash
        records.insert(place + 1, Record(0, payload, before, link(before, payload)))
    elif blow == "swap":
        records[place], records[place + 1] = records[place + 1], records[place]
    else:
        del records[place:]
    assert verify(renumbered(records), kept)


def test_values_hash_the_same_before_writing_and_after_reading() -> None:
    moscow = timezone(timedelta(hours=3))
    written = {
        "at": datetime(2026, 3, 1, 12, tzinfo=moscow),
        "day": date(2026, 3, 1),
        "share": Decimal("5.100"),
        "none": Decimal("-0.00"),
        "who": {"Вера", "Анна"},
        1: ("a", None, True),
    }
    read = {
        "1": ["a", None, True],
        "at": "2026-03-01T09:00:00+00:00",
        "day": "2026-03-01",
        "none": "0",
        "share": "5.1",
        "who": ["Анна", "Вера"],
    }
    assert plain(written) == read
    assert canonical({"x": written}) == canonical({"x": read})
    assert canonical({"б": 1, "а": 2}) == '{"а":2,"б":1}'


def test_a_moment_without_a_zone_and_a_number_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        canonical({"at": datetime(2026, 3, 1, 12)})
    with pytest.raises(ValueError, match="JSON"):
        canonical({"share": float("nan")})


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=5))
def test_the_order_of_keys_does_not_matter(payload: dict[str, object]) -> None:
    backwards = dict(reversed(payload.items()))
    assert link(GENESIS, payload) == link(GENESIS, backwards)
    assert link(GENESIS, payload) != link(link(GENESIS, payload), payload)
    assert plain(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00+00:00"
