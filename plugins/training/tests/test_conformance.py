"""The plugin keeps the rules of the house."""

from core.testing.conformance import PluginConformance
from plugins.training.tests import norm_proofs


class TestConformance(PluginConformance):
    name = "training"
    norm_proofs = norm_proofs.PROOFS
