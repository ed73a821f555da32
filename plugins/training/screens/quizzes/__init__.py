"""Screens of questions: answered, prepared, read by the mentor."""

from plugins.training.screens.quizzes import answering, editing, lists, reviewing
from plugins.training.screens.quizzes.base import screens

SCREENS = (screens, reviewing.screens)

__all__ = ["SCREENS", "answering", "editing", "lists", "reviewing", "screens"]
