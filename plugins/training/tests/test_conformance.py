"""The plugin keeps the rules of the house."""

from core.testing.conformance import PluginConformance


class TestConformance(PluginConformance):
    name = "training"
