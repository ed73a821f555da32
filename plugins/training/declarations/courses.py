"""What the plugin declares about courses."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, MenuEntry, SearchHit, SearchProvider, SlotFill
from plugins.training.area import Area
from plugins.training.jobs import manual as printing
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import searching
from plugins.training.screens.courses import SCREENS


def _find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    courses = [
        SearchHit(course.title, "", "training_courses.show", {"course_id": course.id})
        for course in searching.courses(session, actor, text, limit)
    ]
    pages = [
        SearchHit(
            page.title,
            title,
            "training_courses.page",
            {"course_id": page.course_id, "page_id": page.id},
        )
        for page, title in searching.pages(session, actor, text, limit)
    ]
    return [*courses, *pages][:limit]


def _manual_link(session: Session, actor: Actor) -> Markup:
    # Templates escape what stands in them: their result is markup already.
    return Markup(render_template("training/courses/manual_link.html"))  # noqa: S704


AREA = Area(
    menu=(
        MenuEntry(
            "learning",
            N_("Курсы"),
            "school",
            "training_courses.index",
            TrainingPermission.COURSE_VIEW,
            30,
        ),
        MenuEntry(
            "learning",
            N_("Методическое пособие"),
            "book-2",
            "training_manual.index",
            TrainingPermission.COURSE_VIEW,
            90,
        ),
    ),
    search=(
        SearchProvider("training.courses", N_("Курсы"), TrainingPermission.COURSE_VIEW, _find, 60),
    ),
    jobs=printing.JOBS,
    slot_fills=(SlotFill("core.help:actions", _manual_link, TrainingPermission.COURSE_VIEW),),
    screens=SCREENS,
)
