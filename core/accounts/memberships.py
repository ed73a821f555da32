"""Who had which roles, and worked in which department, at any moment.

The periods are written by ``accounts.dating``. A disabled account keeps its roles.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from core.accounts.models import DepartmentPlace, Membership, Role


def holds(period: type[Membership] | type[DepartmentPlace], at: datetime) -> ColumnElement[bool]:
    """The condition under which a period has begun by ``at`` and has not ended."""
    return and_(period.since <= at, or_(period.until.is_(None), period.until > at))


def story(session: Session, user_id: int) -> Sequence[Membership]:
    """All roles and departments that the person has ever had, the newest first."""
    return session.scalars(
        select(Membership)
        .where(Membership.user_id == user_id)
        .options(joinedload(Membership.role), joinedload(Membership.department))
        .order_by(Membership.since.desc(), Membership.id.desc())
    ).all()


@dataclass(frozen=True)
class Stay:
    """A period with what it is a period of; ``until`` is None while it lasts."""

    what: Any
    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether the moment is within."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Past:
    """Who had which roles and worked where, for many people and moments without a query each."""

    roles_held: Mapping[int, Sequence[Stay]]
    departments_held: Mapping[int, Sequence[Stay]]
    places: Mapping[int, Sequence[Stay]]

    @staticmethod
    def of(session: Session, since: datetime, until: datetime) -> "Past":
        """Everybody's between the two moments, both included; two queries."""
        roles: dict[int, list[Stay]] = defaultdict(list)
        departments: dict[int, list[Stay]] = defaultdict(list)
        places: dict[int, list[Stay]] = defaultdict(list)
        rows = session.execute(
            select(Membership, Role.code)
            .outerjoin(Role, Role.id == Membership.role_id)
            .where(_meets(Membership, since, until))
        )
        for one, code in rows:
            held = roles if code is not None else departments
            what = code if code is not None else one.department_id
            held[one.user_id].append(Stay(what, one.since, one.until))
        for place in session.scalars(
            select(DepartmentPlace).where(_meets(DepartmentPlace, since, until))
        ):
            stay = Stay(place.parent_id, place.since, place.until)
            places[place.department_id].append(stay)
        return Past(roles, departments, places)

    def roles(self, user_id: int, at: datetime) -> frozenset[str]:
        """Codes of the roles that the person had."""
        return frozenset(_at(self.roles_held.get(user_id, ()), at))

    def departments(self, user_id: int, at: datetime) -> frozenset[int]:
        """The department that the person worked in, and all that were above it."""
        found: set[int] = set()
        queue = list(_at(self.departments_held.get(user_id, ()), at))
        while queue:
            department = queue.pop()
            if department not in found:
                found.add(department)
                queue += _at(self.places.get(department, ()), at)
        return frozenset(found)


def _meets(
    period: type[Membership] | type[DepartmentPlace], since: datetime, until: datetime
) -> ColumnElement[bool]:
    return and_(period.since <= until, or_(period.until.is_(None), period.until > since))


def _at(stays: Sequence[Stay], at: datetime) -> list[Any]:
    return [stay.what for stay in stays if stay.covers(at)]
