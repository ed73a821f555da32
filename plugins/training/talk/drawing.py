"""A script as a small drawing: levels from left to right by the shortest way from the start."""

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.training.captions import wrap
from plugins.training.models import BranchKind, ScriptStepKind
from plugins.training.talk.graph import Step

BOX_WIDTH = 156
BOX_HEIGHT = 52
GAP_X = 56
GAP_Y = 16
MARGIN = 10
LINE_LETTERS = 18
MOST_LINES = 2


@dataclass(frozen=True)
class Box:
    """A step on the drawing, in pixels from the upper left corner."""

    uid: str
    number: int
    kind: ScriptStepKind
    x: int
    y: int
    lines: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class Line:
    """A branch: the ``d`` of an SVG path."""

    path: str
    objection: bool


@dataclass(frozen=True)
class Drawing:
    """All of it, with its size in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(steps: Sequence[Step]) -> Drawing:
    """Lay the steps out. What is not reached stands in a column of its own at the right."""
    levels = _levels(steps)
    places: dict[str, tuple[int, int]] = {}
    filled: dict[int, int] = {}
    boxes: list[Box] = []
    for number, step in enumerate(steps, start=1):
        level = levels[step.uid]
        row = filled.get(level, 0)
        filled[level] = row + 1
        x = MARGIN + level * (BOX_WIDTH + GAP_X)
        y = MARGIN + row * (BOX_HEIGHT + GAP_Y)
        places[step.uid] = (x, y)
        title = wrap(step.title, LINE_LETTERS, MOST_LINES)
        boxes.append(Box(step.uid, number, step.kind, x, y, title, step.title))
    lines = tuple(
        Line(_path(places[step.uid], places[to]), kind is BranchKind.OBJECTION)
        for step in steps
        for kind in BranchKind
        for to in step.leads(kind)
        if to in places
    )
    return Drawing(
        width=MARGIN * 2 + (max(filled, default=0) + 1) * (BOX_WIDTH + GAP_X) - GAP_X // 2,
        height=MARGIN * 2 + max(filled.values(), default=1) * (BOX_HEIGHT + GAP_Y) - GAP_Y,
        boxes=tuple(boxes),
        lines=lines,
    )


def _levels(steps: Sequence[Step]) -> dict[str, int]:
    known = {step.uid: step for step in steps}
    levels: dict[str, int] = {}
    layer = [steps[0].uid] if steps else []
    while layer:
        levels |= dict.fromkeys(layer, max(levels.values(), default=-1) + 1)
        onward = (to for uid in layer for kind in BranchKind for to in known[uid].leads(kind))
        layer = [to for to in dict.fromkeys(onward) if to in known and to not in levels]
    beyond = max(levels.values(), default=-1) + 1
    return {step.uid: levels.get(step.uid, beyond) for step in steps}


def _path(one: tuple[int, int], other: tuple[int, int]) -> str:
    """From the right edge to the left one; within a column around its right side, and from a
    later column back into the right edge: never across the boxes between."""
    (x1, y1), (x2, y2) = one, other
    middle1, middle2 = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    right1, right2 = x1 + BOX_WIDTH, x2 + BOX_WIDTH
    if x2 > x1:
        bend = (right1 + x2) // 2
        return f"M{right1} {middle1}C{bend} {middle1} {bend} {middle2} {x2} {middle2}"
    if x2 == x1:
        bend = right1 + GAP_X // 2
        return f"M{right1} {middle1}C{bend} {middle1} {bend} {middle2} {right2} {middle2}"
    bend = (right2 + x1) // 2
    return f"M{x1} {middle1}C{bend} {middle1} {bend} {middle2} {right2} {middle2}"
