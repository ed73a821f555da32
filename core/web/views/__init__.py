"""Screens of the core, one module a subject."""

from core.web.views import auth, documents, health, home, profile, search

SCREENS = (
    auth.screens,
    documents.screens,
    health.screens,
    home.screens,
    profile.screens,
    search.screens,
)
