"""Writes down since when people have their roles and departments, and until when.

The session does it in the flush that changes a person's roles or department, or what a department
stands below: no service can forget to. Only SQL that goes past the ORM's rows (a bulk UPDATE, a
hand in the database) is not seen; ``check`` finds what it has left undated.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, delete, event, insert, inspect, select, update
from sqlalchemy.orm import Session

from core.accounts.models import Department, DepartmentPlace, Membership, User, UserRole
from core.kernel.clock import now

Held = tuple[int | None, ...]
"""What is held, by the columns of a ledger: a role or a department, a parent."""


@dataclass(frozen=True)
class _Ledger:
    """A table of periods: the column that says whose they are, the columns that say of what."""

    table: Table
    whose: str
    what: tuple[str, ...]

    def held(self, row: Row[Any]) -> Held:
        """What the row is a period of."""
        return tuple(row._mapping[name] for name in self.what)


_PEOPLE = _Ledger(
    Membership.metadata.tables["core_membership"], "user_id", ("role_id", "department_id")
)
_TREE = _Ledger(
    DepartmentPlace.metadata.tables["core_department_place"], "department_id", ("parent_id",)
)


@event.listens_for(Session, "after_flush")
def _date(session: Session, _context: object) -> None:
    people, departments = set[int](), set[int]()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, User) and _changed(row, "roles", "department_id"):
            people.add(row.id)
        elif isinstance(row, UserRole):
            people.add(row.user_id)
        elif isinstance(row, Department) and _changed(row, "parent_id"):
            departments.add(row.id)
    if people:
        _turn(session, _PEOPLE, _held_by(session, people))
    if departments:
        _turn(session, _TREE, _above(session, departments))


def _changed(row: User | Department, *names: str) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)


def _held_by(session: Session, people: Collection[int] | None) -> dict[int, set[Held]]:
    """What people have now; of everybody where None."""
    works_in = select(User.id, User.department_id)
    plays = select(UserRole.user_id, UserRole.role_id)
    if people is not None:
        works_in = works_in.where(User.id.in_(people))
        plays = plays.where(UserRole.user_id.in_(people))
    found: dict[int, set[Held]] = {}
    for user_id, department_id in session.execute(works_in):
        found[user_id] = {(None, department_id)} if department_id is not None else set()
    for user_id, role_id in session.execute(plays):
        found[user_id].add((role_id, None))
    return found


def _above(session: Session, departments: Collection[int] | None) -> dict[int, set[Held]]:
    """The parents that departments have now; of all where None."""
    statement = select(Department.id, Department.parent_id)
    if departments is not None:
        statement = statement.where(Department.id.in_(departments))
    return {
        department_id: {(parent_id,)} if parent_id is not None else set()
        for department_id, parent_id in session.execute(statement)
    }


def _turn(session: Session, ledger: _Ledger, held: Mapping[int, set[Held]]) -> None:
    """End the periods of what is not held any more, begin those of what is new.

    Nothing begins before what has been written already: a clock that was set back does not
    rewrite what came after. What has lasted no time at all leaves no trace.
    """
    table = ledger.table
    whose = table.c[ledger.whose]
    lasting: dict[int, dict[Held, Row[Any]]] = defaultdict(dict)
    moments: dict[int, datetime] = defaultdict(now)
    for row in session.execute(select(table).where(whose.in_(list(held)))):
        subject = row._mapping[ledger.whose]
        moments[subject] = max(moments[subject], row.since, row.until or row.since)
        if row.until is None:
            lasting[subject][ledger.held(row)] = row
    for subject, wanted in held.items():
        moment = moments[subject]
        for what, row in lasting[subject].items():
            if what not in wanted:
                _end(session, table, row, moment)
        for what in sorted(wanted - lasting[subject].keys(), key=_order):
            values = dict(zip(ledger.what, what, strict=True))
            session.execute(
                insert(table).values({ledger.whose: subject, "since": moment, **values})
            )


def _order(held: Held) -> tuple[int, ...]:
    return tuple(key or 0 for key in held)


def _end(session: Session, table: Table, row: Row[Any], moment: datetime) -> None:
    own = table.c.id == row.id
    if row.since == moment:
        session.execute(delete(table).where(own))
    else:
        session.execute(update(table).where(own).values(until=moment))


def check(session: Session) -> list[str]:
    """Who has what no lasting period tells of, or the other way round: somebody has written past
    the program."""
    people = _apart(session, _PEOPLE, _held_by(session, None))
    departments = _apart(session, _TREE, _above(session, None))
    return [
        *(f"сотрудник {one}: роли и отдел не те, что записаны по дням" for one in people),
        *(f"отдел {one}: вышестоящий не тот, что записан по дням" for one in departments),
    ]


def _apart(session: Session, ledger: _Ledger, held: Mapping[int, set[Held]]) -> list[int]:
    lasting: dict[int, set[Held]] = defaultdict(set)
    for row in session.execute(select(ledger.table).where(ledger.table.c.until.is_(None))):
        lasting[row._mapping[ledger.whose]].add(ledger.held(row))
    return [subject for subject, wanted in sorted(held.items()) if lasting[subject] != wanted]
