"""The plugin keeps the rules of the house."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.testing.conformance import PluginConformance
from core.testing.flat import WhoIs
from plugins.training.tests import norm_proofs, rows


class TestConformance(PluginConformance):
    name = "training"
    norm_proofs = norm_proofs.PROOFS
    # The director watches everybody, the trainer prepares questions and leads newcomers.
    readers = ("director", "vera", "zhanna")

    def make_rows(self, session: Session, who_is: WhoIs, count: int) -> Iterable[str]:
        return rows.make_rows(session, who_is, count)
