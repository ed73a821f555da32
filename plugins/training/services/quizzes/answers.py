"""Answers as a form sends them, brought into the shape they are kept in."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.sdk import N_, Message, ValidationFailed, parse_decimal
from core.sdk.intake import NotANumber
from plugins.training.models import QuestionKind
from plugins.training.services.quizzes.papers import Paper

# technical: what an answer can hold
MAX_CASE = 10_000
Sent = Mapping[int, Sequence[str]]
"""Place on the paper → the values of its field, as many as were sent."""


def field(place: int) -> str:
    """Name of the form's field of a question; errors are put beside it."""
    return f"q-{place}"


def clean(paper: Paper, sent: Sent) -> dict[str, Any]:
    """Answers to all questions: places for choices and orders, text otherwise.

    Raises ValidationFailed, an error beside each question that is not answered or not readable.
    """
    errors: dict[str, list[Message]] = {}
    found: dict[str, Any] = {}
    for place, item in enumerate(paper):
        values = sent.get(place, ())
        try:
            found[str(place)] = _cleaned(item, values)
        except _NoAnswer as error:
            errors[field(place)] = [error.reason]
    if errors:
        raise ValidationFailed(errors)
    return found


class _NoAnswer(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def _cleaned(item: Mapping[str, Any], values: Sequence[str]) -> list[int] | str:
    kind = item["kind"]
    if kind == QuestionKind.ONE:
        return _chosen(item, values[:1], Message(N_("Выберите один ответ")))
    if kind == QuestionKind.SEVERAL:
        return _chosen(item, values, Message(N_("Отметьте хотя бы один ответ")))
    if kind == QuestionKind.ORDER:
        places = _chosen(item, values, Message(N_("Расставьте все пункты по порядку")))
        if len(places) != len(item["options"]):
            raise _NoAnswer(Message(N_("Расставьте все пункты по порядку")))
        return places
    text = values[0].strip() if values else ""
    if kind == QuestionKind.NUMBER:
        return _number(text)
    if not text:
        raise _NoAnswer(Message(N_("Напишите ответ своими словами")))
    if len(text) > MAX_CASE:
        raise _NoAnswer(
            Message(N_("Ответ длиннее %(limit)s знаков: сократите его"), limit=MAX_CASE)
        )
    return text


def _chosen(item: Mapping[str, Any], values: Sequence[str], otherwise: Message) -> list[int]:
    known = {str(place) for place in range(len(item["options"]))}
    places = [int(value) for value in dict.fromkeys(values) if value in known]
    if not places:
        raise _NoAnswer(otherwise)
    return places


def _number(text: str) -> str:
    if not text:
        raise _NoAnswer(Message(N_("Впишите число")))
    try:
        return f"{parse_decimal(text, decimal_marks=',.').normalize():f}"
    except NotANumber:
        raise _NoAnswer(Message(N_("Впишите одно число, без слов и знаков"))) from None
