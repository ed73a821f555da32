"""The core keeps those rules of its plugins that concern it too."""

from pathlib import Path

from core.testing import catalogues
from core.testing.faults import expect_none
from core.testing.norms import NormsConformance

ROOT = Path(__file__).parents[2]


class TestCore(NormsConformance):
    name = "core"

    def test_its_catalogues_say_everything_in_russian_and_in_english(self) -> None:
        expect_none(catalogues.faults(ROOT / "core", ROOT / "locales"))
