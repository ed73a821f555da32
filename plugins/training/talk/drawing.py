"""A script as a small drawing: levels from left to right by the shortest way from the start.

What the customer may answer stands in the box of the step, a row an answer, and each line begins
at its row: words never meet lines or other words, and it is plain whose they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.training.captions import wrap
from plugins.training.models import BranchKind, ScriptStepKind
from plugins.training.talk.graph import Branch, Step

BOX_WIDTH = 216
GAP_X = 88
GAP_Y = 22
MARGIN = 12
LINE_LETTERS = 25
MOST_LINES = 2
TITLE_LINE = 18
HEAD_PAD = 17
LABEL_LETTERS = 27
LABEL_LINES = 3
LABEL_LINE = 15
ROW_PAD = 11
TIP = 8
_BASELINE = 4
"""How far the base of a line of words is below its middle."""


@dataclass(frozen=True)
class Answer:
    """A row of a box: what the customer says, in lines of which the first has its base at ``y``.
    The row begins at ``top``; its line leaves at ``port``, a point of the box's edge, or nowhere
    where the branch leads to no step."""

    text: str
    lines: tuple[str, ...]
    objection: bool
    top: int
    y: int
    port: tuple[int, int] | None


@dataclass(frozen=True)
class Box:
    """A step on the drawing, in pixels from the upper left corner; the base of the first line of
    its title is at ``base``."""

    uid: str
    number: int
    kind: ScriptStepKind
    x: int
    y: int
    height: int
    base: int
    lines: tuple[str, ...]
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Line:
    """A branch: the ``d`` of two SVG paths, the line and the arrow at its end."""

    path: str
    tip: str
    objection: bool


@dataclass(frozen=True)
class Drawing:
    """All of it, with its size in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box_width: int = BOX_WIDTH


def draw(steps: Sequence[Step]) -> Drawing:
    """Lay the steps out. What is not reached stands in a column of its own at the right."""
    levels = _levels(steps)
    columns: dict[int, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for step in steps:
        level = levels[step.uid]
        y = columns.get(level, MARGIN)
        places[step.uid] = (MARGIN + level * (BOX_WIDTH + GAP_X), y)
        columns[level] = y + _height(step) + GAP_Y
    boxes = tuple(_box(number, step, places) for number, step in enumerate(steps, start=1))
    heads = {step.uid: _head(step) // 2 for step in steps}
    lines = tuple(
        _line(answer.port, places[box.uid], places[to], heads[to], objection=answer.objection)
        for box, step in zip(boxes, steps, strict=True)
        for answer, to in zip(box.answers, (one.to for one in step.branches), strict=True)
        if answer.port is not None
    )
    return Drawing(
        # Lines that come back to their own column go round its right side.
        width=MARGIN + (max(columns, default=0) + 1) * (BOX_WIDTH + GAP_X),
        height=max(columns.values(), default=MARGIN) - GAP_Y + MARGIN,
        boxes=boxes,
        lines=lines,
    )


def _title(step: Step) -> tuple[str, ...]:
    return wrap(step.title, LINE_LETTERS, MOST_LINES)


def _label(branch: Branch) -> tuple[str, ...]:
    return wrap(branch.text, LABEL_LETTERS, LABEL_LINES)


def _head(step: Step) -> int:
    """The height of the title's part of a box."""
    return TITLE_LINE * max(len(_title(step)), 1) + HEAD_PAD


def _row(branch: Branch) -> int:
    return LABEL_LINE * max(len(_label(branch)), 1) + ROW_PAD


def _height(step: Step) -> int:
    return _head(step) + sum(map(_row, step.branches))


def _box(number: int, step: Step, places: dict[str, tuple[int, int]]) -> Box:
    x, y = places[step.uid]
    top = y + _head(step)
    answers: list[Answer] = []
    for branch in step.branches:
        middle = top + _row(branch) // 2
        label = _label(branch)
        base = middle + _BASELINE - LABEL_LINE * (len(label) - 1) // 2
        to = places.get(branch.to)
        # Back goes from the left edge: round the box would be across its neighbours.
        port = None if to is None else (x if to[0] < x else x + BOX_WIDTH, middle)
        objection = branch.kind is BranchKind.OBJECTION
        answers.append(Answer(branch.text, label, objection, top, base, port))
        top += _row(branch)
    lines = _title(step)
    base = y + _head(step) // 2 + _BASELINE + 1 - TITLE_LINE * (len(lines) - 1) // 2
    return Box(step.uid, number, step.kind, x, y, top - y, base, lines, step.title, tuple(answers))


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


def _line(
    port: tuple[int, int],
    one: tuple[int, int],
    other: tuple[int, int],
    head: int,
    *,
    objection: bool,
) -> Line:
    """From the row to the title of the other box: to its left edge, and within a column or from a
    later one to its right edge."""
    (x1, y1), x2, y2 = port, other[0], other[1] + head
    if other[0] > one[0]:
        bend = (x1 + x2) // 2
    elif other[0] == one[0]:
        x2 += BOX_WIDTH
        bend = x1 + GAP_X * 3 // 4
    else:
        x2 += BOX_WIDTH
        bend = (x2 + x1) // 2
    back = -TIP if other[0] > one[0] else TIP
    return Line(
        f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}",
        f"M{x2} {y2}l{back} {-TIP // 2}v{TIP}z",
        objection,
    )
