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

    MISPLACED = "misplaced"
    BROKEN = "broken"
    ALTERED = "altered"
    TRUNCATED = "truncated"
    REPLACED = "replaced"


_TOLD: Mapping[FaultKind, str] = {
    FaultKind.MISPLACED: N_("запись %(position)s: стоит не на своём месте"),
    FaultKind.BROKEN: N_("запись %(position)s: разрыв цепочки"),
    FaultKind.ALTERED: N_("запись %(position)s: содержание изменено"),
    FaultKind.TRUNCATED: N_("записи %(position)s больше нет: цепочка короче, чем при заверении"),
    FaultKind.REPLACED: N_("запись %(position)s: не та, что была при заверении"),
}


@dataclass(frozen=True)
class ChainFault:
    """One thing that is wrong, at the position where it shows."""

    position: int
    kind: FaultKind

    @property
    def message(self) -> Message:
        """The fault in words, without the name of the chain."""
        return Message(_TOLD[self.kind], position=self.position)


def verify(records: Iterable[Record], kept: Mapping[int, str] | None = None) -> list[ChainFault]:
    """What is wrong with one chain, given in the order of positions; empty where it is whole.

    ``kept``: hashes that are known from elsewhere (a seal, a letter) by the length that the chain
    had then. Reads the records once and keeps none of them.
    """
    wanted = kept or {}
    found: list[ChainFault] = []
    previous = GENESIS
    length = 0
    met: set[int] = set()
    for length, record in enumerate(records, start=1):
        if record.position != length:
            found.append(ChainFault(record.position, FaultKind.MISPLACED))
        if record.previous != previous:
            found.append(ChainFault(record.position, FaultKind.BROKEN))
        if link(record.previous, record.payload) != record.hash:
            found.append(ChainFault(record.position, FaultKind.ALTERED))
        if length in wanted:
            met.add(length)
            if wanted[length] != record.hash:
                found.append(ChainFault(length, FaultKind.REPLACED))
        previous = record.hash
    # A chain of no records has no hash to compare with.
    found += [
        ChainFault(missing, FaultKind.TRUNCATED)
        for missing in sorted(set(wanted) - met)
        if missing > 0
    ]
    return found
