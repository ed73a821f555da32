"""What the plugin declares about courses."""

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, MenuEntry, SearchHit, SearchProvider
from plugins.training.area import Area
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import courses as queries
from plugins.training.screens.courses import screens


def _find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(
            page.title,
            title,
            "training_courses.page",
            {"course_id": page.course_id, "page_id": page.id},
        )
        for page, title in queries.search(session, actor, text, limit)
    ]


AREA = Area(
    menu=(
        MenuEntry(
            "rules",
            N_("Курсы"),
            "school",
            "training_courses.index",
            TrainingPermission.COURSE_VIEW,
            50,
        ),
    ),
    search=(
        SearchProvider("training.courses", N_("Курсы"), TrainingPermission.COURSE_VIEW, _find, 60),
    ),
    screens=(screens,),
)
