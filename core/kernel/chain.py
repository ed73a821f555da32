"""Chains of records that are only ever added: each record carries the hash of the one before.

The hash of a record covers its content and the hash of the record before it, so an edit, a
deletion inside, an insertion or a reordering breaks the chain for good. A chain that is cut at
its end stays whole in itself: that shows only against a head that was kept elsewhere (``kept``
of ``verify``), which is what the daily seal is for.

A table of such records has, per chain, a position from 1 without gaps, the previous hash and the
hash. The content should name its chain (the document, the journal): otherwise two whole chains
could change places unseen.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, cast

from core.kernel.text import N_, Message

GENESIS = "0" * 64
"""What the first record of a chain names as the hash before it."""


def plain(value: Any) -> Any:
    """A value as JSON keeps it, the same before writing and after reading.

    Decimals lose trailing zeros and become text; moments become ISO 8601 in UTC; sets are sorted.
    Raises ValueError for a moment without a zone.
    """
    if isinstance(value, Decimal):
        # Without this a zero that came of a subtraction would be written «-0».
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be chained")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = cast(Mapping[Any, Any], value).items()
        return {str(key): plain(item) for key, item in pairs}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in cast(Iterable[Any], value))
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast(Iterable[Any], value)]
    return value


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which ``content`` is written for hashing: JSON of ``plain`` values with
    sorted keys, without spaces, letters as they are. Raises TypeError or ValueError for what
    JSON cannot hold (NaN too)."""
    return json.dumps(
        plain(content),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON in UTF-8."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def link(previous: str, payload: Mapping[str, Any]) -> str:
    """The hash of a record with this content that stands after the hash ``previous``."""
    return digest({"previous": previous, "payload": payload})


@dataclass(frozen=True)
class Record:
    """One record of a chain as its table keeps it. ``payload`` is all that the hash covers."""

    position: int
    payload: Mapping[str, Any]
    previous: str
    hash: str


class Head(NamedTuple):
    """How far a chain has come: its last hash and its length.

    ``journal`` names the table («training.signatures»), beginning with its plugin; ``chain`` tells
    its chains apart, 0 where it is one.
    """

    journal: str
    hash: str
    length: int
    chain: int = 0


class FaultKind(StrEnum):
    """What can be wrong with a chain."""

    MISSING = "missing"
    MOVED = "moved"
    INSERTED = "inserted"
    MISPLACED = "misplaced"
    BROKEN = "broken"
    ALTERED = "altered"
    TRUNCATED = "truncated"
    REPLACED = "replaced"


_TOLD: Mapping[FaultKind, str] = {
    FaultKind.MISSING: N_("записи %(position)s нет"),
    FaultKind.MOVED: N_("запись %(position)s: раньше стояла под номером %(origin)s"),
    FaultKind.INSERTED: N_("запись %(position)s: вставлена"),
    FaultKind.MISPLACED: N_("запись %(position)s: стоит не на своём месте"),
    FaultKind.BROKEN: N_("запись %(position)s: разрыв цепочки"),
    FaultKind.ALTERED: N_("запись %(position)s: содержание изменено"),
    FaultKind.TRUNCATED: N_("записи %(position)s больше нет: цепочка короче, чем при заверении"),
    FaultKind.REPLACED: N_("запись %(position)s: не та, что была при заверении"),
}
_TOLD_OF_MANY: Mapping[FaultKind, str] = {
    FaultKind.MISSING: N_("записей %(position)s–%(last)s нет"),
    FaultKind.MOVED: N_(
        "записи %(position)s–%(last)s: раньше стояли под номерами %(origin)s–%(origin_last)s"
    ),
    FaultKind.INSERTED: N_("записи %(position)s–%(last)s: вставлены"),
    FaultKind.MISPLACED: N_("записи %(position)s–%(last)s: стоят не на своём месте"),
    FaultKind.BROKEN: N_("записи %(position)s–%(last)s: разрыв цепочки на каждой"),
    FaultKind.ALTERED: N_("записи %(position)s–%(last)s: содержание изменено"),
    FaultKind.TRUNCATED: N_(
        "записей %(position)s–%(last)s больше нет: цепочка короче, чем при заверении"
    ),
    FaultKind.REPLACED: N_("записи %(position)s–%(last)s: не те, что были при заверении"),
}


@dataclass(frozen=True)
class ChainFault:
    """One thing that is wrong, at the position where it shows, or from there through ``last``.

    ``shift`` is how far the records stand from where they stood when they were written.
    """

    position: int
    kind: FaultKind
    last: int | None = None
    shift: int = 0

    @property
    def message(self) -> Message:
        """The fault in words, without the name of the chain."""
        origin = self.position - self.shift
        if self.last is None:
            return Message(_TOLD[self.kind], position=self.position, origin=origin)
        return Message(
            _TOLD_OF_MANY[self.kind],
            position=self.position,
            last=self.last,
            origin=origin,
            origin_last=self.last - self.shift,
        )


@dataclass
class _Line:
    """What is kept of a record while its chain is verified. ``origin`` is the number under which it
    was written, ``sound`` says that its hash is right under that number, ``unsound`` holds the
    record until that is known."""

    position: int
    previous: str
    hash: str
    origin: int
    sound: bool
    unsound: Record | None = None
    inserted: bool = False

    @property
    def shift(self) -> int:
        return self.position - self.origin


_NUMBERS = ("position", "number")
"""Names under which the content of a record repeats its position."""
_NEAR = 8
"""How far away a record is sought that has moved and whose neighbour is gone."""


def verify(records: Iterable[Record], kept: Mapping[int, str] | None = None) -> list[ChainFault]:
    """What is wrong with one chain, given in the order of positions; empty where it is whole.

    ``kept``: hashes that are known from elsewhere (a seal, a letter) by the length that the chain
    had then. Reads the records once and keeps their hashes only. What happened is told once: a
    record that is gone, was put in or has moved is named, not all that stand after it.
    """
    lines = [_line(record) for record in records]
    _find_origins(lines)
    _find_inserted(lines)
    faults = [*_missing(lines), *_sealed_faults(lines, kept or {})]
    before: _Line | None = None
    highest = 0
    for line in lines:
        if line.inserted:
            faults.append(ChainFault(line.position, FaultKind.INSERTED))
        elif line.shift:
            faults.append(ChainFault(line.position, FaultKind.MOVED, shift=line.shift))
        if line.position <= highest:
            faults.append(ChainFault(line.position, FaultKind.MISPLACED))
        if not line.sound:
            faults.append(ChainFault(line.position, FaultKind.ALTERED))
        if _is_broken(before, line):
            faults.append(ChainFault(line.position, FaultKind.BROKEN))
        highest = max(highest, line.position)
        before = line
    return _in_runs(faults)


def _line(record: Record) -> _Line:
    sound = link(record.previous, record.payload) == record.hash
    name = _number(record.payload)
    written = record.payload[name] if sound and name else record.position
    return _Line(
        position=record.position,
        previous=record.previous,
        hash=record.hash,
        origin=written if isinstance(written, int) else record.position,
        sound=sound,
        unsound=None if sound else record,
    )


def _number(payload: Mapping[str, Any]) -> str | None:
    return next((name for name in _NUMBERS if name in payload), None)


def _find_origins(lines: list[_Line]) -> None:
    """Where records have got another number, and nothing else, find the one they had."""
    known = {line.hash: line for line in lines}
    last = 0
    for line in lines:
        record = line.unsound
        if record is not None:
            name = _number(record.payload)
            neighbour = known.get(line.previous)
            nearby = range(max(line.position - _NEAR, 1), line.position + _NEAR + 1)
            for origin in (neighbour.origin + 1 if neighbour else 1, last + 1, *nearby):
                payload = {**record.payload, name: origin} if name else record.payload
                if origin not in (0, line.position) and link(line.previous, payload) == line.hash:
                    line.origin, line.sound = origin, True
                    break
            line.unsound = None
        last = line.origin


def _find_inserted(lines: list[_Line]) -> None:
    """Of two records with one number the one on which the next record does not rest was put in."""
    follows = {line.previous for line in lines}
    standing = {line.position: line for line in lines if not line.shift}
    for line in lines:
        other = standing.get(line.origin)
        if line.shift and other is not None:
            (line if other.hash in follows else other).inserted = True


def _missing(lines: list[_Line]) -> list[ChainFault]:
    """Numbers that no record has, up to the highest that one has."""
    found: list[ChainFault] = []
    reached = 0
    for origin in sorted({line.origin for line in lines}):
        if origin > reached + 1:
            found.append(_run(FaultKind.MISSING, reached + 1, origin - 1))
        reached = origin
    return found


def _sealed_faults(lines: list[_Line], kept: Mapping[int, str]) -> list[ChainFault]:
    """Records that are not those that were known elsewhere, or that no longer stand at the end."""
    present = {line.origin: line for line in lines if not line.inserted}
    highest = max(present, default=0)
    found = [
        ChainFault(present[length].position, FaultKind.REPLACED)
        for length, value in sorted(kept.items())
        if length in present and present[length].hash != value
    ]
    # A chain of no records has no hash to compare with.
    longest = max(kept, default=0)
    if longest > highest:
        found.append(_run(FaultKind.TRUNCATED, highest + 1, longest))
    return found


def _is_broken(before: _Line | None, line: _Line) -> bool:
    """Whether a record does not rest on the one before it, though their numbers follow each other;
    where they do not, something is missing, was put in or has moved, and that is told."""
    if line.inserted or (before is not None and before.inserted):
        return False
    previous, number = (before.hash, before.origin) if before else (GENESIS, 0)
    return line.previous != previous and line.origin == number + 1


def _run(kind: FaultKind, first: int, last: int, shift: int = 0) -> ChainFault:
    return ChainFault(first, kind, last if last > first else None, shift)


def _in_runs(faults: Iterable[ChainFault]) -> list[ChainFault]:
    """Faults of one kind on records that follow each other as one; by position."""
    found: list[ChainFault] = []
    for fault in sorted(faults, key=lambda one: (one.kind, one.position)):
        before = found[-1] if found else None
        last = fault.last or fault.position
        if (
            before is not None
            and (before.kind, before.shift) == (fault.kind, fault.shift)
            and fault.position == (before.last or before.position) + 1
        ):
            found[-1] = _run(fault.kind, before.position, last, fault.shift)
        else:
            found.append(fault)
    return sorted(found, key=lambda one: (one.position, one.kind))
