"""The courses of the demo company: every page shows a picture that its readers get."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from core.sdk import marked_up
from core.sdk.web import runtime
from plugins.training.demo.courses import COURSES, PICTURE, PICTURES, TEXTS, make_courses
from plugins.training.services import courses
from plugins.training.tests.quiz_world import actor

MOST_BYTES = 60_000
"""A picture that loads at once where the network is poor."""


def named(course: str) -> list[tuple[str, str]]:
    """Pictures of a course: their words and files."""
    return PICTURE.findall((TEXTS / f"{course}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("course", [name for name, _title, _summary in COURSES])
def test_every_page_has_a_picture_told_in_words(course: str) -> None:
    text = (TEXTS / f"{course}.md").read_text(encoding="utf-8")

    for page in text.split("\n# "):
        assert PICTURE.search(page), page.splitlines()[0]
    assert all(len(words) > 40 for words, _file in named(course))


def test_every_picture_is_small_and_shown_somewhere() -> None:
    files = {file for name, _title, _summary in COURSES for _words, file in named(name)}

    assert {one.name for one in PICTURES.glob("*.webp")} == files
    assert max((PICTURES / file).stat().st_size for file in files) <= MOST_BYTES


def test_every_drawing_has_become_a_picture() -> None:
    drawn = {one.stem for one in PICTURES.glob("*.svg")}

    assert drawn <= {one.stem for one in PICTURES.glob("*.webp")}
    assert len(drawn) >= 6


def test_pages_show_the_files_of_their_own_course(app: Flask, session: Session) -> None:
    with app.app_context():
        made = make_courses(session, runtime().storage, actor(session, "zhanna"))
        for name, course in made.items():
            shown = "".join(marked_up(page.body) for page in course.pages)
            files = courses.files_of(session, course.id)
            assert len(files) == len(named(name)) >= 3
            for file in files:
                assert f'src="/training/courses/{course.id}/files/{file.id}"' in shown
                assert runtime().storage.get(file.sha256) == (PICTURES / file.name).read_bytes()
