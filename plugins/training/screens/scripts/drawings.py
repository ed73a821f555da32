"""The drawing of a script as templates take it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plugins.training.talk.drawing import Drawing, draw
from plugins.training.talk.graph import Step


@dataclass(frozen=True)
class Shown:
    """A drawing with the steps that have faults."""

    drawing: Drawing
    faulty: frozenset[str]


def drawing_for(steps: Sequence[Step], faulty: Iterable[str] = ()) -> Shown | None:
    """None where there is nothing to draw."""
    return Shown(draw(steps), frozenset(faulty)) if steps else None
