"""The manual on paper is made outside the request: it has as many pages as the program screens."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.sdk import N_, GiveUp, Job, JobContext, Organisation, manual, now, registry_of
from plugins.training.printing.manual import ChapterPrint, ModulePrint, PagePrint, manual_pdf

PRINT_JOB = "training.manual"
FILES = {"ru": "Методическое пособие.pdf", "en": "Manual.pdf"}


def print_manual(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Set the pages that the payload names and keep the PDF for whoever has asked.

    ``language``; ``modules``: titles in that language with the names of the help pages, which
    whoever asks is allowed to read. The texts are those of the moment of printing.
    """
    language = payload["language"]
    with context.unit_of_work() as session:
        known = registry_of(session).help_of
        organisation = session.scalars(
            select(Organisation.name)
            .where(Organisation.archived.is_(False))
            .order_by(Organisation.id)
            .limit(1)
        ).first()
    modules = [
        ModulePrint(
            module["title"],
            [
                ChapterPrint(
                    chapter["title"],
                    [
                        PagePrint(text.title, text.body)
                        for name in chapter["pages"]
                        # A module may have been switched off since.
                        if name in known
                        for text in [manual.help_text(known[name], language)]
                    ],
                )
                for chapter in module["chapters"]
            ],
        )
        for module in payload["modules"]
    ]
    if not modules:
        raise GiveUp("нечего печатать: ни один экран не открыт")
    pdf = manual_pdf(
        modules,
        organisation=organisation or "",
        language=language,
        # The moment of a PDF knows seconds only.
        timestamp=now().replace(microsecond=0),
    )
    context.save_result(FILES[language], pdf)


JOBS = (Job(PRINT_JOB, N_("Методическое пособие в PDF"), print_manual),)
