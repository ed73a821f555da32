"""Violations as rows, as one case, as figures."""
