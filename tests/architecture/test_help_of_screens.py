"""Every screen has its help, in both languages, and the manual is made of nothing else.

Who adds a screen adds its help: a file a language in the component's folder ``help``, named in its
``HELP``. An address that is no screen of its own (a fragment, a file, a redirect) is named below.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from core.extending import manual
from core.extending.manager import available
from core.extending.registry import Registry
from core.kernel.declarations import HelpPage

NO_SCREENS = frozenset(
    {
        # The page of a document leads on to the page of its own stage.
        "documents.show",
        "quotes_offers.approvals",
        # The questions of a step are begun by a button and answered on a page of questions.
        "training_onboarding.quiz",
        # Files.
        "documents.attachment",
        "documents.preview",
        "jobs.result",
        "mailbox.file",
        "organisations.logo",
        "prices.report",
        "prices.template",
        "quotes_offers.pdf",
        "quotes_public.logo",
        "quotes_public.pdf",
        "samples.download",
        "training_courses.file",
        "training_reading.signature_json",
        "training_reading.signature_pdf",
        "training_regulations.effect_file",
        "training_regulations.pdf",
        "training_scripts.export",
        "training_watch.version_json",
        "training_watch.version_pdf",
        # Parts of a page, and what its scripts ask for.
        "design.suggest",
        "mailbox.page",
        "materials.suggest",
        "partners.alike",
        "partners.suggest",
        "prices.progress_state",
        "training_violations.clauses",
        "quotes_offers.contacts",
        "quotes_offers.sendings",
        "quotes_offers.suggest",
        "quotes_requests.contacts",
        "quotes_requests.line",
        "quotes_requests.suggest_materials",
        "quotes_requests.suggest_units",
        "search.suggest",
        # For machines.
        "health.live",
        "health.ready",
    }
)
LINK = re.compile(r"\]\(/help/([^)#]*)")
LEAST = 80
"""Letters in the shortest text that says anything."""


@pytest.fixture(scope="module")
def registry(application: Flask) -> Registry:
    """All bundled plugins together."""
    found: Registry = application.extensions["reglament"].registry
    assert set(available()) <= set(found.manifests)
    return found


def pages(registry: Registry) -> Iterator[HelpPage]:
    for group in registry.help.values():
        yield from group


def test_every_screen_has_its_help(application: Flask, registry: Registry) -> None:
    screens = {
        rule.endpoint
        for rule in application.url_map.iter_rules()
        if "GET" in (rule.methods or set())
    }

    assert sorted(screens - set(registry.help_of) - NO_SCREENS) == []


def test_what_is_called_no_screen_exists_and_has_no_help(
    application: Flask, registry: Registry
) -> None:
    endpoints = {rule.endpoint for rule in application.url_map.iter_rules()}

    assert sorted(NO_SCREENS - endpoints) == []
    assert sorted(NO_SCREENS & set(registry.help_of)) == []


@pytest.mark.parametrize("language", manual.LANGUAGES)
def test_every_help_page_is_written_in_the_language(registry: Registry, language: str) -> None:
    absent = [
        page.name
        for page in pages(registry)
        if not (page.folder / language / f"{page.name}.md").is_file()
    ]
    assert absent == []
    empty = [
        page.name for page in pages(registry) if len(manual.help_text(page, language).body) < LEAST
    ]
    assert empty == []


def test_titles_of_one_module_do_not_repeat(registry: Registry) -> None:
    for name, group in registry.help.items():
        for language in manual.LANGUAGES:
            titles = [manual.help_text(page, language).title for page in group]
            assert len(set(titles)) == len(titles), name


def test_no_text_lies_about_without_a_page(registry: Registry) -> None:
    known = {(page.folder, page.name) for page in pages(registry)}
    for folder in {page.folder for page in pages(registry)}:
        for path in folder.glob("*/*.md"):
            assert (folder, path.stem) in known, path


def test_links_between_pages_lead_somewhere(registry: Registry) -> None:
    for page in pages(registry):
        for language in manual.LANGUAGES:
            for target in LINK.findall(manual.help_text(page, language).body):
                assert target in registry.help_of, f"{page.name}: /help/{target}"


@pytest.mark.parametrize("language", ["en"])
def test_a_translation_has_the_same_headings_as_the_source(
    registry: Registry, language: str
) -> None:
    for page in pages(registry):
        source, other = (
            len(re.findall(r"^## ", manual.help_text(page, one).body, re.MULTILINE))
            for one in (manual.SOURCE, language)
        )
        assert source == other, page.name
