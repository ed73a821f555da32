"""Short ways of writing down a question of each kind."""

from dataclasses import dataclass
from decimal import Decimal

from plugins.training.models import QuestionKind
from plugins.training.services.quizzes import OptionInput, QuestionInput

Questions = dict[str, tuple[QuestionInput, ...]]
"""What is asked after an act, by the file of its text."""


@dataclass(frozen=True)
class Answered:
    """What people say to a case in their own words, and what the reviewer remarks on it."""

    words: str
    remark: str


def one(text: str, right: str, *wrong: str, why: str, clause: str) -> QuestionInput:
    """A choice of one."""
    return QuestionInput(
        QuestionKind.ONE,
        text,
        options=(OptionInput(right, right=True), *map(OptionInput, wrong)),
        explanation=why,
        clause_uid=clause,
    )


def several(text: str, right: tuple[str, ...], *wrong: str, why: str, clause: str) -> QuestionInput:
    """A choice of all that are right."""
    return QuestionInput(
        QuestionKind.SEVERAL,
        text,
        options=(*(OptionInput(option, right=True) for option in right), *map(OptionInput, wrong)),
        explanation=why,
        clause_uid=clause,
    )


def order(text: str, *steps: str, why: str, clause: str) -> QuestionInput:
    """Steps, given in their right order."""
    return QuestionInput(
        QuestionKind.ORDER,
        text,
        options=tuple(map(OptionInput, steps)),
        explanation=why,
        clause_uid=clause,
    )


def number(text: str, value: str, *, why: str, clause: str) -> QuestionInput:
    """A number, exactly."""
    return QuestionInput(
        QuestionKind.NUMBER,
        text,
        value=Decimal(value),
        tolerance=Decimal(0),
        explanation=why,
        clause_uid=clause,
    )


def case(text: str, *, sample: str, why: str, clause: str) -> QuestionInput:
    """A case to be answered in free words; ``sample`` is what the reviewer looks for."""
    return QuestionInput(QuestionKind.CASE, text, sample=sample, explanation=why, clause_uid=clause)
