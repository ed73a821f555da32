"""Гарантийные талоны: a plugin of Reglament that lives in a package of its own."""
