"""Screens of violations, complaints and cases outside the rules."""

from plugins.training.screens.violations import (
    acquainting,
    analysis,
    deciding,
    home,
    lists,
    report,
    show,
)
from plugins.training.screens.violations.base import screens

__all__ = ["acquainting", "analysis", "deciding", "home", "lists", "report", "screens", "show"]
