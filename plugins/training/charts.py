"""The map of a process as a drawing: lanes by role, steps in order, arrows between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plugins.training.captions import wrap

# technical: sizes of the drawing, in its units
BOX_WIDTH = 200
BOX_HEIGHT = 140
GAP = 44
LANE_TITLE = 32
LANE_HEIGHT = 224
TOP = 10
LINE_LETTERS = 25
MOST_LINES = 3
TRACKS = 3
TRACK = 14
TRACK_TOP = 20


@dataclass(frozen=True)
class Step:
    """What is drawn of a step: its number is its place, from 1. ``notes`` are the intended time,
    the real one and the frequency, a line each; ``broken`` marks an intention that fails."""

    lane: str
    title: str
    notes: tuple[str, ...] = ()
    broken: bool = False
    branches: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Box:
    """A step on the drawing, in pixels from the upper left corner."""

    number: int
    x: int
    y: int
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    broken: bool


@dataclass(frozen=True)
class Arrow:
    """``path`` is the d of an SVG path; a branch has a label at (x, y)."""

    path: str
    branch: bool = False
    label: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True)
class Lane:
    """A stripe of one role."""

    title: str
    y: int


@dataclass(frozen=True)
class Drawing:
    """Everything that the template draws, with its size in pixels."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(steps: Sequence[Step]) -> Drawing:
    """Lay the steps out from left to right, each in the lane of its role."""
    titles = list(dict.fromkeys(step.lane for step in steps))
    boxes: list[Box] = []
    for index, step in enumerate(steps):
        # The role stands above its boxes: beside them it would push the process off a phone.
        x = GAP // 2 + index * (BOX_WIDTH + GAP)
        y = TOP + titles.index(step.lane) * LANE_HEIGHT + LANE_TITLE
        lines = wrap(step.title, LINE_LETTERS, MOST_LINES)
        boxes.append(Box(index + 1, x, y, lines, step.notes, step.broken))
    arrows = [_onward(one, other) for one, other in pairwise(boxes)]
    leads = [
        (box, boxes[to - 1], label)
        for box, step in zip(boxes, steps, strict=True)
        for to, label in step.branches
    ]
    arrows += [_branch(*lead, track % TRACKS) for track, lead in enumerate(leads)]
    return Drawing(
        width=len(steps) * (BOX_WIDTH + GAP),
        # technical: the margin above and below
        height=TOP * 2 + len(titles) * LANE_HEIGHT,
        lanes=tuple(Lane(title, TOP + row * LANE_HEIGHT) for row, title in enumerate(titles)),
        boxes=tuple(boxes),
        arrows=tuple(arrows),
    )


def _onward(one: Box, other: Box) -> Arrow:
    x1, y1 = one.x + BOX_WIDTH, one.y + BOX_HEIGHT // 2
    x2, y2 = other.x, other.y + BOX_HEIGHT // 2
    middle = (x1 + x2) // 2
    return Arrow(f"M{x1} {y1}H{middle}V{y2}H{x2}")


def _branch(one: Box, other: Box, label: str, track: int) -> Arrow:
    """Out of the bottom, along the edge of the lane, into the bottom of the other. Neighbours run
    on tracks of their own, else two lines would look like one."""
    x1, x2 = one.x + BOX_WIDTH // 2, other.x + BOX_WIDTH // 2
    low = max(one.y, other.y) + BOX_HEIGHT + TRACK_TOP + track * TRACK
    return Arrow(
        f"M{x1} {one.y + BOX_HEIGHT}V{low}H{x2}V{other.y + BOX_HEIGHT}",
        branch=True,
        label=label,
        # technical: the label a little away from its arrow
        x=x1 + 8,
        # technical: the same
        y=low - 4,
    )
