"""Fixtures for all tests."""

pytest_plugins = ["core.testing.fixtures"]
