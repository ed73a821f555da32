"""What words mean to a reader: by the text that he reads and by the rules that hold for him."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plugins.training.audience import Audience
from plugins.training.models import Regulation, RegulationVersion, Term
from plugins.training.services.regulations.holder import Holder
from plugins.training.services.regulations.reading import in_force
from plugins.training.text.terms import TermText


@dataclass(frozen=True)
class Defined:
    """A definition, and the version of the regulation where it stands."""

    term: TermText
    document_id: int
    code: str
    title: str


def defined(
    session: Session, version: RegulationVersion, reader_id: int | None, at: datetime
) -> list[Defined]:
    """What the version itself defines, and what the other regulations in force at ``at`` that hold
    for the reader do, by code; one query. Of the version's own regulation no other version counts:
    what it no longer says is not to be read into it. Nobody in particular (None) is told what is
    for everybody.
    """
    others = in_force(at) & (RegulationVersion.regulation_id != version.regulation_id)
    statement = (
        select(
            Term.term,
            Term.definition,
            Term.clause_uid,
            Term.clause_number,
            Term.stems,
            Term.document_id,
            RegulationVersion.roles,
            RegulationVersion.departments,
            Regulation.code,
            Regulation.title,
        )
        .join(RegulationVersion, RegulationVersion.document_id == Term.document_id)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(or_(Term.document_id == version.document_id, others))
        .order_by(Regulation.code, Term.id)
        .add_columns(*Holder.columns(reader_id, at))
    )
    found: list[Defined] = []
    for row in session.execute(statement):
        holder = Holder.of(row)
        audience = Audience(frozenset(row.roles), frozenset(row.departments))
        if row.document_id != version.document_id and not audience.specificity(
            holder.roles, holder.departments
        ):
            continue
        term = TermText(
            row.term, row.definition, row.clause_uid, row.clause_number, tuple(row.stems)
        )
        found.append(Defined(term, row.document_id, row.code, row.title))
    return found
