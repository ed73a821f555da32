"""Screens of reading: the reader's, the watcher's, the journal, the public check."""

# Each module declares its routes when it is imported.
from plugins.training.screens.reading import (
    asking,
    checking,
    exceptions,
    journal,
    matrix,
    mine,
    noting,
    page,
    papers,
    people,
    signing,
)
from plugins.training.screens.reading.base import owner, watch
from plugins.training.screens.reading.base import screens as reading
from plugins.training.screens.reading.checking import screens as check
from plugins.training.screens.reading.journal import screens as journal_screens

SCREENS = (reading, owner, watch, journal_screens, check)

__all__ = [
    "SCREENS",
    "asking",
    "checking",
    "exceptions",
    "journal",
    "matrix",
    "mine",
    "noting",
    "page",
    "papers",
    "people",
    "signing",
]
