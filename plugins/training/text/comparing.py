"""What has changed between two texts: clause by clause, word by word, value by value."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal

from plugins.training.text.parsing import ClauseText, NormMark, Text

ClauseKind = Literal["same", "added", "removed", "changed", "moved"]
SpanKind = Literal["same", "insert", "delete"]

PREAMBLE = ""
"""The uid of what stands before the first section."""

# A number is one word with its groups and its sign: «1 000,00 ₽», «2,5 %».
_WORD = re.compile(r"\d+(?:[\u00a0\u202f.,]\d+)*(?:[\u00a0\u202f]?[%₽])?|\w+|\s+|[^\w\s]")
_UNLIKE = 0.25
"""Below this share of common words a clause has been written anew: crumbs of the old one between
the words of the new would be harder to read than both, one after the other."""


@dataclass(frozen=True)
class Span:
    """A run of words that stayed, came or went."""

    kind: SpanKind
    text: str


@dataclass(frozen=True)
class ClauseChange:
    """A clause in both texts.

    ``moved`` is a clause with the same words that changed its place among those that stayed; its
    number changes also where it was not moved, when clauses before it came or went. One that was
    both moved and rewritten is ``changed`` with ``is_moved``. ``level`` is that of the text where
    it stands last.
    """

    kind: ClauseKind
    uid: str
    old_number: str
    new_number: str
    level: int
    title: str
    spans: tuple[Span, ...]
    is_moved: bool = False


@dataclass(frozen=True)
class ValueChange:
    """A norm in both texts; None where one of them does not set it.

    The value may be the same in both: then the reason that the author gives for it has changed.
    """

    key: str
    old: Decimal | None
    new: Decimal | None
    old_clause: str
    new_clause: str
    clause_uid: str
    old_reason: str = ""
    new_reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """All clauses in the order of the new text, those gone where they stood in the old one.

    ``values`` has only the norms whose value, or the reason for it, came, went or changed.
    """

    clauses: tuple[ClauseChange, ...]
    values: tuple[ValueChange, ...]

    @property
    def changed(self) -> tuple[ClauseChange, ...]:
        """Without what stayed as it was."""
        return tuple(one for one in self.clauses if one.kind != "same")


def compare(old: Text, new: Text) -> Comparison:
    """The differences; clauses are matched by their permanent marks, never by their words."""
    before = {clause.uid: clause for clause in old.clauses if clause.uid}
    after = {clause.uid: clause for clause in new.clauses if clause.uid}
    moved = _moved(old, new, before, after)
    changes = _preamble(old.preamble, new.preamble)
    gone = _gone(old, after)
    changes += [_removed(clause) for clause in gone.get(PREAMBLE, ())]
    for clause in new.clauses:
        source = before.get(clause.uid)
        changes.append(
            _added(clause) if source is None else _both(source, clause, clause.uid in moved)
        )
        changes += [_removed(one) for one in gone.get(clause.uid, ())]
    return Comparison(tuple(changes), _values(old.norms, new.norms))


def spans_of(old: str, new: str) -> tuple[Span, ...]:
    """The difference of two texts by words."""
    if old == new:
        return (Span("same", new),) if new else ()
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if old and new and matcher.ratio() < _UNLIKE:
        return (Span("delete", old), Span("insert", new))
    spans: list[Span] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            spans.append(Span("same", "".join(before[old_from:old_to])))
            continue
        if old_from < old_to:
            spans.append(Span("delete", "".join(before[old_from:old_to])))
        if new_from < new_to:
            spans.append(Span("insert", "".join(after[new_from:new_to])))
    return _joined(spans)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """A lone space that stayed between two changes belongs to them: whole phrases are read, not
    words in turn."""
    result: list[Span] = []
    deleted = inserted = ""
    for position, span in enumerate(spans):
        between = 0 < position < len(spans) - 1
        if span.kind == "delete":
            deleted += span.text
        elif span.kind == "insert":
            inserted += span.text
        elif between and span.text == " ":
            deleted, inserted = deleted + " ", inserted + " "
        else:
            result += _pending(deleted, inserted)
            result.append(span)
            deleted = inserted = ""
    return tuple(result + _pending(deleted, inserted))


def _pending(deleted: str, inserted: str) -> list[Span]:
    pair = (Span("delete", deleted), Span("insert", inserted))
    return [span for span in pair if span.text]


def _preamble(old: str, new: str) -> list[ClauseChange]:
    if not old and not new:
        return []
    kind: ClauseKind = "same" if old == new else "changed"
    return [ClauseChange(kind, PREAMBLE, "", "", 1, "", spans_of(old, new))]


def _moved(
    old: Text, new: Text, before: dict[str, ClauseText], after: dict[str, ClauseText]
) -> set[str]:
    """Uids that are out of the longest order that both texts have in common.

    A clause that went to another section is moved too, though the order may be the same.
    """
    old_order = [clause.uid for clause in old.clauses if clause.uid in after]
    new_order = [clause.uid for clause in new.clauses if clause.uid in before]
    places = {uid: place for place, uid in enumerate(old_order)}
    kept = _longest_rising([places[uid] for uid in new_order])
    moved = {uid for uid in new_order if places[uid] not in kept}
    old_parents, new_parents = _parents(old), _parents(new)
    return moved | {uid for uid in new_order if old_parents[uid] != new_parents[uid]}


def _parents(text: Text) -> dict[str, str]:
    """The uid of what each clause stands in."""
    by_number = {clause.number: clause.uid for clause in text.clauses}
    return {
        clause.uid: by_number.get(clause.number.rpartition(".")[0], "") for clause in text.clauses
    }


def _longest_rising(places: list[int]) -> set[int]:
    """The members of a longest rising subsequence, in n·log n."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, place)
        previous[place] = tails[at - 1] if at else None
        tails[at : at + 1] = [place]
    member = tails[-1] if tails else None
    members: set[int] = set()
    while member is not None:
        members.add(member)
        member = previous[member]
    return members


def _gone(old: Text, after: dict[str, ClauseText]) -> dict[str, list[ClauseText]]:
    """What is not in the new text, by the uid of the nearest clause above that is."""
    gone: dict[str, list[ClauseText]] = {}
    above = PREAMBLE
    for clause in old.clauses:
        if clause.uid in after:
            above = clause.uid
        else:
            gone.setdefault(above, []).append(clause)
    return gone


def _added(clause: ClauseText) -> ClauseChange:
    spans = (Span("insert", clause.plain),) if clause.plain else ()
    return ClauseChange("added", clause.uid, "", clause.number, clause.level, clause.title, spans)


def _removed(clause: ClauseText) -> ClauseChange:
    spans = (Span("delete", clause.plain),) if clause.plain else ()
    return ClauseChange("removed", clause.uid, clause.number, "", clause.level, clause.title, spans)


def _both(old: ClauseText, new: ClauseText, is_moved: bool) -> ClauseChange:
    kind: ClauseKind = "same"
    if old.plain != new.plain:
        kind = "changed"
    elif is_moved:
        kind = "moved"
    spans = spans_of(old.plain, new.plain)
    return ClauseChange(
        kind, new.uid, old.number, new.number, new.level, new.title, spans, is_moved
    )


def _values(old: tuple[NormMark, ...], new: tuple[NormMark, ...]) -> tuple[ValueChange, ...]:
    before = {mark.key: mark for mark in old}
    after = {mark.key: mark for mark in new}
    changes: list[ValueChange] = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, is_ = before.get(key), after.get(key)
        if was is not None and is_ is not None and _says(was) == _says(is_):
            continue
        here = is_ or was
        assert here is not None
        changes.append(
            ValueChange(
                key,
                was.value if was else None,
                is_.value if is_ else None,
                was.clause_number if was else "",
                is_.clause_number if is_ else "",
                here.clause_uid,
                was.reason if was else "",
                is_.reason if is_ else "",
            )
        )
    return tuple(changes)


def _says(mark: NormMark) -> tuple[Decimal, str]:
    return mark.value, mark.reason
