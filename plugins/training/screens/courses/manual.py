"""«Методическое пособие»: the help of all screens in one piece, to read through and to print."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import enqueue, manual, marked_up
from core.sdk.web import AppForm, Screens, current_actor, db, runtime, toast, translate
from plugins.training.jobs.manual import PRINT_JOB
from plugins.training.screens.courses.base import VIEW

screens = Screens("training_manual", "plugins.training", url_prefix="/training/manual")
# technical: what is typed into a search box
MAX_QUERY = 200


def _language() -> str:
    language = str(get_locale() or manual.SOURCE)
    return language if language in manual.LANGUAGES else manual.SOURCE


@screens.get("/", permission=VIEW)
def index() -> str:
    """Every page about the screens that the person has; ``?q=`` leaves those with the words."""
    registry, actor, language = runtime().registry, current_actor(), _language()
    query = request.args.get("q", "").strip()[:MAX_QUERY]
    found = {page.name for page in manual.search(registry, actor, query, language, 1000)}
    modules: list[dict[str, Any]] = []
    for module in manual.contents(registry, actor):
        chapters = [
            {
                "title": translate(chapter.title),
                "pages": [
                    {"name": page.name, "title": text.title, "text": marked_up(text.body, 5)}
                    for page in chapter.pages
                    if not query or page.name in found
                    for text in [manual.help_text(page, language)]
                ],
            }
            for chapter in module.chapters
        ]
        chapters = [chapter for chapter in chapters if chapter["pages"]]
        if chapters:
            modules.append({"title": translate(module.title), "chapters": chapters})
    return render_template(
        "training/courses/manual.html",
        page_title=_("Методическое пособие"),
        modules=modules,
        query=query,
        form=AppForm(),
    )


@screens.post("/pdf", permission=VIEW)
def pdf() -> Response:
    """Have the manual printed; the file waits on the page of the job."""
    registry, actor = runtime().registry, current_actor()
    payload = {
        "language": _language(),
        "modules": [
            {
                "title": translate(module.title),
                "chapters": [
                    {
                        "title": translate(chapter.title),
                        "pages": [page.name for page in chapter.pages],
                    }
                    for chapter in module.chapters
                ],
            }
            for module in manual.contents(registry, actor)
        ],
    }
    job = enqueue(db.session(), PRINT_JOB, payload, actor=actor)
    toast(_("Пособие печатается: файл появится на этой странице"), "info")
    return redirect(url_for("jobs.show", job_id=job.id), code=303)
