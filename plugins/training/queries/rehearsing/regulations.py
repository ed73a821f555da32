"""Rehearsals of the norms by which regulations themselves are made."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Concerned, Rehearsal, plural
from plugins.training.models import RegulationVersion, Remark, RemarkKind, Violation
from plugins.training.queries.rehearsing.told import told


def remarks(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Remarks of the period on versions in force that would have been taken. Of those that came
    too late for the norm of then nothing is kept, and the words say so. What was carried over from
    a case outside the rules is not bound by the term."""
    rows = session.execute(
        select(Remark.id, Remark.at, RegulationVersion.effective_from)
        .join(RegulationVersion, RegulationVersion.document_id == Remark.document_id)
        .outerjoin(Violation, Violation.remark_id == Remark.id)
        .where(
            Remark.kind == RemarkKind.REMARK.value,
            Remark.at >= since,
            Remark.at < until,
            Remark.at >= RegulationVersion.effective_from,
            Violation.document_id.is_(None),
        )
        .order_by(Remark.id)
    )
    cases = [row for row in rows if concerned(None, row.effective_from)]
    term = timedelta(days=int(value))
    found = [row.id for row in cases if row.at < row.effective_from + term]
    return told(
        found,
        len(cases),
        plural(
            "Принято: %(count)s из %(total)s замечания к действующим редакциям; "
            "о тех, кто опоздал, прошлое молчит",
            "Принято: %(count)s из %(total)s замечаний к действующим редакциям; "
            "о тех, кто опоздал, прошлое молчит",
        ),
    )
