"""The list of quizzes."""

from collections.abc import Mapping, Sequence

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import N_, User
from core.sdk.lists import Column, Empty, Kind, ListDefinition, PeriodFilter, list_screen
from core.sdk.web import current_actor
from plugins.training.models import Quiz
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import quizzes as queries
from plugins.training.screens.quizzes.base import screens, subject_title


def _used_in(session: Session, keys: Sequence[int]) -> Mapping[int, str]:
    return {
        key: "; ".join(subject_title(one) for one in found)
        for key, found in queries.used_in(session, keys).items()
    }


QUIZZES = ListDefinition(
    name="training.quizzes",
    title=N_("Наборы вопросов"),
    base=lambda session, actor: queries.all_quizzes(),
    key=Quiz.id,
    columns=(
        Column("title", N_("Название"), Quiz.title, searchable=True),
        Column("questions", N_("Вопросов"), kind=Kind.NUMBER, load_many=queries.question_counts),
        Column("used_in", N_("Где спрашивают"), load_many=_used_in),
        Column("author", N_("Автор"), User.full_name, Kind.PERSON),
        Column("changed_at", N_("Изменён"), Quiz.changed_at, Kind.AGO),
    ),
    filters=(PeriodFilter("changed", N_("Дата изменения"), Quiz.changed_at),),
    default_sort="-changed_at",
    row_url=lambda row: url_for("training_quizzes.show", quiz_id=row.key),
    empty=Empty(
        N_("Вопросов ещё нет"),
        N_("Набор вопросов задают после регламента или курса: так видно, что его поняли."),
        N_("Новый набор"),
        lambda: url_for("training_quizzes.new"),
        icon="list-check",
    ),
)


@screens.form("/", permission=TrainingPermission.COURSE_EDIT)
def index() -> Response:
    """All quizzes."""
    return list_screen(
        QUIZZES,
        template="training/quizzes/index.html",
        may_review=current_actor().can(TrainingPermission.QUIZ_REVIEW),
    )
