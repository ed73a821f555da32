"""The help: contents, search, the page about a screen."""

from flask import abort, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from core.extending import manual
from core.extending.runtime import runtime
from core.kernel.declarations import HelpPage
from core.kernel.markdown import marked_up
from core.web.identity import current_actor
from core.web.messages import translate
from core.web.screens import SIGNED_IN, Screens

screens = Screens("help", __name__, url_prefix="/help")
MAX_QUERY = 200


def _language() -> str:
    return str(get_locale() or manual.SOURCE)


def _line(page: HelpPage) -> dict[str, str]:
    return {
        "title": manual.help_text(page, _language()).title,
        "url": url_for("help.show", name=page.name),
    }


@screens.get("/", permission=SIGNED_IN)
def index() -> str:
    """Pages about the screens that this person has, by module; ``?q=`` looks for words."""
    registry, actor = runtime().registry, current_actor()
    query = request.args.get("q", "").strip()[:MAX_QUERY]
    found = manual.search(registry, actor, query, _language()) if query else []
    return render_template(
        "help/index.html",
        page_title=_("Справка"),
        query=query,
        found=[{**_line(page), "chapter": translate(page.chapter)} for page in found],
        modules=[
            {
                "title": translate(module.title),
                "chapters": [
                    {
                        "title": translate(chapter.title),
                        "pages": [_line(page) for page in chapter.pages],
                    }
                    for chapter in module.chapters
                ],
            }
            for module in manual.contents(registry, actor)
        ],
    )


@screens.get("/<name>", permission=SIGNED_IN)
def show(name: str) -> str:
    """What a screen is for and how to work with it."""
    registry, actor = runtime().registry, current_actor()
    page = registry.help_of.get(name)
    if page is None or not manual.is_open(registry, page, actor):
        abort(404)
    text = manual.help_text(page, _language())
    beside = [
        one
        for module in manual.contents(registry, actor)
        for chapter in module.chapters
        if page in chapter.pages
        for one in chapter.pages
    ]
    return render_template(
        "help/show.html",
        page_title=text.title,
        text=marked_up(text.body),
        chapter=translate(page.chapter),
        beside=[{**_line(one), "active": one is page} for one in beside],
        screen=_screen(page),
    )


def _screen(page: HelpPage) -> str:
    """The address of the screen itself, where it has one without a number in it."""
    try:
        return url_for(page.name)
    except BuildError:
        return ""
