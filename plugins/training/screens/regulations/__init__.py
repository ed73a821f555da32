"""Screens of regulations."""

# Each module declares its routes when it is imported.
from plugins.training.screens.regulations import show
from plugins.training.screens.regulations.base import screens

__all__ = ["screens", "show"]
