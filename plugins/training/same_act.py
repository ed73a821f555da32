"""Cases that may tell of one act: the same person, rule and day. One act has one sanction
(ТК ст. 193 ч. 5)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Document, unrestricted
from plugins.training.discipline import SANCTIONED, local_day, same_rule
from plugins.training.models import Violation, ViolationSource

STANDING = ("reported", "awaiting", "explained", "unexplained", "dismissed", *SANCTIONED)
"""States of cases of which another may be a repetition: neither taken back nor joined."""


def twins(
    session: Session,
    violation: Violation,
    accused_id: int | None,
    states: Sequence[str] = STANDING,
) -> Sequence[Violation]:
    """Other cases of the person about the same rule and day, the oldest first.

    Cases of which both were found by the program are no twins: its records tell the acts apart.
    ``violation`` may be one that is not stored yet.
    """
    rule = same_rule(violation)
    if rule is None:
        return []
    start = datetime.combine(local_day(violation.happened_at), time(), DEFAULT_ZONE)
    conditions = [
        rule,
        Document.responsible_id == accused_id,
        Document.state.in_(states),
        Violation.happened_at >= start,
        Violation.happened_at < start + timedelta(days=1),
    ]
    if violation.document_id is not None:  # pyright: ignore[reportUnnecessaryComparison]
        conditions.append(Violation.document_id != violation.document_id)
    if violation.source == ViolationSource.PROGRAM.value:
        conditions.append(Violation.source != ViolationSource.PROGRAM.value)
    return session.scalars(
        unrestricted(
            select(Violation)
            .join(Document, Document.id == Violation.document_id)
            .where(and_(*conditions))
            .order_by(Violation.document_id)
        )
    ).all()


def punished_twins(session: Session, violation: Violation) -> Sequence[Violation]:
    """Those of the twins for which there was a sanction."""
    return twins(session, violation, violation.document.responsible_id, SANCTIONED)


def numbers(found: Sequence[Violation]) -> str:
    """«КТ-НР-000001, КТ-НР-000002»."""
    return ", ".join(one.document.number or "" for one in found)
