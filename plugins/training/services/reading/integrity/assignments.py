"""Assignments, and what was read of them, against the journal.

The gate and the matrix of who has signed what ask the assignments alone, so every moment that
they go by must have its line, and every line its assignment.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import chain
from plugins.training.models import Assignment, SectionReading
from plugins.training.services.reading.integrity.witnessed import Said, Witnessed
from plugins.training.services.reading.journal import assignment_facts

TOLD: Mapping[str, str] = {
    "document": "редакция",
    "user": "кому назначено",
    "reason": "основание",
    "due": "срок",
    "norms": "нормы, по которым назначен срок",
    "based_on": "редакция, подписанная раньше",
    "assigned_at": "когда назначено",
    "read_at": "когда прочитано",
    "signed_at": "когда подписано",
    "withdrawn_at": "когда снято",
}
"""What the check compares, in words."""


def assignment_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """Assignments that the journal does not know, knows otherwise, or that are gone; sections
    counted as read otherwise than the journal has it."""
    found: list[str] = []
    names: dict[int, str] = {}
    left = dict(witnessed.assigned)
    rows = session.scalars(
        select(Assignment)
        .options(joinedload(Assignment.user))
        .order_by(Assignment.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for assignment in rows:
        name = f"назначение {assignment.id} ({assignment.user.full_name})"
        names[assignment.id] = name
        said = left.pop(assignment.id, None)
        if said is None:
            found.append(f"{name}: в журнале его нет")
            continue
        facts = chain.plain(assignment_facts(assignment))
        found += [
            f"{name}: {words}: в базе {_shown(facts[field])}, по журналу {_shown(said.get(field))}"
            for field, words in TOLD.items()
            if facts[field] != said.get(field)
        ]
    found += [f"назначение {key}: удалено, а в журнале оно есть" for key in left]
    return found + _section_faults(session, witnessed, names)


def _shown(value: Any) -> str:
    if value is None:
        return "нет"
    return "иначе" if isinstance(value, list | dict) else f"«{value}»"


def _section_faults(session: Session, witnessed: Witnessed, names: Mapping[int, str]) -> list[str]:
    found: list[str] = []
    left = {
        (key, part.get("section")): (part, fixed)
        for key, (parts, fixed) in witnessed.sections.items()
        for part in parts
        if key in names and part.get("from") is not None
    }
    rows = session.scalars(
        select(SectionReading)
        .order_by(SectionReading.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for row in rows:
        known = left.pop((row.assignment_id, row.section_uid), None)
        if known is not None and _read_otherwise(row, *known):
            where = names.get(row.assignment_id, f"назначение {row.assignment_id}")
            number = known[0].get("number") or row.section_uid
            found.append(f"{where}: время чтения раздела {number} не то, что в журнале")
    for (key, _uid), (part, _fixed) in left.items():
        found.append(f"{names[key]}: чтение раздела {part.get('number')} удалено")
    return found


def _read_otherwise(row: SectionReading, part: Said, fixed: bool) -> bool:
    """Whether a section was read otherwise than its line says. Until the signature the reader may
    read on, so that more may have been counted since; nothing else moves."""
    facts = chain.plain({"from": row.started_at, "until": row.done_at, "norm": row.norm})
    if part != {**part, **facts}:
        return True
    if part.get("changed") and part.get("required_ms") != row.required:
        return True
    counted = part.get("counted_ms")
    if not isinstance(counted, int):
        return True
    return row.counted != counted if fixed else row.counted < counted
