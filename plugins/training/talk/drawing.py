"""A script as a small drawing: levels from left to right by the shortest way from the start."""

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.training.captions import wrap
from plugins.training.models import BranchKind, ScriptStepKind
from plugins.training.talk.graph import Branch, Step

BOX_WIDTH = 156
BOX_HEIGHT = 52
GAP_X = 168
GAP_Y = 24
MARGIN = 10
LINE_LETTERS = 18
MOST_LINES = 2
LABEL_LETTERS = 22
LABEL_WIDTH = 150
LABEL_LINE = 14


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
    """A branch: the ``d`` of an SVG path, and what the customer says, in lines around the middle
    ``x``, the first of them with its base at ``y``."""

    path: str
    objection: bool
    label: tuple[str, ...]
    x: int
    y: int


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
    lines: list[Line] = []
    taken: list[tuple[int, int, int]] = []
    for step in steps:
        for branch in step.branches:
            if branch.to in places:
                lines.append(_line(branch, places[step.uid], places[branch.to], taken))
    lowest = max((bottom for _x, _top, bottom in taken), default=0)
    rows = max(filled.values(), default=1) * (BOX_HEIGHT + GAP_Y) - GAP_Y
    return Drawing(
        width=MARGIN * 2 + (max(filled, default=0) + 1) * (BOX_WIDTH + GAP_X),
        height=max(MARGIN * 2 + rows, lowest + MARGIN),
        boxes=tuple(boxes),
        lines=tuple(lines),
    )


def _line(
    branch: Branch,
    one: tuple[int, int],
    other: tuple[int, int],
    taken: list[tuple[int, int, int]],
) -> Line:
    """The branch with its words in the gap beside its step, below those that already stand there.

    ``taken`` are the labels so far: middle, top and bottom of each.
    """
    label = wrap(branch.text, LABEL_LETTERS, MOST_LINES)
    height = LABEL_LINE * len(label)
    forward = other[0] >= one[0]
    x = one[0] + BOX_WIDTH + GAP_X // 2 if forward else one[0] - GAP_X // 2
    # A longer way leaves its step level and only then bends to its end.
    near = abs(other[0] - one[0]) <= BOX_WIDTH + GAP_X
    middle = (one[1] + other[1] + BOX_HEIGHT) // 2 if near else one[1] + BOX_HEIGHT // 2
    top = max(middle - height // 2, 0)
    for _x, above, below in sorted(place for place in taken if place[0] == x):
        if above < top + height and top < below:
            top = below
    taken.append((x, top, top + height))
    path = _path(one, other)
    return Line(path, branch.kind is BranchKind.OBJECTION, label, x, top + LABEL_LINE - 3)


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
