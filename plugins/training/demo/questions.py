"""Questions that the demo company asks after its acts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.training.models import QuestionKind
from plugins.training.services.quizzes import OptionInput, QuestionInput


def _one(text: str, right: str, *wrong: str, why: str, clause: str) -> QuestionInput:
    return QuestionInput(
        QuestionKind.ONE,
        text,
        options=(OptionInput(right, right=True), *map(OptionInput, wrong)),
        explanation=why,
        clause_uid=clause,
    )


QUESTIONS: dict[str, tuple[QuestionInput, ...]] = {
    "work_norms": (
        _one(
            "Клиент просит скидку больше нормы. Что сделать до отправки предложения?",
            "Отправить предложение на согласование руководителю",
            "Снизить цену, а скидку не указывать",
            "Отправить и предупредить руководителя потом",
            why="Цена ниже прайс-листа считается скидкой, как её ни назови.",
            clause="wdscz2",
        ),
        QuestionInput(
            QuestionKind.ORDER,
            "Расставьте по порядку: что происходит с запросом",
            options=tuple(
                map(
                    OptionInput,
                    (
                        "Зарегистрировать",
                        "Подобрать позиции",
                        "Отправить предложение",
                        "Записать ответ клиента",
                    ),
                )
            ),
            explanation="Незарегистрированный запрос не существует ни для кого, кроме менеджера.",
            clause_uid="wregqz",
        ),
        QuestionInput(
            QuestionKind.SEVERAL,
            "Что записывают, когда клиент отказался?",
            options=(
                OptionInput("Причину из списка", right=True),
                OptionInput("Слова клиента", right=True),
                OptionInput("Кому проиграли, если выбрали другого", right=True),
                OptionInput("Ничего, предложение закроется само"),
            ),
            explanation="По причинам отказов отдел решает, что менять.",
            clause_uid="wrej2z",
        ),
        QuestionInput(
            QuestionKind.NUMBER,
            "Сколько раз программа сама напоминает клиенту о получении предложения?",
            value=Decimal(1),
            tolerance=Decimal(0),
            explanation="Дальше звонит менеджер.",
            clause_uid="wremz5",
        ),
    ),
    "pay": (
        _one(
            "Когда начисляется комиссия?",
            "Когда клиент оплатил",
            "Когда отправлено предложение",
            "Когда товар отгружен",
            why="Пока денег нет, комиссии нет.",
            clause="pcomq2",
        ),
        _one(
            "Может ли снизиться оклад из-за нарушения?",
            "Нет, снижается только премия",
            "Да, на 20 %",
            "Да, если руководитель так решил",
            why="Оклад и комиссия не снижаются никогда.",
            clause="pred22",
        ),
    ),
    "penalties": (
        _one(
            "На сколько самое большее снижение премии уменьшает выплату за месяц?",
            "На 20 %",
            "На 50 %",
            "На всю премию и часть оклада",
            why="ТК РФ, статья 135: программа большего не начислит.",
            clause="npcapz",
        ),
        _one(
            "Сколько времени даётся на письменное объяснение?",
            "Два рабочих дня",
            "Один час",
            "Неделя",
            why="ТК РФ, статья 193.",
            clause="npexpz",
        ),
    ),
    "reading": (
        _one(
            "Кому можно сообщить пароль, чтобы коллега подписал документ за вас?",
            "Никому",
            "Руководителю",
            "Специалисту по кадрам",
            why="Подпись под вашим паролем считается вашей.",
            clause="rpwd22",
        ),
    ),
}


def right_values(item: Mapping[str, Any]) -> list[str]:
    """What a form would send for the right answer to a question of a paper."""
    right = item["right"]
    if item["kind"] == QuestionKind.NUMBER:
        return [str(right["value"])]
    if item["kind"] == QuestionKind.CASE:
        return [str(right["sample"])]
    return [str(place) for place in right.get("options", right.get("order", ()))]
