"""Pages lead where they say, show pictures that exist, and tell of every plugin what it has."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from core.app import CORE
from core.extending.manager import available, collect
from core.extending.registry import Registry

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "plugins").glob("*/README.md"),
    ]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Addresses of headings, as GitHub and GitLab make them."""
    found = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(prose(page)))
    return {title.strip().replace(" ", "-") for title in found}


@pytest.mark.parametrize("source", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(source: Path) -> None:
    for target in LINK.findall(prose(source)):
        path, _, anchor = unquote(target).partition("#")
        if ":" in path:
            continue
        found = (source.parent / path).resolve() if path else source
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found), target


def test_no_picture_lies_about_unused() -> None:
    used = {
        (page.parent / target).resolve() for page in PAGES for target in LINK.findall(prose(page))
    }
    pictures = {path.resolve() for path in (ROOT / "docs").rglob("*.png")}
    assert pictures - used == set()


@pytest.fixture(scope="module")
def registry() -> Registry:
    return collect(CORE, available())


@pytest.mark.parametrize("plugin", sorted(available()))
def test_a_plugins_readme_names_what_the_plugin_declares(plugin: str, registry: Registry) -> None:
    readme = (registry.manifests[plugin].root / "README.md").read_text(encoding="utf-8")
    declared = [
        *registry.permissions,
        *registry.norms,
        *registry.slots,
        *registry.jobs,
        *(one.name for one in registry.checks),
        *(fill.slot for fills in registry.slot_fills.values() for fill in fills),
    ]
    own = [name for name in declared if name.startswith(f"{plugin}.")]
    moves = [
        f"{code}:{move.name}"
        for code, kind in registry.document_types.items()
        if code.startswith(f"{plugin}.")
        for move in kind.workflow.transitions
    ]
    assert [name for name in [*own, *moves] if f"`{name}`" not in readme] == []
    for key in registry.norms:
        if key.startswith(f"{plugin}."):
            value = f"{registry.norms[key].default.normalize():f}"
            assert re.search(rf"`{re.escape(key)}`.*\b{value}\b", readme), f"{key}: {value}"
