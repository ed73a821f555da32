"""Questions that the demo company asks after its acts, and how its people answer them."""

from collections.abc import Mapping
from typing import Any

from plugins.training.demo.questions import courses, people, work
from plugins.training.demo.questions.writing import Answered
from plugins.training.models import QuestionKind

QUESTIONS = {**people.QUESTIONS, **work.QUESTIONS}
ANSWERED: Mapping[str, Answered] = {**work.ANSWERED, **courses.ANSWERED}
"""What is said to a case, by the words of the question."""


def right_values(item: Mapping[str, Any]) -> list[str]:
    """What a form would send for the right answer to a question of a paper."""
    right = item["right"]
    if item["kind"] == QuestionKind.NUMBER:
        return [str(right["value"])]
    if item["kind"] == QuestionKind.CASE:
        return [ANSWERED[item["text"]].words]
    return [str(place) for place in right.get("options", right.get("order", ()))]


def remark_on(item: Mapping[str, Any]) -> str:
    """What the reviewer remarks on the answer to a case."""
    return ANSWERED[item["text"]].remark
