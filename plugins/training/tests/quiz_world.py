"""What tests of questions begin with: a quiz of every kind, right and wrong answers to a paper."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, User, actor_by_id
from plugins.training.models import QuestionKind, Quiz, QuizAttempt
from plugins.training.services import quizzes
from plugins.training.services.quizzes import OptionInput, QuestionInput

ONE = QuestionInput(
    kind=QuestionKind.ONE,
    text="Через сколько контактов без ответа клиент уходит коллеге?",
    options=(OptionInput("Три"), OptionInput("Пять", right=True), OptionInput("Десять")),
    explanation="Так сказано в правилах передачи клиентов.",
)
SEVERAL = QuestionInput(
    kind=QuestionKind.SEVERAL,
    text="Что записывают после звонка?",
    options=(
        OptionInput("Итог", right=True),
        OptionInput("Погоду"),
        OptionInput("Следующий шаг", right=True),
    ),
)
ORDER = QuestionInput(
    kind=QuestionKind.ORDER,
    text="Расставьте этапы сделки",
    options=(
        OptionInput("Запрос"),
        OptionInput("Предложение"),
        OptionInput("Заказ"),
        OptionInput("Оплата"),
    ),
)
NUMBER = QuestionInput(
    kind=QuestionKind.NUMBER,
    text="Какую скидку даёт менеджер без согласования, в процентах?",
    value=Decimal(10),
    tolerance=Decimal("0.5"),
)
CASE = QuestionInput(
    kind=QuestionKind.CASE,
    text="Клиент говорит «дорого». Что ответите?",
    sample="Уточнить, с чем сравнивает; показать выгоду; не давать скидку сразу.",
)
CHECKED = (ONE, SEVERAL, ORDER, NUMBER)
"""Those that the program marks by itself."""
SUBJECT = "course:1"


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def actor(session: Session, login: str) -> Actor:
    return actor_by_id(session, person(session, login).id)


def quiz_of(session: Session, *questions: QuestionInput, title: str = "Правила отдела") -> Quiz:
    quiz = quizzes.make_quiz(session, actor(session, "vera"), title)
    for question in questions or CHECKED:
        quizzes.add_question(session, quiz.id, question, quiz.version)
    return quiz


def right_answers(paper: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """What the form would send if everything were known."""
    found: dict[int, list[str]] = {}
    for place, item in enumerate(paper):
        right = item["right"]
        if "options" in right or "order" in right:
            found[place] = [str(one) for one in right.get("options", right.get("order"))]
        else:
            found[place] = [str(right.get("value", "Спрошу, с чем сравнивает"))]
    return found


def wrong_answers(paper: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """Everything answered, nothing right."""
    found = right_answers(paper)
    for place, item in enumerate(paper):
        if item["kind"] in {QuestionKind.ONE, QuestionKind.SEVERAL}:
            right = item["right"]["options"]
            found[place] = [str(one) for one in range(len(item["options"])) if one not in right][:1]
        elif item["kind"] == QuestionKind.ORDER:
            found[place] = found[place][::-1]
        elif item["kind"] == QuestionKind.NUMBER:
            found[place] = ["999"]
    return found


def fail(session: Session, who: Actor, quiz: Quiz, subject: str = SUBJECT) -> QuizAttempt:
    attempt = quizzes.start(session, who, quiz.id, subject)
    return quizzes.answer(session, who, attempt.id, wrong_answers(attempt.paper))


def succeed(session: Session, who: Actor, quiz: Quiz, subject: str = SUBJECT) -> QuizAttempt:
    attempt = quizzes.start(session, who, quiz.id, subject)
    return quizzes.answer(session, who, attempt.id, right_answers(attempt.paper))
