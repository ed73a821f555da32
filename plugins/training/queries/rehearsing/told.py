"""How a rehearsal of the plugin answers."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import Concerned, Message, Rehearsal

Rehearse = Callable[[Session, datetime, datetime, Decimal, Concerned], Rehearsal | None]


def told(
    found: Iterable[int], total: int, words: tuple[str, str], *, documents: bool = False
) -> Rehearsal | None:
    """The cases found, by their ids, out of ``total``; ``words``, marked with
    ``plural`` by the total, take ``count`` and ``total``.

    None where there are no cases at all: nothing follows from nothing.
    """
    if not total:
        return None
    outcomes = dict.fromkeys(found, True)
    said = Message.plural(*words, total, count=len(outcomes), total=total)
    return Rehearsal(len(outcomes), total, said, outcomes, documents)
