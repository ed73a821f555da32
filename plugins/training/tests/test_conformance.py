"""The plugin keeps the rules of the house."""

from core.testing.conformance import PluginConformance
from plugins.training.tests import proofs_regulations


class TestConformance(PluginConformance):
    name = "training"
    norm_proofs = {**proofs_regulations.PROOFS}  # noqa: RUF012
