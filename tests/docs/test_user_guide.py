"""The user's guide calls buttons and fields what the screens call them."""

import re
from pathlib import Path

import pytest

from core.testing import catalogues
from tools.catalogues import components

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "user").glob("*.md"))
BOLD = re.compile(r"\*\*([^*]+)\*\*", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)\n\n\*[^*]+\*\n")


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every text of the program's own."""
    return {
        str(message.id[0] if isinstance(message.id, tuple | list) else message.id)
        for source, _ in components()
        for message in catalogues.extracted(source)
    }


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_name_in_bold_stands_on_a_screen(guide: Path, said: set[str]) -> None:
    text = guide.read_text(encoding="utf-8")
    # A question or a heading of a paragraph may be bold too: it ends with its own full stop or «?».
    names = {" ".join(name.split()) for name in BOLD.findall(text)}
    headings = {name for name in names if name.endswith((".", "?"))}
    assert sorted(names - headings - said) == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_picture_has_a_caption(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert len(PICTURE.findall(text)) == text.count("![")
