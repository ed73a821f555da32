"""Screens, a package or a module an area."""
