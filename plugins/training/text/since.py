"""What has changed in a text since somebody read it: words and values, not spaces and places."""

from functools import lru_cache

from plugins.training.text.comparing import ClauseChange, compare
from plugins.training.text.parsing import parse

# technical: as many texts as a few discussions at once have.
_KEPT = 64


@lru_cache(maxsize=_KEPT)
def changed_since(then: str, now: str) -> tuple[ClauseChange, ...]:
    """Clauses whose words or values are others than they were, in the order of the text.

    Both are sources. A clause that came or went counts; one that only changed its place or its
    spaces does not, nor does a new reason for the same value.
    """
    if then == now:
        return ()
    compared = compare(parse(then), parse(now))
    valued = {one.clause_uid for one in compared.values if one.old != one.new}
    return tuple(one for one in compared.clauses if one.uid in valued or _says_other(one))


def _says_other(change: ClauseChange) -> bool:
    if change.kind in ("added", "removed"):
        return True
    return _words(change, "insert") != _words(change, "delete")


def _words(change: ClauseChange, without: str) -> list[str]:
    """What one of the two texts says: the spans without those of the other."""
    return "".join(span.text for span in change.spans if span.kind != without).split()
