"""Screens of the core, one module a subject."""

from core.web.views import (
    admin,
    auth,
    documents,
    health,
    home,
    norms,
    profile,
    registry,
    search,
)

SCREENS = (
    admin.screens,
    auth.screens,
    documents.screens,
    health.screens,
    home.screens,
    norms.screens,
    profile.screens,
    registry.screens,
    search.screens,
)
