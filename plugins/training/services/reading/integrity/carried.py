"""Sections that count as read because an earlier edition with the same words was, derived anew."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from plugins.training.models import Assignment, RegulationVersion, SectionReading
from plugins.training.services.reading.carrying import EVIDENCE, same_sections


def carried_faults(session: Session, names: Mapping[int, str]) -> list[str]:
    """Readings copied from an edition that the person has not read so, or that says otherwise; and
    copies that do not say that they are."""
    rows = session.execute(
        select(SectionReading, Assignment)
        .join(Assignment, Assignment.id == SectionReading.assignment_id)
        .options(joinedload(Assignment.regulation_version))
        .where(SectionReading.read_in_id.is_not(None))
        .order_by(SectionReading.id)
        .execution_options(populate_existing=True)
    )
    return [
        f"{names[assignment.id]}: раздел {row.section_uid} в прежней редакции так не прочитан"
        for row, assignment in rows
        if not _was_read(session, row, assignment)
    ] + [
        f"раздел {uid} записан прочитанным в двух редакциях одним чтением"
        for uid in _read_twice(session)
    ]


def _read_twice(session: Session) -> list[str]:
    """Sections of one regulation that one person is said to have begun to read at one moment in
    two editions of it: he reads in one place at a time."""
    one_reading = (
        Assignment.user_id,
        RegulationVersion.regulation_id,
        SectionReading.section_uid,
        SectionReading.started_at,
    )
    return list(
        session.scalars(
            select(SectionReading.section_uid)
            .join(Assignment, Assignment.id == SectionReading.assignment_id)
            .join(RegulationVersion, RegulationVersion.document_id == Assignment.document_id)
            .where(SectionReading.read_in_id.is_(None))
            .group_by(*one_reading)
            .having(func.count() > 1)
            .order_by(SectionReading.section_uid)
        )
    )


def _was_read(session: Session, row: SectionReading, assignment: Assignment) -> bool:
    version = assignment.regulation_version
    source = session.execute(
        select(SectionReading, RegulationVersion)
        .join(Assignment, Assignment.id == SectionReading.assignment_id)
        .join(RegulationVersion, RegulationVersion.document_id == Assignment.document_id)
        .where(
            Assignment.user_id == assignment.user_id,
            Assignment.document_id == row.read_in_id,
            SectionReading.section_uid == row.section_uid,
            SectionReading.read_in_id.is_(None),
            RegulationVersion.regulation_id == version.regulation_id,
            RegulationVersion.edition < version.edition,
        )
        .execution_options(populate_existing=True)
    ).first()
    if source is None:
        return False
    reading, older = source
    if any(getattr(reading, name) != getattr(row, name) for name in EVIDENCE):
        return False
    return reading.done_at is not None and row.section_uid in same_sections(version, older)
