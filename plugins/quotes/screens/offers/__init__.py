"""Screens of offers."""

# Each module declares its routes when it is imported.
from plugins.quotes.screens.offers import (
    answering,
    board,
    deriving,
    editing,
    lists,
    sending,
    show,
)
from plugins.quotes.screens.offers.base import screens

__all__ = ["answering", "board", "deriving", "editing", "lists", "screens", "sending", "show"]
