"""The texts of the help: contents, search, the words of one page. The manual is made of the same.

A text is a file of the component that declares the page, one for each language. Russian is the
source; where another language has no text yet, the Russian one answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.extending.manager import CORE
from core.extending.registry import Registry
from core.kernel.declarations import HelpPage
from core.kernel.markdown import words_of
from core.kernel.permissions import Actor, Permission
from core.kernel.stems import tokens
from core.kernel.text import N_

SOURCE = "ru"
LANGUAGES = (SOURCE, "en")
COMMON = N_("Общее")
"""What the reader calls the core: he knows modules only."""


class NoHelp(LookupError):
    """The file of a help page is absent or begins with no title."""


@dataclass(frozen=True)
class HelpText:
    """A page in one language; ``body`` is Markdown without the title."""

    title: str
    body: str


@dataclass(frozen=True)
class HelpChapter:
    """A heading of the contents with its pages."""

    title: str
    pages: Sequence[HelpPage]


@dataclass(frozen=True)
class HelpModule:
    """A module of the program with its chapters, by the title of its manifest."""

    name: str
    title: str
    chapters: Sequence[HelpChapter]


@cache
def help_text(page: HelpPage, language: str) -> HelpText:
    """The text in that language, or in Russian where there is none. Raises NoHelp."""
    for one in dict.fromkeys((language, SOURCE)):
        path = page.folder / one / f"{page.name}.md"
        if path.is_file():
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            if not title.startswith("# "):
                raise NoHelp(f"{path}: the first line must be the title, «# …»")
            return HelpText(title.removeprefix("# ").strip(), body.strip())
    raise NoHelp(f"{page.folder / SOURCE / page.name}.md is absent")


def contents(registry: Registry, actor: Actor) -> list[HelpModule]:
    """Pages about the screens that the person may open, by module and chapter."""
    found: list[HelpModule] = []
    for name, pages in registry.help.items():
        chapters: dict[str, list[HelpPage]] = {}
        for page in pages:
            if is_open(registry, page, actor):
                chapters.setdefault(page.chapter, []).append(page)
        if chapters:
            found.append(
                HelpModule(
                    name,
                    COMMON if name == CORE else registry.manifests[name].title,
                    [HelpChapter(title, group) for title, group in chapters.items()],
                )
            )
    return found


def is_open(registry: Registry, page: HelpPage, actor: Actor) -> bool:
    """Whether the person may open one of the screens at least that the page is about."""
    for screens in registry.screens:
        for endpoint in page.endpoints:
            allowed = screens.access.get(endpoint)
            # What is no permission is open to everybody or to everybody logged in.
            if allowed is not None and (not isinstance(allowed, Permission) or actor.can(allowed)):
                return True
    return False


def search(
    registry: Registry, actor: Actor, text: str, language: str, limit: int = 50
) -> list[HelpPage]:
    """Pages with all the words in whatever form; those with a word in the title come first."""
    asked = tokens(text)
    if not asked:
        return []
    found: list[tuple[int, HelpPage]] = []
    for module in contents(registry, actor):
        for chapter in module.chapters:
            for page in chapter.pages:
                title, body = _stems(page, language)
                if all(_has(word, title) or _has(word, body) for word in asked):
                    found.append((-sum(_has(word, title) for word in asked), page))
    found.sort(key=lambda item: item[0])
    return [page for _rank, page in found[:limit]]


def _has(word: str, stems: frozenset[str]) -> bool:
    return word in stems or any(one.startswith(word) for one in stems)


@cache
def _stems(page: HelpPage, language: str) -> tuple[frozenset[str], frozenset[str]]:
    text = help_text(page, language)
    return frozenset(tokens(text.title)), frozenset(tokens(words_of(text.body)))
