"""The paper of an attempt: what is asked in which order, and whether an answer is right.

A paper is a list of dictionaries kept in the attempt: ``kind``, ``text``, ``options`` in the
order they are shown in, ``right``, ``explanation``, ``clause_uid``. ``right`` speaks of places on
this paper: ``{"options": [0, 2]}`` for a choice, ``{"order": [2, 0, 1]}`` for an order (the places
in which the options would stand right), ``{"value": "12.5", "tolerance": "0.5"}`` for a number,
``{"sample": "…"}`` for a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import SystemRandom
from typing import Any

from plugins.training.models import Question, QuestionKind

Paper = Sequence[Mapping[str, Any]]
_chance = SystemRandom()
# technical: places that a score is kept with
_SCORE = Decimal("0.000001")


@dataclass(frozen=True)
class Asked:
    """A question as the person sees it before the attempt ends: without the right answer."""

    place: int
    kind: QuestionKind
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Marked:
    """A question after the attempt: the answer given, whether it is right, and why.

    ``correct`` is None while the mentor has not read the case. ``given`` is a tuple of places for
    choices and orders, the text otherwise; ``right`` likewise. ``remark`` is the mentor's.
    """

    asked: Asked
    given: tuple[int, ...] | str
    right: tuple[int, ...] | str
    tolerance: str
    explanation: str
    clause_uid: str | None
    correct: bool | None
    remark: str


def draw(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """A paper out of the quiz: questions shuffled, options shuffled within each."""
    mixed = list(questions)
    _chance.shuffle(mixed)
    return [_drawn(question) for question in mixed]


def _drawn(question: Question) -> dict[str, Any]:
    places = list(range(len(question.options)))
    _chance.shuffle(places)
    if question.kind == QuestionKind.ORDER:
        # What already stands right would be no question.
        while len(places) > 1 and places == sorted(places):
            _chance.shuffle(places)
    return {
        "kind": question.kind,
        "text": question.text,
        "options": [question.options[place] for place in places],
        "right": _right(question, places),
        "explanation": question.explanation,
        "clause_uid": question.clause_uid,
    }


def _right(question: Question, places: list[int]) -> dict[str, Any]:
    """The right answer in places of the paper; ``places`` are those of the quiz, as shown."""
    if question.kind in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        right = set(question.right["options"])
        return {"options": [shown for shown, place in enumerate(places) if place in right]}
    if question.kind == QuestionKind.ORDER:
        return {"order": [places.index(place) for place in range(len(places))]}
    return dict(question.right)


def asked(paper: Paper) -> tuple[Asked, ...]:
    """What may be shown while the attempt goes on."""
    return tuple(
        Asked(place, QuestionKind(item["kind"]), item["text"], tuple(item["options"]))
        for place, item in enumerate(paper)
    )


def is_right(item: Mapping[str, Any], answer: Any) -> bool | None:
    """Whether a cleaned answer is right; None for a case, which a person reads.

    Several: exactly all the right ones. Order: every option in its place. Number: within the
    tolerance on both sides, bounds included.
    """
    kind, right = item["kind"], item["right"]
    if kind in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        return sorted(answer) == sorted(right["options"])
    if kind == QuestionKind.ORDER:
        return list(answer) == list(right["order"])
    if kind == QuestionKind.NUMBER:
        return abs(Decimal(answer) - Decimal(right["value"])) <= Decimal(right["tolerance"])
    return None


def verdicts(
    paper: Paper, answers: Mapping[str, Any], review: Mapping[str, Any]
) -> list[bool | None]:
    """For each question whether it is answered right; None: the mentor has not read it yet."""
    found: list[bool | None] = []
    for place, item in enumerate(paper):
        key = str(place)
        if item["kind"] == QuestionKind.CASE:
            found.append(review[key]["accepted"] if key in review else None)
        else:
            found.append(is_right(item, answers[key]))
    return found


def score(found: Sequence[bool | None]) -> Decimal | None:
    """Percent of right answers; None while one of them is not known."""
    if None in found or not found:
        return None
    share = Decimal(sum(1 for one in found if one)) * 100 / len(found)
    return share.quantize(_SCORE, ROUND_HALF_UP)


def marked(
    paper: Paper, answers: Mapping[str, Any], review: Mapping[str, Any]
) -> tuple[Marked, ...]:
    """Everything about a finished attempt, the right answers included."""
    found = verdicts(paper, answers, review)
    result: list[Marked] = []
    for one, item in zip(asked(paper), paper, strict=True):
        key = str(one.place)
        given, right = answers[key], item["right"]
        result.append(
            Marked(
                asked=one,
                given=tuple(given) if isinstance(given, list) else str(given),
                right=_shown_right(right),
                tolerance=str(right.get("tolerance", "")),
                explanation=item["explanation"],
                clause_uid=item["clause_uid"],
                correct=found[one.place],
                remark=str(review.get(key, {}).get("remark", "")),
            )
        )
    return tuple(result)


def _shown_right(right: Mapping[str, Any]) -> tuple[int, ...] | str:
    for key in ("options", "order"):
        if key in right:
            return tuple(right[key])
    return str(right["value"] if "value" in right else right["sample"])
