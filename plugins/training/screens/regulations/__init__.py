"""Screens of regulations."""

# Each module declares its routes when it is imported.
from plugins.training.screens.regulations import compare, editor, picker, show
from plugins.training.screens.regulations.base import screens

__all__ = ["compare", "editor", "picker", "screens", "show"]
