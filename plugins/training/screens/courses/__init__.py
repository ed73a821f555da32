"""Screens of courses. Each module adds its routes to the one set of screens."""

from plugins.training.screens.courses import editing, files, reading
from plugins.training.screens.courses.base import screens

__all__ = ["editing", "files", "reading", "screens"]
