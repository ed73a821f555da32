"""Values of norms that regulations set: what ``norm()`` asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.sdk import NormSource
from plugins.training.audience import Audience, Specificity
from plugins.training.models import Regulation, RegulationVersion, VersionNorm
from plugins.training.services.regulations.holder import Holder
from plugins.training.services.regulations.reading import in_force


@dataclass(frozen=True)
class Candidate:
    """A value that a version in force sets, and for whom."""

    key: str
    audience: Audience
    source: NormSource


def clause_link(document_id: int, uid: str) -> str:
    """The address of a clause on the page of its version."""
    return f"/training/regulations/versions/{document_id}#c-{uid}"


def norms_set(
    keys: Sequence[str], at: datetime, employee_id: int | None, session: Session
) -> Mapping[str, NormSource]:
    """What the versions in force at ``at`` set for the employee, by key; one query.

    The most specific regulation has the word (see ``audience``). Two equally specific ones cannot
    be approved against each other; where people or departments have moved since, so that they
    meet after all, the one that came into force later has it. The employee's roles and department,
    with all above it, are those that he had at ``at``.
    """
    statement = _statement(keys, at).add_columns(*Holder.columns(employee_id, at))
    found: dict[str, tuple[tuple[Specificity, datetime, int], NormSource]] = {}
    for row in session.execute(statement):
        one, holder = candidate(row), Holder.of(row)
        specificity = one.audience.specificity(holder.roles, holder.departments)
        rank = (specificity, one.source.since, one.source.document_id)
        if specificity and (one.key not in found or found[one.key][0] < rank):
            found[one.key] = (rank, one.source)
    return {key: source for key, (_rank, source) in found.items()}


def candidates(session: Session, keys: Sequence[str], at: datetime) -> list[Candidate]:
    """Every value that regulations in force set for the norms, whoever it is for, by title."""
    statement = _statement(keys, at).order_by(Regulation.title)
    return [candidate(row) for row in session.execute(statement)]


def norm_sources(
    keys: Sequence[str], at: datetime, session: Session
) -> Mapping[str, Sequence[NormSource]]:
    """The same by key: what the screen of norms leads to."""
    found: dict[str, list[NormSource]] = {}
    for one in candidates(session, keys, at):
        found.setdefault(one.key, []).append(one.source)
    return found


def candidate(row: Any) -> Candidate:
    """A row of ``_statement`` as what it says."""
    source = NormSource(
        value=row.value,
        document_id=row.document_id,
        title=row.title,
        edition=row.edition,
        clause=row.clause_number,
        clause_uid=row.clause_uid,
        since=row.effective_from,
        link=clause_link(row.document_id, row.clause_uid),
        roles=tuple(row.roles),
        departments=tuple(row.departments),
    )
    return Candidate(row.key, Audience(frozenset(row.roles), frozenset(row.departments)), source)


def _statement(keys: Sequence[str], at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            VersionNorm.key,
            VersionNorm.value,
            VersionNorm.clause_uid,
            VersionNorm.clause_number,
            RegulationVersion.document_id,
            RegulationVersion.edition,
            RegulationVersion.effective_from,
            RegulationVersion.roles,
            RegulationVersion.departments,
            Regulation.title,
        )
        .join(RegulationVersion, RegulationVersion.document_id == VersionNorm.document_id)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(VersionNorm.key.in_(keys), in_force(at))
    )
