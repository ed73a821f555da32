"""Violations as rows: the register, what waits, the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.sdk import Actor, Document, Scope, User, row_filter, today, unrestricted
from plugins.training.discipline import keeps_papers
from plugins.training.models import BonusReduction, Regulation, RegulationVersion, Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.services.violations import TYPE

Reporter = aliased(User)
"""Whoever reported; nobody where the reader is not to know."""


def visible_violations(actor: Actor) -> Select[Any]:
    """Cases that the person sees, joined with all that a list shows.

    The name of a hidden reporter is not joined for the accused, nor the money for the reporter:
    what is not in the row can be neither shown, nor sorted by, nor exported. Cases entrusted to
    the person are his to see beside those of his role.
    """
    me = actor.user_id or 0
    named = and_(
        Reporter.id == Document.author_id,
        or_(Violation.hides_reporter.is_(False), Document.responsible_id != me),
    )
    paid = and_(
        BonusReduction.document_id == Document.id,
        or_(Document.author_id.is_(None), Document.author_id != me, Document.responsible_id == me),
    )
    shown = row_filter(Document, actor, TrainingPermission.VIOLATION_VIEW)
    # Narrowed by hand: by the role, or by what was entrusted.
    return unrestricted(
        select(Document)
        .join(Violation, Violation.document_id == Document.id)
        .outerjoin(User, Document.responsible_id == User.id)
        .outerjoin(Reporter, named)
        .outerjoin(BonusReduction, paid)
        .outerjoin(RegulationVersion, RegulationVersion.document_id == Violation.rule_version_id)
        .outerjoin(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(Document.type == TYPE, or_(shown, _entrusted_to(actor), _for_personnel(actor)))
    )


def _entrusted_to(actor: Actor) -> ColumnElement[bool]:
    return Violation.decider_id == (actor.user_id or 0)


def _for_personnel(actor: Actor) -> ColumnElement[bool]:
    return Violation.without_decider.is_(True) if keeps_papers(actor) else false()


def _today() -> ColumnElement[date]:
    return bindparam("today", callable_=today, type_=Date, unique=True)


def waits_for_decider(actor: Actor) -> ColumnElement[bool]:
    """Cases in which the next step is this person's, as one who decides."""
    scope = actor.scope(TrainingPermission.VIOLATION_DECIDE)
    if actor.user_id is None:
        return false()
    step = or_(
        Document.state.in_(("reported", "explained", "unexplained")),
        and_(Document.state == "awaiting", Violation.explain_by < _today()),
    )
    entrusted = and_(step, _entrusted_to(actor))
    if scope is None:
        return entrusted
    mine = [
        step,
        Document.responsible_id != actor.user_id,
        or_(Document.author_id.is_(None), Document.author_id != actor.user_id),
    ]
    if scope is not Scope.ALL:
        mine.append(Violation.on_management.is_(False))
    if scope is Scope.DEPARTMENT:
        mine.append(Document.department_id.in_(sorted(actor.departments)))
    return or_(entrusted, and_(*mine))


def waits_for_explanation(actor: Actor) -> ColumnElement[bool]:
    """Cases in which the person's own explanation is awaited."""
    return and_(Document.state == "awaiting", Document.responsible_id == (actor.user_id or 0))


def is_outside() -> ColumnElement[bool]:
    """Cases that the rules did not know, and those passed on for the next edition."""
    bare = and_(Violation.norm == "", Violation.rule_version_id.is_(None))
    return or_(bare, Document.state == "passed_on")


def waits_for_me(actor: Actor) -> ColumnElement[bool]:
    """Cases in which the next step is the person's: an explanation or a decision."""
    return or_(waits_for_decider(actor), waits_for_explanation(actor))


def waiting_count(session: Session, actor: Actor) -> int:
    """How many cases wait for the person: for his explanation or for his decision."""
    return _count(session, actor, waits_for_me(actor))


def _count(session: Session, actor: Actor, condition: ColumnElement[bool]) -> int:
    statement = (
        visible_violations(actor)
        .where(condition)
        .with_only_columns(func.count(Document.id), maintain_column_froms=True)
    )
    return session.scalars(statement).one()


@dataclass(frozen=True)
class CaseRow:
    """A case as a line of a panel needs it."""

    id: int
    number: str | None
    day: date
    title: str
    accused: str
    state: str
    due: date | None
    explain_by: date | None


def to_explain(session: Session, actor: Actor, limit: int) -> list[CaseRow]:
    """Cases that the person must explain, the most urgent first."""
    return _rows(session, actor, waits_for_explanation(actor), limit)


def to_decide(session: Session, actor: Actor, limit: int) -> list[CaseRow]:
    """Cases that wait for the person's step, the most urgent first."""
    return _rows(session, actor, waits_for_decider(actor), limit)


def decide_count(session: Session, actor: Actor) -> int:
    """How many cases wait for the person's step."""
    return _count(session, actor, waits_for_decider(actor))


def _rows(
    session: Session, actor: Actor, condition: ColumnElement[bool], limit: int
) -> list[CaseRow]:
    statement = (
        visible_violations(actor)
        .where(condition)
        .with_only_columns(
            Document.id,
            Document.number,
            Document.date,
            Document.title,
            User.full_name,
            Document.state,
            Document.due,
            Violation.explain_by,
            maintain_column_froms=True,
        )
        .order_by(Violation.explain_by.is_(None), Document.due, Document.id)
        .limit(limit)
    )
    return [
        CaseRow(row[0], row[1], row[2], row[3], row[4] or "", row[5], row[6], row[7])
        for row in session.execute(statement)
    ]


def norms_broken(session: Session) -> Sequence[str]:
    """Keys of the norms that have ever been found broken."""
    return session.scalars(
        select(Violation.norm).where(Violation.norm != "").distinct().order_by(Violation.norm)
    ).all()


def regulations_broken(session: Session) -> Sequence[tuple[int, str]]:
    """Regulations whose clauses stand in cases: key and code."""
    rows = session.execute(
        select(Regulation.id, Regulation.code)
        .join(RegulationVersion, RegulationVersion.regulation_id == Regulation.id)
        .join(Violation, Violation.rule_version_id == RegulationVersion.document_id)
        .distinct()
        .order_by(Regulation.code)
    )
    return [(key, code) for key, code in rows]


def search(session: Session, actor: Actor, text: str, limit: int) -> Sequence[Document]:
    """Cases by number or by words of what happened; the newest first."""
    words = text.strip()
    statement = (
        visible_violations(actor)
        .where(
            or_(
                Document.number.contains(words.upper(), autoescape=True),
                Document.title.contains(words, autoescape=True),
            )
        )
        .order_by(Document.id.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()
