"""The courses of the demo company, each page with a picture of its own."""

import re
from pathlib import Path

from sqlalchemy.orm import Session

from core.sdk import Actor, attachments
from plugins.training.models import Course
from plugins.training.services import courses
from plugins.training.services.courses import CourseInput, PageInput

TEXTS = Path(__file__).parent
PICTURES = TEXTS / "pictures"
COURSES = (
    ("first_week", "Первая неделя в отделе", "Как устроен день и к кому идти"),
    (
        "fasteners",
        "Крепёж: что мы продаём",
        "Обозначения, комплекты и ошибки, которые дорого стоят",
    ),
)
PICTURE = re.compile(r"!\[([^\]]*)\]\((\w+\.webp)\)")
"""A picture as the texts name it: its words and its file."""


def make_courses(session: Session, storage: attachments.Blobs, trainer: Actor) -> dict[str, Course]:
    """All of them, published, by the names of their files."""
    return {
        name: _made(session, storage, trainer, name, CourseInput(title, summary))
        for name, title, summary in COURSES
    }


def _made(
    session: Session, storage: attachments.Blobs, trainer: Actor, name: str, given: CourseInput
) -> Course:
    course = courses.make_course(session, trainer, given)

    def attached(found: re.Match[str]) -> str:
        content = (PICTURES / found[2]).read_bytes()
        file = courses.add_file(session, storage, trainer, course.id, found[2], content)
        return f"![{found[1]}](/training/courses/{course.id}/files/{file.id})"

    text = PICTURE.sub(attached, (TEXTS / f"{name}.md").read_text(encoding="utf-8"))
    for part in text.split("\n# "):
        head, _line, body = part.removeprefix("# ").partition("\n")
        page = PageInput(head.strip(), body.strip())
        courses.add_page(session, course.id, page, course.version)
    return courses.publish(session, course.id, course.version)
