"""Whether all that a signature rests on had happened before it was put."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


def later_than_signed(said: Mapping[str, Any]) -> list[str]:
    """What a line of the journal about a signature has later than the signature, in words.

    ``said`` is its payload: moments as ISO 8601 text with their offset. Nobody signs what he is
    still to read, or with answers that he is still to give.
    """
    signed = datetime.fromisoformat(said["signed_at"])
    return [name for name, moment in _moments(said) if datetime.fromisoformat(moment) > signed]


def _moments(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in said["sections"]:
        moment = part["until"] or part["from"]
        if moment is not None:
            yield f"чтение раздела {part['number'] or part['title'] or 'вступление'}", moment
    quiz = said["quiz"]
    if quiz is not None:
        yield "ответы на вопросы", quiz["finished_at"]
    yield "соглашение о простой электронной подписи", said["consent"]["given_at"]
