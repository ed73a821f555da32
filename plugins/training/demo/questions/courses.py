"""At the end of the courses."""

from decimal import Decimal

from plugins.training.demo.questions.writing import Answered
from plugins.training.models import QuestionKind
from plugins.training.services.quizzes import OptionInput, QuestionInput

FOR_A_POOL = "Клиент просит «болты для бассейна, подешевле». Что вы ответите?"
FASTENERS = (
    QuestionInput(
        QuestionKind.ONE,
        "Чем DIN 933 отличается от DIN 931?",
        options=(
            OptionInput("Резьба по всей длине", right=True),
            OptionInput("Класс прочности выше"),
            OptionInput("Головка меньше"),
        ),
        explanation="DIN 933 — полная резьба, DIN 931 — неполная.",
    ),
    QuestionInput(
        QuestionKind.SEVERAL,
        "Клиент берёт болты. Что предложить вместе с ними?",
        options=(
            OptionInput("Гайки того же покрытия", right=True),
            OptionInput("Шайбы того же покрытия", right=True),
            OptionInput("Гайки без покрытия: они дешевле"),
        ),
        explanation="Разное покрытие ржавеет на стыке.",
    ),
    QuestionInput(
        QuestionKind.ORDER,
        "Расставьте части записи «М8×40 DIN 933 8.8 оц.» в том порядке, в котором её читают",
        options=(
            OptionInput("Диаметр резьбы"),
            OptionInput("Длина стержня"),
            OptionInput("Стандарт"),
            OptionInput("Класс прочности"),
            OptionInput("Покрытие"),
        ),
        explanation="Слева направо: резьба, длина, стандарт, прочность, покрытие.",
    ),
    QuestionInput(
        QuestionKind.NUMBER,
        "Какой предел прочности у болта класса 8.8, МПа?",
        value=Decimal(800),
        tolerance=Decimal(0),
        explanation="Первое число умножают на 100.",
    ),
    QuestionInput(
        QuestionKind.CASE,
        FOR_A_POOL,
        sample="Предложить А4, объяснить про хлор, назвать цену обоих вариантов",
        explanation="А2 у хлорированной воды служит около года.",
    ),
)
ANSWERED = {
    FOR_A_POOL: Answered(
        "Скажу, что из А2 выйдет дешевле, но хлор съест их за год, и дам две цены: "
        "А2 и А4. Спрошу, куда именно пойдут болты",
        "Хорошо, что назвали обе цены",
    )
}
