"""Making a quiz: its title, its questions, their order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Message,
    NotFound,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    now,
)
from plugins.training.models import Question, QuestionKind, Quiz, QuizAttempt
from plugins.training.services import ordering
from plugins.training.services.faults import too_long

# technical: lengths of columns, and how many options make a question of its kind
MAX_TITLE = 200
MAX_TEXT = 4000
MAX_OPTION = 500
MOST_OPTIONS = 12
LEAST_OPTIONS = {QuestionKind.ONE: 2, QuestionKind.SEVERAL: 3, QuestionKind.ORDER: 3}
"""Two things in a row or two of which several are right would be guessed."""
Faults = dict[str, list[Message]]


@dataclass(frozen=True)
class OptionInput:
    """An option as typed; ``right`` matters for one and several."""

    text: str
    right: bool = False


@dataclass(frozen=True)
class QuestionInput:
    """A question as typed.

    ``options`` for one, several and order (there in the right order), ``value`` and ``tolerance``
    for a number, ``sample`` for a case: what a good answer mentions, for the mentor.
    """

    kind: QuestionKind
    text: str
    options: tuple[OptionInput, ...] = ()
    value: Decimal | None = None
    tolerance: Decimal | None = None
    sample: str = ""
    explanation: str = ""
    clause_uid: str | None = None


def get(session: Session, quiz_id: int) -> Quiz:
    """The quiz; NotFound where there is none."""
    quiz = session.get(Quiz, quiz_id)
    if quiz is None:
        raise NotFound()
    return quiz


def question_of(session: Session, quiz_id: int, question_id: int) -> Question:
    """A question of that quiz; NotFound for another's."""
    question = session.get(Question, question_id)
    if question is None or question.quiz_id != quiz_id:
        raise NotFound()
    return question


def make_quiz(session: Session, actor: Actor, title: str) -> Quiz:
    """An empty quiz. Raises ValidationFailed without a title."""
    quiz = Quiz(title=_title(title), author_id=actor.user_id, created_at=now(), changed_at=now())
    session.add(quiz)
    session.flush()
    return quiz


def rename(session: Session, quiz_id: int, title: str, version: int) -> Quiz:
    """Another title. Raises ValidationFailed, StaleVersion."""
    quiz = _to_change(session, quiz_id, version)
    quiz.title = _title(title)
    session.flush()
    return quiz


def _title(typed: str) -> str:
    title = typed.strip()
    if not title:
        raise ValidationFailed({"title": [Message(N_("Назовите набор вопросов"))]})
    if len(title) > MAX_TITLE:
        raise ValidationFailed({"title": [too_long(MAX_TITLE)]})
    return title


def _to_change(session: Session, quiz_id: int, version: int) -> Quiz:
    """The quiz, locked and marked as changed; StaleVersion where somebody was first."""
    quiz = get(session, quiz_id)
    session.refresh(quiz, with_for_update=True)
    if quiz.version != version:
        raise StaleVersion(version, quiz.version)
    quiz.changed_at = now()
    return quiz


def add_question(session: Session, quiz_id: int, given: QuestionInput, version: int) -> Question:
    """One more question, the last. Raises ValidationFailed, StaleVersion."""
    checked = _checked(given)
    quiz = _to_change(session, quiz_id, version)
    question = Question(position=len(quiz.questions) + 1, **checked)
    quiz.questions.append(question)
    session.flush()
    return question


def edit_question(
    session: Session, quiz_id: int, question_id: int, given: QuestionInput, version: int
) -> Question:
    """Change a question; papers handed out before keep the old one.

    Raises ValidationFailed, StaleVersion.
    """
    question = question_of(session, quiz_id, question_id)
    checked = _checked(given)
    _to_change(session, quiz_id, version)
    for name, value in checked.items():
        setattr(question, name, value)
    session.flush()
    return question


def delete_question(session: Session, quiz_id: int, question_id: int, version: int) -> None:
    """Take a question out; attempts that have it on their papers keep it."""
    question = question_of(session, quiz_id, question_id)
    quiz = _to_change(session, quiz_id, version)
    quiz.questions.remove(question)
    ordering.number(quiz.questions)
    session.flush()


def move_question(session: Session, quiz_id: int, question_id: int, to: int, version: int) -> None:
    """Put a question at a place, counted from 1; beyond the ends is the end."""
    question = question_of(session, quiz_id, question_id)
    quiz = _to_change(session, quiz_id, version)
    ordering.move(quiz.questions, question, to)
    session.flush()
    session.refresh(quiz, ["questions"])


def delete_quiz(session: Session, quiz_id: int, used_in: int, version: int) -> None:
    """Remove a quiz that nothing asks and nobody has answered; Refused otherwise.

    ``used_in`` is how many regulations and courses ask it.
    """
    quiz = _to_change(session, quiz_id, version)
    answered = session.scalar(
        select(func.count(QuizAttempt.id)).where(QuizAttempt.quiz_id == quiz_id)
    )
    if used_in or answered:
        raise Refused(
            [Refusal(Message(N_("На эти вопросы уже отвечали или их задаёт документ: не удалить")))]
        )
    session.delete(quiz)
    session.flush()


def _checked(given: QuestionInput) -> dict[str, Any]:
    """Columns of the question. Raises ValidationFailed, an error beside each field."""
    errors: Faults = {}
    text = given.text.strip()
    if not text:
        errors["text"] = [Message(N_("Напишите вопрос"))]
    for name, value in (
        ("text", text),
        ("explanation", given.explanation),
        ("sample", given.sample),
    ):
        if len(value) > MAX_TEXT:
            errors[name] = [too_long(MAX_TEXT)]
    options: list[str] = []
    if given.kind in LEAST_OPTIONS:
        options, right = _choice(given, errors)
    elif given.kind is QuestionKind.NUMBER:
        right = _number_of(given, errors)
    else:
        right = _case(given, errors)
    if errors:
        raise ValidationFailed(errors)
    return {
        "kind": given.kind.value,
        "text": text,
        "options": options,
        "right": right,
        "explanation": given.explanation.strip(),
        "clause_uid": given.clause_uid or None,
    }


def _choice(given: QuestionInput, errors: Faults) -> tuple[list[str], dict[str, Any]]:
    kept = [one for one in given.options if one.text.strip()]
    texts = [one.text.strip() for one in kept]
    right = [place for place, one in enumerate(kept) if one.right]
    fault = _options_fault(given.kind, texts) or _right_fault(given.kind, right, len(texts))
    if fault is not None:
        errors["options"] = [fault]
    return texts, {} if given.kind is QuestionKind.ORDER else {"options": right}


def _options_fault(kind: QuestionKind, texts: list[str]) -> Message | None:
    least = LEAST_OPTIONS[kind]
    if len(texts) < least:
        return Message.plural(
            "Нужен хотя бы %(num)s вариант", "Нужно хотя бы %(num)s варианта", least
        )
    if len(texts) > MOST_OPTIONS:
        return Message(N_("Не больше %(limit)s вариантов"), limit=MOST_OPTIONS)
    if len({text.casefold() for text in texts}) < len(texts):
        return Message(N_("Варианты повторяются: ответ нельзя будет проверить"))
    if max(len(text) for text in texts) > MAX_OPTION:
        return Message(N_("Вариант не длиннее %(limit)s знаков"), limit=MAX_OPTION)
    return None


def _right_fault(kind: QuestionKind, right: list[int], number: int) -> Message | None:
    if kind is QuestionKind.ONE and len(right) != 1:
        return Message(N_("Отметьте ровно один верный вариант"))
    # technical: one right option is the other kind
    if kind is QuestionKind.SEVERAL and len(right) < 2:
        return Message(N_("Отметьте верные варианты, хотя бы два; для одного есть другой вид"))
    if kind is QuestionKind.SEVERAL and len(right) == number:
        return Message(N_("Верны все варианты: добавьте неверный, иначе спрашивать нечего"))
    return None


def _number_of(given: QuestionInput, errors: Faults) -> dict[str, Any]:
    if given.value is None:
        errors["value"] = [Message(N_("Впишите верное число"))]
        return {}
    tolerance = given.tolerance or Decimal(0)
    if tolerance < 0:
        errors["tolerance"] = [Message(N_("Допуск не бывает отрицательным"))]
    return {"value": f"{given.value.normalize():f}", "tolerance": f"{tolerance.normalize():f}"}


def _case(given: QuestionInput, errors: Faults) -> dict[str, Any]:
    sample = given.sample.strip()
    if not sample:
        errors["sample"] = [
            Message(N_("Опишите, что должно быть в хорошем ответе: по этому проверит наставник"))
        ]
    return {"sample": sample}
