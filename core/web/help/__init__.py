"""The help about the core's own screens: contents here, texts in files beside, one a language."""

from pathlib import Path

from core.kernel.declarations import HelpPage

FOLDER = Path(__file__).parent
HELP: tuple[HelpPage, ...] = ()
