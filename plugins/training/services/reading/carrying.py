"""What a new edition takes over from those before it that the person has not signed.

Sections whose words are the same in both count as read: the evidence of the reading is copied with
the edition in which it was gathered. And what was not signed in time stays late: a new edition is
no new beginning for who has let the day of the old one pass.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from plugins.training.models import Assignment, RegulationVersion, SectionReading
from plugins.training.services.reading.texts import sections

EVIDENCE = ("required", "counted", "down_to", "norm", "started_at", "done_at")
"""What a copied reading and its source must say alike."""


def bring_reading(session: Session, assignment: Assignment) -> None:
    """Count as read what the person has read, with the same words, in an edition before this one.

    Only in editions later than the one that he has signed: what differs from the signed words is
    read anew, though an older edition may have said the same.
    """
    version = assignment.regulation_version
    signed = (
        session.get_one(RegulationVersion, assignment.based_on_id)
        if assignment.based_on_id is not None
        else None
    )
    earlier = _others(
        session,
        assignment,
        RegulationVersion.edition < version.edition,
        RegulationVersion.edition > (signed.edition if signed is not None else 0),
    )
    if not earlier:
        return
    here = {row.section_uid: row for row in _readings(session, assignment)}
    wanted = {one.uid for one in sections(version, signed) if one.changed}
    wanted -= {uid for uid, row in here.items() if row.done_at is not None}
    for source in reversed(earlier):
        same = wanted & same_sections(version, source.regulation_version)
        for row in _readings(session, source):
            if row.done_at is None or row.section_uid not in same:
                continue
            wanted.discard(row.section_uid)
            copy = here.get(row.section_uid)
            if copy is None:
                copy = SectionReading(assignment_id=assignment.id, section_uid=row.section_uid)
                session.add(copy)
            for name in (*EVIDENCE, "beat_at"):
                setattr(copy, name, getattr(row, name))
            copy.read_in_id = row.read_in_id or source.document_id
    session.flush()


def same_sections(version: RegulationVersion, other: RegulationVersion) -> set[str]:
    """Sections that say the same in both editions."""
    return {one.uid for one in sections(version, other) if not one.changed}


def following(session: Session, assignment: Assignment) -> Sequence[Assignment]:
    """What the person has open of later editions of the same regulation, the next one first."""
    return _others(
        session,
        assignment,
        RegulationVersion.edition > assignment.regulation_version.edition,
        Assignment.signed_at.is_(None),
        Assignment.withdrawn_at.is_(None),
    )


def _others(
    session: Session, assignment: Assignment, *conditions: ColumnElement[bool]
) -> Sequence[Assignment]:
    """His assignments of other editions of the regulation, by edition."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.regulation_version)
        .options(joinedload(Assignment.regulation_version))
        .where(
            Assignment.user_id == assignment.user_id,
            RegulationVersion.regulation_id == assignment.regulation_version.regulation_id,
            *conditions,
        )
        .order_by(RegulationVersion.edition)
    ).all()


def _readings(session: Session, assignment: Assignment) -> Sequence[SectionReading]:
    return session.scalars(
        select(SectionReading)
        .where(SectionReading.assignment_id == assignment.id)
        .order_by(SectionReading.id)
    ).all()
