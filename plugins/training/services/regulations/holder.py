"""What roles a person had and where he worked, read by the very query that asks for whom a
regulation holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Label, String, cast, func, select

from core.sdk import AccountRole, DepartmentPlace, Membership, memberships

MARK = ","


@dataclass(frozen=True)
class Holder:
    """The roles that a person had at a moment, and his department with all that stood above it."""

    roles: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset()

    @staticmethod
    def columns(employee_id: int | None, at: datetime) -> tuple[Label[Any], ...]:
        """What a statement is to select besides for ``of``; nothing where nobody is asked about."""
        if employee_id is None:
            return ()
        return _roles(employee_id, at).label("held"), _departments(employee_id, at).label(
            "works_in"
        )

    @staticmethod
    def of(row: Any) -> "Holder":
        """The person of a row with ``columns``; one without any roles where there are none."""
        found: dict[str, str | None] = row._mapping
        roles, departments = found.get("held") or "", found.get("works_in") or ""
        return Holder(
            frozenset(filter(None, roles.split(MARK))),
            frozenset(int(one) for one in departments.split(MARK) if one),
        )


def _roles(employee_id: int, at: datetime) -> Any:
    return (
        select(func.aggregate_strings(AccountRole.code, MARK))
        .select_from(Membership)
        .join(Membership.role)
        .where(Membership.user_id == employee_id, memberships.holds(Membership, at))
        .scalar_subquery()
    )


def _departments(employee_id: int, at: datetime) -> Any:
    above = (
        select(Membership.department_id.label("id"))
        .where(
            Membership.user_id == employee_id,
            Membership.department_id.is_not(None),
            memberships.holds(Membership, at),
        )
        .cte("above", recursive=True)
    )
    # A plain UNION stops at a department met before, so that a circle does no harm.
    above = above.union(
        select(DepartmentPlace.parent_id)
        .join(above, above.c.id == DepartmentPlace.department_id)
        .where(memberships.holds(DepartmentPlace, at))
    )
    return select(func.aggregate_strings(cast(above.c.id, String), MARK)).scalar_subquery()
