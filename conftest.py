"""Fixtures for all tests."""

from hypothesis import settings

pytest_plugins = ["core.testing.fixtures"]

# What a change must pass asks every change the same; a run of pytest by itself asks something new.
settings.register_profile("same", derandomize=True)
