"""Screens of the directories, one module a subject."""

from core.web.views.directory import (
    accounts,
    alternatives,
    contacts,
    material_groups,
    materials,
    merging,
    organisations,
    partners,
    price_import,
    prices,
    reference,
)

# Modules that are not named here add their routes to the screens of their owners.
SCREENS = (
    partners.screens,
    materials.screens,
    prices.screens,
    organisations.screens,
    reference.screens,
)

__all__ = [
    "SCREENS",
    "accounts",
    "alternatives",
    "contacts",
    "material_groups",
    "merging",
    "price_import",
]
