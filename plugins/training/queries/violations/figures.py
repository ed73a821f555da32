"""Figures over violations: by rule, person, month and outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, User, visible
from plugins.training.discipline import local_day
from plugins.training.models import BonusReduction, Outcome, Regulation, Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations.listing import visible_violations
from plugins.training.workflow_violations import OPEN


class By(StrEnum):
    """What the table is broken down by."""

    RULE = "rule"
    PERSON = "person"
    MONTH = "month"
    OUTCOME = "outcome"


@dataclass
class Figures:
    """Cases of one line of the table.

    ``key`` is what the line is about: norm, code and clause of a rule; name and id of a person;
    the first day of a month; an outcome or a state. ``days`` are days from the registration to
    the decision.
    """

    key: tuple[str, ...] | date | None
    cases: int = 0
    open: int = 0
    innocent: int = 0
    sanctions: int = 0
    repeated: int = 0
    taken: Decimal = Decimal("0.00")
    days: list[int] = field(default_factory=list[int])

    @property
    def usual_days(self) -> Decimal | None:
        """The median time to a decision, in days; None where there was none."""
        return Decimal(str(median(self.days))) if self.days else None


@dataclass(frozen=True)
class _Case:
    state: str
    outcome: str
    norm: str
    code: str
    clause: str
    person: str
    person_id: int
    happened: date
    created: date
    decided: date | None
    repeated: bool
    taken: Decimal


def figures(
    session: Session, actor: Actor, by: By, period: ColumnElement[bool] | None
) -> list[Figures]:
    """Lines of the table, the largest first; months in their order. One query."""
    found: dict[object, Figures] = {}
    for case in _cases(session, actor, period):
        key = _key(case, by)
        _count(found.setdefault(key, Figures(key)), case)
    rows = list(found.values())
    if by is By.MONTH:
        return sorted(rows, key=lambda row: row.key, reverse=True)  # type: ignore[arg-type, return-value]
    return sorted(rows, key=lambda row: (-row.cases, str(row.key)))


def total(rows: Iterable[Figures]) -> Figures:
    """All lines of a table together: each case stands in one of them."""
    whole = Figures(None)
    for row in rows:
        whole.cases += row.cases
        whole.open += row.open
        whole.innocent += row.innocent
        whole.sanctions += row.sanctions
        whole.repeated += row.repeated
        whole.taken += row.taken
        whole.days += row.days
    return whole


def _key(case: _Case, by: By) -> tuple[str, ...] | date:
    match by:
        case By.RULE:
            return (case.norm, case.code, case.clause)
        case By.PERSON:
            return (case.person, str(case.person_id))
        case By.MONTH:
            return case.happened.replace(day=1)
        case By.OUTCOME:
            return (case.outcome or ("open" if case.state in OPEN else case.state),)


def _count(row: Figures, case: _Case) -> None:
    row.cases += 1
    row.open += case.state in OPEN
    row.innocent += case.outcome == Outcome.DISMISSED.value
    row.sanctions += case.outcome in (Outcome.REPROOF.value, Outcome.REPRIMAND.value)
    row.repeated += case.repeated
    row.taken += case.taken
    if case.decided is not None:
        row.days.append((case.decided - case.created).days)


def _cases(session: Session, actor: Actor, period: ColumnElement[bool] | None) -> Sequence[_Case]:
    statement = visible(
        visible_violations(actor), Document, actor, TrainingPermission.VIOLATION_DECIDE
    )
    if period is not None:
        statement = statement.where(period)
    rows = session.execute(
        statement.with_only_columns(
            Document.state,
            Violation.outcome,
            Violation.norm,
            Regulation.code,
            Violation.clause_number,
            User.full_name,
            Document.responsible_id,
            Violation.happened_at,
            Document.created_at,
            Violation.decided_at,
            Violation.repeated,
            BonusReduction.amount,
            maintain_column_froms=True,
        )
    )
    return [_case(row) for row in rows]


def _case(row: Any) -> _Case:
    return _Case(
        state=row.state,
        outcome=row.outcome,
        norm=row.norm,
        code=row.code or "",
        clause=row.clause_number,
        person=row.full_name or "",
        person_id=row.responsible_id,
        happened=local_day(row.happened_at),
        created=local_day(row.created_at),
        decided=local_day(row.decided_at) if row.decided_at else None,
        repeated=row.repeated,
        taken=row.amount or Decimal("0.00"),
    )
