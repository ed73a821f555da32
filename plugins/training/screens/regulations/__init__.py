"""Screens of regulations."""

# Each module declares its routes when it is imported.
from plugins.training.screens.regulations import (
    approval,
    compare,
    editor,
    effect,
    home,
    lists,
    paper,
    picker,
    questions,
    rehearsal,
    show,
    talk,
)
from plugins.training.screens.regulations.base import screens

__all__ = [
    "approval",
    "compare",
    "editor",
    "effect",
    "home",
    "lists",
    "paper",
    "picker",
    "questions",
    "rehearsal",
    "screens",
    "show",
    "talk",
]
