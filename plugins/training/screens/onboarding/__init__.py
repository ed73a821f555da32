"""Screens of onboarding."""

# Each module declares its routes when it is imported.
from plugins.training.screens.onboarding import plans, steps, templates
from plugins.training.screens.onboarding.base import screens

__all__ = ["plans", "screens", "steps", "templates"]
