"""Screens of requests. Each module adds its routes to the one set of screens."""

from plugins.quotes.screens.requests import (
    board,
    create,
    edit,
    lists,
    reports,
    show,
    suggest,
    table,
)
from plugins.quotes.screens.requests.base import screens

__all__ = [
    "board",
    "create",
    "edit",
    "lists",
    "reports",
    "screens",
    "show",
    "suggest",
    "table",
]
