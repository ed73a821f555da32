"""Forms of discovery: steps as cards that are moved, with the words of each in full."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Self

from flask_babel import lazy_gettext

from core.sdk import Role, parse_quantity, typed_number
from core.sdk.intake import NotANumber
from core.sdk.web import (
    AppForm,
    LineRow,
    LineRows,
    TextField,
    VersionedForm,
    optional_id,
    render,
    required,
)
from plugins.training.models import MapStep, WayStep
from plugins.training.services.discovery import (
    MOST_BRANCHES,
    BranchInput,
    MapStepInput,
    WayStepInput,
)

_CELL = re.compile(r"lines-(\d{1,6})-(\w+)")
_ADD, _REMOVE, _UP, _DOWN = "lines-add", "lines-remove", "lines-up", "lines-down"


class ProcessForm(AppForm):
    """A process to be described."""

    title = TextField(lazy_gettext("Название процесса"), [required()])


class StepsForm(VersionedForm):
    """What stands around the steps."""


class WayRow(LineRow):
    """A step as a person takes it."""

    CELLS = ("title", "what", "hours", "arguments", "tools", "stage")
    TYPED = ("title", "what", "arguments", "tools")


class MapRow(LineRow):
    """A step of the common process. ``to_0`` is the key of the step that the first bypass leads
    to, ``label_0`` says when it is taken."""

    CELLS = (
        *("key", "role", "title", "what", "hours", "stage", "arguments", "tools", "origin_id"),
        *(f"{cell}_{place}" for place in range(MOST_BRANCHES) for cell in ("to", "label")),
    )
    TYPED = ("title", "what", "arguments", "tools")


def _posted(data: Mapping[str, str], cells: Sequence[str]) -> list[dict[str, str]]:
    """Steps in the order in which they stand on the page, not of their numbers: a step that was
    dragged keeps the names of its fields. Line breaks in long texts stay.

    The buttons that add, remove and move a step work here where there are no scripts.
    """
    found: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        match = _CELL.fullmatch(name)
        if match is not None and match[2] in cells:
            found.setdefault(int(match[1]), {})[match[2]] = value.replace("\r\n", "\n")
    order = [number for number in found if number != optional_id(data.get(_REMOVE))]
    for button, shift in ((_UP, -1), (_DOWN, 1)):
        moved = optional_id(data.get(button))
        if moved in order:
            place = order.index(moved)
            order.insert(max(place + shift, 0), order.pop(place))
    rows = [found[number] for number in order]
    if _ADD in data or not rows:
        rows.append({})
    return rows


def _asks_only_for_redrawing(data: Mapping[str, str]) -> bool:
    return any(name in data for name in (_ADD, _REMOVE, _UP, _DOWN))


def _hours(row: LineRow) -> Decimal | None:
    text = row.text("hours")
    if not text:
        return None
    try:
        return parse_quantity(text)
    except NotANumber as error:
        row.refuse("hours", render(error.message))
        return None


def _typed(value: Decimal | None) -> str:
    return "" if value is None else typed_number(value)


class WayRows(LineRows[WayRow, WayStepInput]):
    """A person's own way, step by step."""

    row_type = WayRow

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> Self:
        """The steps of a posted form, as they stand on the page."""
        return cls(map(WayRow, _posted(data, WayRow.CELLS)))

    @staticmethod
    def only_redrawn(data: Mapping[str, str]) -> bool:
        """Whether the form only asks for a step more, one less, or in another place."""
        return _asks_only_for_redrawing(data)

    @classmethod
    def kept(cls, steps: Iterable[WayStep]) -> "WayRows":
        """Rows of a saved description."""
        return cls(
            WayRow(
                {
                    "title": step.title,
                    "what": step.what,
                    "hours": _typed(step.hours),
                    "arguments": step.arguments,
                    "tools": step.tools,
                    "stage": step.stage,
                }
            )
            for step in steps
        )

    @staticmethod
    def read(row: WayRow) -> WayStepInput:
        """The row as the service takes it."""
        return WayStepInput(
            title=row.text("title"),
            what=row.text("what"),
            hours=_hours(row),
            arguments=row.text("arguments"),
            tools=row.text("tools"),
            stage=row.text("stage"),
        )


class MapRows(LineRows[MapRow, MapStepInput]):
    """The common process, step by step. Each row has a key by which bypasses lead to it."""

    row_type = MapRow

    def __init__(self, rows: Iterable[MapRow]) -> None:
        super().__init__(rows)
        used = {row.text("key") for row in self.rows}
        numbers = range(len(used) + len(self.rows))
        fresh = (key for key in (f"n{number}" for number in numbers) if key not in used)
        for row in self.rows:
            if not row.text("key"):
                row.cells["key"] = next(fresh)
            row.cells.setdefault("role", Role.MANAGER.value)

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> Self:
        """The steps of a posted form, as they stand on the page."""
        return cls(map(MapRow, _posted(data, MapRow.CELLS)))

    @staticmethod
    def only_redrawn(data: Mapping[str, str]) -> bool:
        """Whether the form only asks for a step more, one less, or in another place."""
        return _asks_only_for_redrawing(data)

    @classmethod
    def kept(cls, steps: Iterable[MapStep]) -> "MapRows":
        """Rows of the saved process."""
        return cls(
            MapRow(
                {
                    "key": f"s{step.position}",
                    "role": step.role,
                    "title": step.title,
                    "what": step.what,
                    "hours": _typed(step.hours),
                    "stage": step.stage,
                    "arguments": step.arguments,
                    "tools": step.tools,
                    "origin_id": str(step.origin_id or ""),
                    **_branch_cells(step.branches),
                }
            )
            for step in steps
        )

    @staticmethod
    def read(row: MapRow) -> MapStepInput:
        """The row as the service takes it."""
        branches = (
            BranchInput(row.text(f"to_{place}"), row.text(f"label_{place}"))
            for place in range(MOST_BRANCHES)
        )
        return MapStepInput(
            title=row.text("title"),
            role=row.text("role"),
            what=row.text("what"),
            hours=_hours(row),
            stage=row.text("stage"),
            arguments=row.text("arguments"),
            tools=row.text("tools"),
            branches=tuple(one for one in branches if one.to or one.label),
            key=row.text("key"),
            origin_id=optional_id(row.text("origin_id")),
        )

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Where a bypass may lead: key and «3. Подобрать и посчитать»."""
        return [
            (row.text("key"), f"{number}. {row.text('title')}")
            for number, row in enumerate(self.rows, start=1)
        ]


def _branch_cells(branches: Iterable[dict[str, Any]]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for place, one in enumerate(branches):
        cells[f"to_{place}"] = f"s{one['to']}"
        cells[f"label_{place}"] = one["label"]
    return cells


def branches_in_words(branches: Iterable[dict[str, Any]]) -> str:
    """«4: скидка больше; 7»: number of the step and when it is taken."""
    return "; ".join(
        f"{one['to']}: {one['label']}" if one["label"] else str(one["to"]) for one in branches
    )
