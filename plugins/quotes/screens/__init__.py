"""Screens of the stage, a module or a package a document."""

from plugins.quotes.screens.offers import screens as offers
from plugins.quotes.screens.public import screens as public
from plugins.quotes.screens.requests import screens as requests

SCREENS = (requests, offers, public)
