"""People against documents: who has signed what, who is late. The number of queries is fixed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import Actor, Department, User, now, today, with_all_below
from plugins.training.models import (
    Assignment,
    GateException,
    Regulation,
    RegulationVersion,
    SectionReading,
    Signature,
)
from plugins.training.queries.reading import is_open, watched_people
from plugins.training.services.reading.assigning import local_day


class CellState(StrEnum):
    """How far a person is with a document."""

    SIGNED = "signed"
    READ = "read"
    READING = "reading"
    ASSIGNED = "assigned"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Cell:
    """One person and one version. ``excused_until``: works without the signature through it."""

    state: CellState
    assignment_id: int
    signature_id: int | None
    due: date
    signed_at: datetime | None
    excused_until: date | None


@dataclass(frozen=True)
class Heading:
    """A version that is to be signed. ``coming``: approved, and not in force yet."""

    document_id: int
    regulation_id: int
    code: str
    title: str
    edition: int
    coming: bool
    effective_from: datetime


@dataclass(frozen=True)
class MatrixRow:
    """A person with a cell for each heading; None where the version does not concern him."""

    user_id: int
    name: str
    position: str
    department: str
    cells: Sequence[Cell | None]


@dataclass(frozen=True)
class Matrix:
    """The whole table."""

    headings: Sequence[Heading]
    rows: Sequence[MatrixRow]

    def count(self, state: CellState) -> int:
        """How many cells are in the state."""
        return sum(
            1 for row in self.rows for cell in row.cells if cell is not None and cell.state == state
        )


@dataclass(frozen=True)
class Choice:
    """What of the matrix is asked for; None: all."""

    department_id: int | None = None
    regulation_id: int | None = None
    state: CellState | None = None
    person_id: int | None = None


def matrix(session: Session, actor: Actor, choice: Choice) -> Matrix:
    """Everybody whom the actor watches, and every version that is or will be in force."""
    headings = _headings(session, choice.regulation_id)
    people = _people(session, actor, choice)
    cells = _cells(session, [one.id for one in people], headings)
    rows = [
        MatrixRow(
            one.id,
            one.full_name,
            one.position,
            one.department.name if one.department else "",
            [cells.get((one.id, heading.document_id)) for heading in headings],
        )
        for one in people
    ]
    if choice.state is not None:
        rows = [
            row
            for row in rows
            if any(cell is not None and cell.state == choice.state for cell in row.cells)
        ]
    return Matrix(headings, rows)


def _headings(session: Session, regulation_id: int | None) -> list[Heading]:
    moment = now()
    statement = (
        select(RegulationVersion, Regulation)
        .join(RegulationVersion.regulation)
        .where(
            RegulationVersion.approved_at.is_not(None),
            RegulationVersion.effective_until.is_(None)
            | (RegulationVersion.effective_until > moment),
        )
        .order_by(Regulation.code, RegulationVersion.edition)
    )
    if regulation_id is not None:
        statement = statement.where(Regulation.id == regulation_id)
    return [
        Heading(
            version.document_id,
            regulation.id,
            regulation.code,
            regulation.title,
            version.edition,
            version.effective_from > moment,
            version.effective_from,
        )
        for version, regulation in session.execute(statement)
        if version.effective_from is not None
    ]


def _people(session: Session, actor: Actor, choice: Choice) -> list[User]:
    statement = (
        select(User)
        .options(joinedload(User.department))
        .where(User.disabled_at.is_(None), watched_people(actor))
        .order_by(User.full_name, User.id)
    )
    if choice.department_id is not None:
        below = with_all_below(session, choice.department_id)
        statement = statement.where(User.department_id.in_(below))
    if choice.person_id is not None:
        statement = statement.where(User.id == choice.person_id)
    return list(session.scalars(statement))


def _cells(
    session: Session, people: Iterable[int], headings: Sequence[Heading]
) -> dict[tuple[int, int], Cell]:
    documents = {one.document_id: one.regulation_id for one in headings}
    begun = select(SectionReading.assignment_id).distinct().subquery()
    rows = session.execute(
        select(Assignment, Signature.id, begun.c.assignment_id)
        .outerjoin(Signature, Signature.assignment_id == Assignment.id)
        .outerjoin(begun, begun.c.assignment_id == Assignment.id)
        .where(
            Assignment.user_id.in_(list(people)),
            Assignment.document_id.in_(list(documents)),
            Assignment.withdrawn_at.is_(None) | Assignment.signed_at.is_not(None),
        )
    )
    excused = _excused(session)
    return {
        (one.user_id, one.document_id): Cell(
            state_of(one, begun=reading is not None),
            one.id,
            signature_id,
            one.due,
            one.signed_at,
            excused.get((one.user_id, documents[one.document_id])),
        )
        for one, signature_id, reading in rows
    }


def state_of(assignment: Assignment, *, begun: bool) -> CellState:
    """How far an assignment has come. What is late is late, however much of it was read."""
    if assignment.signed_at is not None:
        return CellState.SIGNED
    if assignment.due < today():
        return CellState.OVERDUE
    if assignment.read_at is not None:
        return CellState.READ
    return CellState.READING if begun else CellState.ASSIGNED


def _excused(session: Session) -> dict[tuple[int, int], date]:
    """By person and regulation: the last day on which he works without the signature."""
    rows = session.execute(
        select(GateException.user_id, GateException.regulation_id, func.max(GateException.until))
        .where(GateException.ended_at.is_(None), GateException.until > now())
        .group_by(GateException.user_id, GateException.regulation_id)
    )
    return {
        (user_id, regulation_id): local_day(until - timedelta(microseconds=1))
        for user_id, regulation_id, until in rows
    }


def department_choices(session: Session) -> list[tuple[int, str]]:
    """All departments by name."""
    rows = session.execute(select(Department.id, Department.name).order_by(Department.name))
    return [(key, name) for key, name in rows]


def regulation_choices(session: Session) -> list[tuple[int, str]]:
    """Regulations with an approved version, by code."""
    rows = session.execute(
        select(Regulation.id, Regulation.code, Regulation.title)
        .where(
            Regulation.id.in_(
                select(RegulationVersion.regulation_id).where(
                    RegulationVersion.approved_at.is_not(None)
                )
            )
        )
        .order_by(Regulation.code)
    )
    return [(key, f"{code} «{title}»") for key, code, title in rows]


@dataclass(frozen=True)
class SignedVersion:
    """A version with how many of the people whom the actor watches have signed it."""

    version: RegulationVersion
    signed: int
    waiting: int


def signed_versions(session: Session, actor: Actor) -> list[SignedVersion]:
    """Approved versions, those in force last first by code, with their counts."""
    counted: Mapping[int, Any] = {
        row.document_id: row
        for row in session.execute(
            select(
                Assignment.document_id,
                func.sum(case((Assignment.signed_at.is_not(None), 1), else_=0)).label("signed"),
                func.sum(case((is_open(), 1), else_=0)).label("waiting"),
            )
            .join(Assignment.user)
            .where(watched_people(actor))
            .group_by(Assignment.document_id)
        )
    }
    versions = session.scalars(
        select(RegulationVersion)
        .join(RegulationVersion.regulation)
        .options(joinedload(RegulationVersion.regulation))
        .where(RegulationVersion.approved_at.is_not(None))
        .order_by(Regulation.code, RegulationVersion.edition.desc())
    )
    return [
        SignedVersion(
            one,
            int(counted[one.document_id].signed) if one.document_id in counted else 0,
            int(counted[one.document_id].waiting) if one.document_id in counted else 0,
        )
        for one in versions
    ]
