"""Assignments, and what was read of them, against the journal.

The gate and the matrix of who has signed what ask the assignments alone, so every moment that
they go by must have its line, and every line its assignment.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import chain
from plugins.training.models import Assignment, SectionReading
from plugins.training.services.reading.integrity.carried import carried_faults
from plugins.training.services.reading.integrity.witnessed import Said, Witnessed
from plugins.training.services.reading.journal import assignment_facts, giving_facts
from plugins.training.services.reading.reading import INTERVAL, MILLISECOND, WHOLE_SECTION

TOLD: Mapping[str, str] = {
    "document": "редакция",
    "user": "кому назначено",
    "reason": "основание",
    "due": "срок",
    "late_from": "редакция, от которой остался срок",
    "norms": "нормы, по которым назначен срок",
    "based_on": "редакция, подписанная раньше",
    "assigned_at": "когда назначено",
    "owed_since": "с какого времени ждут подписи",
    "reminded_at": "когда напомнили",
    "escalated_at": "когда сообщили руководителю",
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
        .options(joinedload(Assignment.user), selectinload(Assignment.earlier))
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
        earlier = [chain.plain(giving_facts(one)) for one in assignment.earlier]
        if earlier != witnessed.given.get(assignment.id, [])[:-1]:
            found.append(f"{name}: прежние назначения не те, что в журнале")
    found += [f"назначение {key}: удалено, а в журнале оно есть" for key in left]
    return found + _section_faults(session, witnessed, names) + carried_faults(session, names)


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
        where = names.get(row.assignment_id, f"назначение {row.assignment_id}")
        if known is not None and _read_otherwise(row, *known):
            number = known[0].get("number") or row.section_uid
            found.append(f"{where}: чтение раздела {number} не то, что в журнале")
        elif known is None and row.assignment_id in witnessed.sections:
            found.append(f"{where}: чтения раздела {row.section_uid} в журнале нет")
        elif _impossible(row):
            found.append(f"{where}: раздел {row.section_uid} так прочитать нельзя")
    for (key, _uid), (part, _fixed) in left.items():
        found.append(f"{names[key]}: чтение раздела {part.get('number')} удалено")
    return found


def _read_otherwise(row: SectionReading, part: Said, fixed: bool) -> bool:
    """Whether a section was read otherwise than its line says. Until the signature the reader may
    read on, so that more may have been counted since; nothing else moves."""
    facts = chain.plain(
        {
            "from": row.started_at,
            "until": row.done_at,
            "norm": row.norm,
            "read_in": row.read_in_id,
        }
    )
    if part != {**part, **facts}:
        return True
    if part.get("changed") and part.get("required_ms") != row.required:
        return True
    return any(
        not isinstance(before, int) or (now != before if fixed else now < before)
        for now, before in (
            (row.counted, part.get("counted_ms")),
            (row.down_to, part.get("down_to")),
        )
    )


def _impossible(row: SectionReading) -> bool:
    """Whether beats cannot have led to this: more read than has been on the screen, or than time
    has passed from the first beat to the last one, which counts for one interval at most."""
    return (
        not 0 <= row.down_to <= WHOLE_SECTION
        or not 0 <= row.counted <= row.required * row.down_to // WHOLE_SECTION
        or row.counted * MILLISECOND > row.beat_at - row.started_at + INTERVAL
        or (row.done_at is not None) != (row.counted >= row.required)
    )
