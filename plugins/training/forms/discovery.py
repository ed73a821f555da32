"""Forms of discovery: steps as cells of a spreadsheet."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
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
from plugins.training.services.discovery import MapStepInput, WayStepInput


class ProcessForm(AppForm):
    """A process to be described."""

    title = TextField(lazy_gettext("Название процесса"), [required()])


class StepsForm(VersionedForm):
    """What stands around the rows of steps."""


class WayRow(LineRow):
    """A step as a person takes it."""

    CELLS = ("title", "what", "hours", "arguments", "tools", "stage")
    TYPED = ("title", "what", "arguments", "tools")


class MapRow(LineRow):
    """A step of the common process."""

    CELLS = ("role", "title", "what", "hours", "stage", "branches", "origin_id")
    TYPED = ("title", "what", "branches")


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
    """The common process, step by step."""

    row_type = MapRow

    @classmethod
    def kept(cls, steps: Iterable[MapStep]) -> "MapRows":
        """Rows of the saved process."""
        return cls(
            MapRow(
                {
                    "role": step.role,
                    "title": step.title,
                    "what": step.what,
                    "hours": _typed(step.hours),
                    "stage": step.stage,
                    "branches": branches_in_words(step.branches),
                    "origin_id": str(step.origin_id or ""),
                }
            )
            for step in steps
        )

    @staticmethod
    def read(row: MapRow) -> MapStepInput:
        """The row as the service takes it."""
        return MapStepInput(
            title=row.text("title"),
            role=row.text("role"),
            what=row.text("what"),
            hours=_hours(row),
            stage=row.text("stage"),
            branches=row.text("branches"),
            origin_id=optional_id(row.text("origin_id")),
        )


def branches_in_words(branches: Iterable[dict[str, Any]]) -> str:
    """«4: скидка больше; 7»: as it is typed."""
    return "; ".join(
        f"{one['to']}: {one['label']}" if one["label"] else str(one["to"]) for one in branches
    )


def way_columns(stages: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Columns of the spreadsheet of a person's way."""
    return [
        {"key": "title", "title": _("Шаг"), "kind": "text", "width": "lg", "required": True},
        {"key": "what", "title": _("Что делаю"), "kind": "text", "width": "grow"},
        {"key": "hours", "title": _("Часов"), "kind": "number", "width": "xs"},
        {"key": "arguments", "title": _("Доводы и слова"), "kind": "text", "width": "lg"},
        {"key": "tools", "title": _("Чем пользуюсь"), "kind": "text", "width": "md"},
        {
            "key": "stage",
            "title": _("Видно в программе"),
            "kind": "select",
            "width": "md",
            "options": stages,
        },
    ]


def map_columns(
    stages: list[tuple[str, str]], roles: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Columns of the spreadsheet of the common process."""
    return [
        {
            "key": "role",
            "title": _("Кто"),
            "kind": "select",
            "width": "md",
            "options": roles,
            "default": Role.MANAGER.value,
        },
        {"key": "title", "title": _("Шаг"), "kind": "text", "width": "lg", "required": True},
        {"key": "what", "title": _("Что делает"), "kind": "text", "width": "grow"},
        {"key": "hours", "title": _("Часов на шаг"), "kind": "number", "width": "xs"},
        {
            "key": "stage",
            "title": _("Видно в программе"),
            "kind": "select",
            "width": "md",
            "options": stages,
        },
        {
            "key": "branches",
            "title": _("Переходы в обход"),
            "kind": "text",
            "width": "md",
            "placeholder": _("4: скидка больше"),
        },
        {"key": "origin_id", "title": "", "kind": "hidden"},
    ]
