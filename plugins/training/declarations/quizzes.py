"""What the plugin declares about questions."""

from core.sdk import N_, MenuEntry
from plugins.training.area import Area
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import quizzes as queries
from plugins.training.screens.quizzes import SCREENS

AREA = Area(
    menu=(
        MenuEntry(
            "learning",
            N_("Вопросы"),
            "list-check",
            "training_quizzes.index",
            TrainingPermission.COURSE_EDIT,
            50,
        ),
        MenuEntry(
            "learning",
            N_("Проверка ответов"),
            "checks",
            "training_reviews.index",
            TrainingPermission.QUIZ_REVIEW,
            60,
            counter=queries.waiting_number,
            concerns=queries.teaches,
        ),
    ),
    screens=SCREENS,
)
