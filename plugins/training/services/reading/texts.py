"""The text that is read, by its sections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from plugins.training.models import Clause, RegulationVersion
from plugins.training.text.engine import without_reasons
from plugins.training.text.parsing import parse
from plugins.training.text.rendering import PREAMBLE

WHOLE = "whole"
"""Name of the one section of a text that has none."""
# technical: milliseconds in a minute
_MINUTE = 60_000


@dataclass(frozen=True)
class Section:
    """A section as the reader meets it. ``length`` is in characters.

    What stands before the first section is read like one: it has neither number nor title.

    ``changed``: it differs from the edition that the reader has signed, or he has signed none.
    """

    uid: str
    number: str
    title: str
    length: int
    changed: bool

    def required(self, speed: int) -> int:
        """Milliseconds in view at the reading speed, in characters a minute; rounded up."""
        return -(-self.length * _MINUTE // speed)


def sections(version: RegulationVersion, before: RegulationVersion | None) -> list[Section]:
    """Sections of a version in order; all of them changed where nothing was signed before."""
    parts = _parts(version.clauses)
    if not parts:
        changed = before is None or before.body != version.body
        return [Section(WHOLE, "", version.regulation.title, len(version.body), changed)]
    known = {part[0].uid: _content(part) for part in _parts(before.clauses)} if before else {}
    opening = _preamble(version.body)
    found = [
        Section(
            part[0].uid,
            part[0].number,
            part[0].title,
            sum(clause.length for clause in part),
            known.get(part[0].uid) != _content(part),
        )
        for part in parts
    ]
    if opening:
        changed = before is None or _preamble(before.body) != opening
        found.insert(0, Section(PREAMBLE, "", "", len(opening.replace("\n", "")), changed))
    return found


@lru_cache(maxsize=64)
def _preamble(body: str) -> str:
    """The plain words before the first section. Kept: every beat of every reader asks for them."""
    return parse(body).preamble


def _parts(clauses: Iterable[Clause]) -> list[list[Clause]]:
    """Each section with its clauses."""
    found: list[list[Clause]] = []
    for clause in clauses:
        if clause.level == 1:
            found.append([clause])
        elif found:
            found[-1].append(clause)
    return found


def _content(part: Sequence[Clause]) -> list[tuple[str, int, str]]:
    """What a section says, values of norms included but not why they are what they are; its number
    may change for another's sake."""
    return [(clause.uid, clause.level, without_reasons(clause.source)) for clause in part]
