"""Who is who after an edit: the author never sees the marks, the clauses keep them.

The editor shows the text without marks. What comes back is laid over the text that was there:
lines that did not change keep their marks, so do those that were moved, even where a few of their
words were changed on the way; a line rewritten in its place keeps the mark of the line that it took
the place of, where the two have words in common or where nothing else could be meant.
"""

import re
from collections import defaultdict
from difflib import SequenceMatcher

from plugins.training.text.outline import Head, Outline, marked, outline

_ALIKE = 0.4
"""Share of common letter triples (Dice) from which a line counts as the old one rewritten. Two
sentences of one regulation that have nothing in common stay below 0.25."""
_ALIKE_FAR = 0.5
"""The same for a line that stands elsewhere: a place in common says more than a few words do."""
_BULLET = re.compile(r"^(?:#+|\d+[.)])\s*")


def carry_marks(before: str, after: str) -> str:
    """``after`` with the marks that its clauses had in ``before``.

    Marks that ``after`` brings itself stay. What is new has none: see ``with_uids``.
    """
    old, new = outline(before), outline(after)
    taken = {head.uid for head in new.heads if head.uid}
    old_heads = [head for head in old.heads if head.uid and head.uid not in taken]
    new_heads = [head for head in new.heads if not head.uid]
    old_keys = [_key(old, head) for head in old_heads]
    new_keys = [_key(new, head) for head in new_heads]
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    changes = matcher.get_opcodes()
    for kind, old_from, old_to, new_from, new_to in changes:
        if kind == "equal":
            _pair(old_heads[old_from:old_to], new_heads[new_from:new_to])
    _carry_moved(old_heads, old_keys, new_heads, new_keys)
    # Before a place decides: whoever is clearly another clause is not taken for the one that went.
    _carry_alike(old, _unused(old_heads, new_heads), new, _unmarked(new_heads), _ALIKE_FAR)
    for kind, old_from, old_to, new_from, new_to in changes:
        if kind == "replace":
            _carry_rewritten(
                old,
                _unused(old_heads[old_from:old_to], new_heads),
                new,
                _unmarked(new_heads[new_from:new_to]),
            )
    return marked(new)


def _key(found: Outline, head: Head) -> tuple[bool, str]:
    return head.level == 1, _line(found, head)


def _line(found: Outline, head: Head) -> str:
    """The head's line without its «## » or «1. »: renumbering does not change it."""
    if head.line is None:
        return ""
    return _BULLET.sub("", found.lines[head.line].strip()).strip("# ")


def _pair(old_heads: list[Head], new_heads: list[Head]) -> None:
    for old, new in zip(old_heads, new_heads, strict=True):
        if new.line is not None:
            new.uid = old.uid


def _unused(old_heads: list[Head], new_heads: list[Head]) -> list[Head]:
    """Clauses of the old text whose marks nobody has yet."""
    used = {head.uid for head in new_heads if head.uid}
    return [head for head in old_heads if head.uid not in used]


def _unmarked(new_heads: list[Head]) -> list[Head]:
    return [head for head in new_heads if not head.uid]


def _carry_moved(
    old_heads: list[Head],
    old_keys: list[tuple[bool, str]],
    new_heads: list[Head],
    new_keys: list[tuple[bool, str]],
) -> None:
    """The same words in another place: cut here and pasted there."""
    used = {head.uid for head in new_heads if head.uid}
    free: dict[tuple[bool, str], list[Head]] = defaultdict(list)
    for head, key in zip(old_heads, old_keys, strict=True):
        if head.uid not in used:
            free[key].append(head)
    for head, key in zip(new_heads, new_keys, strict=True):
        if not head.uid and head.line is not None and free[key]:
            head.uid = free[key].pop(0).uid


def _carry_rewritten(
    old: Outline, old_heads: list[Head], new: Outline, new_heads: list[Head]
) -> None:
    """Between two clauses that stayed: the most alike first; a section is never a clause."""
    if len(old_heads) == len(new_heads) == 1:
        if (old_heads[0].level == 1) == (new_heads[0].level == 1):
            _pair(old_heads, new_heads)
        return
    _carry_alike(old, old_heads, new, new_heads, _ALIKE)


def _carry_alike(
    old: Outline, old_heads: list[Head], new: Outline, new_heads: list[Head], least: float
) -> None:
    """One to one, the most alike first; of two equally alike the one that stands nearer. A section
    is never a clause."""
    before_triples = [_triples(_line(old, head)) for head in old_heads]
    after_triples = [_triples(_line(new, head)) for head in new_heads]
    scored: list[tuple[float, int, int, int]] = []
    for i, before in enumerate(old_heads):
        for j, after in enumerate(new_heads):
            if (before.level == 1) != (after.level == 1) or after.line is None:
                continue
            likeness = _likeness(before_triples[i], after_triples[j])
            if likeness >= least:
                scored.append((-likeness, abs(i - j), i, j))
    gone: set[int] = set()
    for _unlikeness, _distance, i, j in sorted(scored):
        if i not in gone and not new_heads[j].uid:
            new_heads[j].uid = old_heads[i].uid
            gone.add(i)


def _triples(line: str) -> set[str]:
    padded = f"  {line.lower()} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
