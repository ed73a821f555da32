"""The conformance suite really sees what it forbids: each fault is planted once."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from core.testing import catalogues
from core.testing.conformance import faults_of_imports, faults_of_readme, faults_of_tables
from core.testing.flat import Seen, faults_of_growth, lists_of, pages_of
from core.testing.norms import NormProof, faults_of_proofs
from core.web.lists.drawing import list_id

ROOT = Path(__file__).parents[2]
BUNDLED = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/plugin.py"))


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_plugin_inherits_the_suite(name: str) -> None:
    path = ROOT / "plugins" / name / "tests" / "test_conformance.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert "(PluginConformance)" in text, f"{path} has no class TestConformance(PluginConformance)"
    assert f'name = "{name}"' in text


# --- tables ---


@pytest.mark.usefixtures("application")
def test_a_table_without_the_plugins_prefix_is_seen_wherever_the_plugin_comes_from() -> None:
    package = "plugins.quotes"
    assert faults_of_tables(package, "quotes_") == []
    seen = faults_of_tables(package, "warranty_")
    assert "plugins.quotes.models.Offer: table quotes_offer" in seen


@pytest.mark.usefixtures("application")
def test_a_table_that_takes_another_plugins_prefix_is_seen() -> None:
    seen = faults_of_tables("reglament_warranty", "quotes_")
    assert "plugins.quotes.models.Offer: table quotes_offer" in seen


# --- imports ---


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        ("from core.documents.service import fire", "core.documents.service"),
        ("import core.sdkish", "core.sdkish"),
        ("from plugins.quotes.models import Offer", "plugins.quotes.models"),
        ("from plugins import quotes", "plugins"),
        ("from plugins.quotes import models", "plugins.quotes"),
    ],
)
def test_a_forbidden_import_of_a_package_from_outside_is_seen(
    tmp_path: Path, planted: str, named: str
) -> None:
    (tmp_path / "models.py").write_text(f"def late():\n    {planted}\n", encoding="utf-8")
    assert faults_of_imports("reglament_warranty", tmp_path) == [f"models.py: {named}"]


def test_a_bundled_plugin_that_leaves_its_folder_by_dots_is_seen(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("from ..quotes.models import Offer\n", encoding="utf-8")
    assert faults_of_imports("plugins.orders", tmp_path) == ["models.py: plugins.quotes.models"]


def test_what_a_plugin_may_import_is_not_complained_of(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(
        "from core.sdk import Norm\nfrom core.sdk.web import Screens\n"
        "from reglament_warranty.models import Card\nfrom .norms import ANSWER_DAYS\n",
        encoding="utf-8",
    )
    assert faults_of_imports("reglament_warranty", tmp_path) == []


# --- the diagram ---


def test_a_diagram_that_is_no_longer_true_is_seen_and_the_true_one_is_shown(
    tmp_path: Path, application: Flask
) -> None:
    kinds = application.extensions["reglament"].registry.document_types
    diagram = kinds["quotes.offer"].workflow.diagram()
    readme = tmp_path / "README.md"
    assert faults_of_readme(readme, {"quotes.offer": diagram}) == ["README.md: there is none"]
    readme.write_text(diagram.replace("sent", "gone"), encoding="utf-8")
    (fault,) = faults_of_readme(readme, {"quotes.offer": diagram})
    assert fault.endswith(diagram)


# --- catalogues ---


def test_a_string_that_was_not_translated_or_not_extracted_is_seen(tmp_path: Path) -> None:
    (tmp_path / "norms.py").write_text('A = N_("Срок")\nB = N_("Ново")\n', encoding="utf-8")
    for language, line in (("ru", 'msgstr "Срок"'), ("en", 'msgstr ""')):
        path = catalogues.catalogue_path(tmp_path / "locales", language)
        path.parent.mkdir(parents=True)
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        path.write_text(f'{head}msgid "Срок"\n{line}\n', encoding="utf-8")
    assert catalogues.faults(tmp_path, tmp_path / "locales") == [
        "ru: not extracted: Ново",
        "en: not extracted: Ново",
        "en: not translated: Срок",
    ]


# --- queries ---


def test_the_lists_and_pages_of_a_plugin_are_found_by_themselves(application: Flask) -> None:
    registry = application.extensions["reglament"].registry
    assert {one.name for one in lists_of("plugins.quotes")} >= {"quotes.offers", "quotes.requests"}
    pages = pages_of(application, registry, "plugins.quotes")
    assert {"/quotes/offers/", "/quotes/offers/board", "/quotes/requests/"} <= set(pages)
    assert not [page for page in pages if page.startswith("/directory")]


def test_a_query_for_each_row_and_a_list_that_nobody_saw_grow_are_seen() -> None:
    offers = next(one for one in lists_of("plugins.quotes") if one.name == "quotes.offers")
    few = Seen(["SELECT rows", "SELECT name"], {list_id(offers): 3})
    many = Seen(["SELECT rows", *["SELECT name"] * 30], {list_id(offers): 30})
    (slow,) = faults_of_growth({"/offers/": few}, {"/offers/": many}, [offers])
    assert slow.startswith("/offers/: 2 queries for 3 rows, 31 for 30")
    assert "SELECT name" in slow
    (unseen,) = faults_of_growth({"/offers/": few}, {"/offers/": few}, [offers])
    assert unseen.startswith("list quotes.offers: no page showed more rows")


# --- norms ---


def obedient(house: Any) -> object:
    """What comes of a norm that is read."""
    return house.values["quotes.answer_days"]


@contextmanager
def house() -> Iterator[Any]:
    """A company that only remembers what was set."""
    values: dict[str, Any] = {}

    def under(key: str, given: tuple[Any, Any], chosen: int) -> Any:
        values[key] = given[chosen]
        return nullcontext()

    yield SimpleNamespace(values=values, under=under)


def test_a_norm_that_is_obeyed_raises_no_complaint() -> None:
    proofs = {"quotes.answer_days": NormProof(("1", "5"), obedient)}
    assert faults_of_proofs(["quotes.answer_days"], proofs, house) == []


def test_a_norm_that_nothing_obeys_or_proves_or_declares_is_seen() -> None:
    proofs = {
        "quotes.answer_days": NormProof(("1", "5"), lambda _house: "the same"),
        "quotes.gone": NormProof(("1", "5"), obedient),
    }
    assert faults_of_proofs(["quotes.answer_days", "quotes.new"], proofs, house) == [
        "quotes.answer_days: nothing obeys it, 1 and 5 both give 'the same'",
        "quotes.gone: a proof of a norm that nobody declares",
        "quotes.new: no proof that anything obeys it",
    ]
