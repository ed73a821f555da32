"""Screens of the core, one module a subject."""

from core.web.views import (
    admin,
    auth,
    departments,
    design,
    documents,
    health,
    help,
    home,
    invitation,
    jobs,
    mailbox,
    norms,
    profile,
    registry,
    samples,
    search,
)
from core.web.views.directory import SCREENS as DIRECTORY_SCREENS

SCREENS = (
    admin.screens,
    auth.screens,
    departments.screens,
    design.screens,
    documents.screens,
    health.screens,
    help.screens,
    home.screens,
    invitation.screens,
    jobs.screens,
    mailbox.screens,
    norms.screens,
    profile.screens,
    registry.screens,
    samples.screens,
    search.screens,
    *DIRECTORY_SCREENS,
)
