"""Screens of scripts: prepared, led beside a call, rehearsed, counted."""

from plugins.training.screens.scripts import (
    editor,
    lists,
    player,
    rehearsals,
    statistics,
)
from plugins.training.screens.scripts.base import screens

SCREENS = (screens,)
__all__ = ["SCREENS", "editor", "lists", "player", "rehearsals", "statistics"]
