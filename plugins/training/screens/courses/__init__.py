"""Screens of courses and of the manual."""

from plugins.training.screens.courses import editing, files, manual, reading
from plugins.training.screens.courses.base import screens

SCREENS = (screens, manual.screens)

__all__ = ["SCREENS", "editing", "files", "manual", "reading", "screens"]
