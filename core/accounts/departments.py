"""Departments: a tree in which a head sees the rows of everybody below him."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core.accounts.models import Department, User
from core.kernel.errors import NotFound, ValidationFailed
from core.kernel.text import N_, Message


@dataclass(frozen=True)
class DepartmentRow:
    """A department where it stands in the tree; ``depth`` 0 is the top."""

    department: Department
    depth: int
    people: int


def tree(session: Session) -> Sequence[DepartmentRow]:
    """All departments, each below its parent; the number of queries does not depend on theirs."""
    departments = session.scalars(
        select(Department).options(joinedload(Department.head)).order_by(Department.name)
    ).all()
    counted = session.execute(
        select(User.department_id, func.count())
        .where(User.disabled_at.is_(None))
        .group_by(User.department_id)
    )
    people = {row[0]: row[1] for row in counted}
    children: dict[int | None, list[Department]] = {}
    for department in departments:
        children.setdefault(department.parent_id, []).append(department)
    rows: list[DepartmentRow] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for department in children.get(parent_id, ()):
            rows.append(DepartmentRow(department, depth, people.get(department.id, 0)))
            walk(department.id, depth + 1)

    walk(None, 0)
    return rows


def find(session: Session, department_id: int) -> Department:
    """The department; NotFound where there is none."""
    department = session.get(Department, department_id)
    if department is None:
        raise NotFound()
    return department


def save(
    session: Session,
    department: Department | None,
    *,
    name: str,
    parent_id: int | None,
    head_id: int | None,
) -> Department:
    """Make a department, or change one.

    Raises ValidationFailed: no name, a name that is taken, a parent that stands below it.
    """
    name = name.strip()
    errors: dict[str, list[Message]] = {}
    if not name:
        errors["name"] = [Message(N_("Введите название отдела"))]
    elif _taken(session, name, department):
        errors["name"] = [Message(N_("Отдел «%(name)s» уже есть"), name=name)]
    if department is not None and parent_id in with_all_below(session, department.id):
        errors["parent_id"] = [Message(N_("Отдел не может подчиняться сам себе"))]
    if errors:
        raise ValidationFailed(errors)
    if department is None:
        department = Department()
        session.add(department)
    department.name = name
    department.parent_id = parent_id
    department.head_id = head_id
    session.flush()
    return department


def _taken(session: Session, name: str, own: Department | None) -> bool:
    statement = select(Department.id).where(Department.name == name)
    if own is not None:
        statement = statement.where(Department.id != own.id)
    return session.scalars(statement).first() is not None


def with_all_below(session: Session, department_id: int) -> set[int]:
    """The department and all below it."""
    children: dict[int | None, list[int]] = {}
    for child_id, parent_id in session.execute(select(Department.id, Department.parent_id)):
        children.setdefault(parent_id, []).append(child_id)
    found: set[int] = set()
    queue = [department_id]
    while queue:
        one = queue.pop()
        if one not in found:
            found.add(one)
            queue += children.get(one, [])
    return found
