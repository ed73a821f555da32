"""Directories (справочники) that every stage of the business reads."""
