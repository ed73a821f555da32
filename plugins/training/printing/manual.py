"""The manual as a PDF: the same texts as the help of the screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from core.sdk import printing

TEMPLATE = Path(__file__).with_name("manual.typ")
Language = Literal["ru", "en"]
_TITLES = {"ru": "Методическое пособие", "en": "Manual"}
_NOTES = {
    "ru": "Как работать в программе «Регламент». Составлено из справки её экранов",
    "en": "How to work in Reglament. Made of the help of its screens",
}
_CONTENTS = {"ru": "Содержание", "en": "Contents"}


@dataclass(frozen=True)
class PagePrint:
    """A help page: ``body`` is Markdown."""

    title: str
    body: str


@dataclass(frozen=True)
class ChapterPrint:
    """A chapter with its pages."""

    title: str
    pages: Sequence[PagePrint]


@dataclass(frozen=True)
class ModulePrint:
    """A module of the program with its chapters."""

    title: str
    chapters: Sequence[ChapterPrint]


def manual_pdf(
    modules: Sequence[ModulePrint], *, organisation: str, language: Language, timestamp: datetime
) -> bytes:
    """The whole manual; ``timestamp`` (with zone) is when it was made.

    Raises PrintError where it cannot be set.
    """
    data: dict[str, Any] = {
        "language": language,
        "title": _TITLES[language],
        "note": _NOTES[language],
        "contents": _CONTENTS[language],
        "organisation": organisation,
        "modules": [
            {
                "title": module.title,
                "chapters": [
                    {
                        "title": chapter.title,
                        "pages": [
                            {"title": page.title, "blocks": printing.blocks(page.body)}
                            for page in chapter.pages
                        ],
                    }
                    for chapter in module.chapters
                ],
            }
            for module in modules
        ],
    }
    return printing.render_pdf(TEMPLATE, data, timestamp=timestamp)
