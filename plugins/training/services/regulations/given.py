"""A regulation as a person gives it."""

from dataclasses import dataclass
from datetime import timedelta

from plugins.training.models import RegulationKind

TYPE = "training.regulation"
OPEN = ("draft", "discussion")
"""States in which the text may still change."""
# technical: lengths of columns, and the way of a moment from a form to here
MAX_CODE = 40
MAX_TITLE = 200
MAX_BODY = 1_000_000
MAX_TEXT = 5000
AT_ONCE = timedelta(minutes=1)
"""A moment that was chosen as «now» has passed by the time the choice arrives."""


@dataclass(frozen=True)
class RegulationInput:
    """A regulation as a person gives it. ``roles`` and ``departments`` both empty: everybody."""

    code: str
    title: str
    kind: RegulationKind
    owner_id: int
    roles: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
