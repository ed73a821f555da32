"""For whom a regulation holds.

A regulation names roles and departments; it holds for who has one of the roles or works in one of
the departments or below it. One that names neither holds for everybody. Of two that hold for the
same person the more specific has the word: a department before a role, a role before everybody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.sdk import Department, User
from plugins.training.models import Regulation, RegulationVersion


class Specificity(IntEnum):
    """How closely a regulation is meant for a person; the greater has the word."""

    # technical: an order of closeness, not a measure
    NOT = 0
    EVERYBODY = 1
    ROLE = 2
    DEPARTMENT = 3


@dataclass(frozen=True)
class Audience:
    """Whom a regulation names."""

    roles: frozenset[str]
    departments: frozenset[int]

    @staticmethod
    def of(named: Regulation | RegulationVersion) -> "Audience":
        """That of a regulation or of one of its versions."""
        return Audience(frozenset(named.roles), frozenset(named.departments))

    @property
    def everybody(self) -> bool:
        """True where it names nobody in particular."""
        return not self.roles and not self.departments

    def specificity(self, roles: Collection[str], departments: Collection[int]) -> Specificity:
        """For a person with these roles who works in, or below, these departments."""
        if self.everybody:
            return Specificity.EVERYBODY
        if not self.departments.isdisjoint(departments):
            return Specificity.DEPARTMENT
        if not self.roles.isdisjoint(roles):
            return Specificity.ROLE
        return Specificity.NOT


def parents(session: Session) -> dict[int, int | None]:
    """Each department's parent."""
    rows = session.execute(select(Department.id, Department.parent_id))
    return {row.id: row.parent_id for row in rows}


def upwards(department_id: int | None, tree: Mapping[int, int | None]) -> frozenset[int]:
    """The department and all above it."""
    found: set[int] = set()
    while department_id is not None and department_id not in found:
        found.add(department_id)
        department_id = tree.get(department_id)
    return frozenset(found)


def people(session: Session, audience: Audience) -> list[User]:
    """Everybody with an open account for whom it holds, by name."""
    tree = parents(session)
    users = session.scalars(
        select(User)
        .where(User.disabled_at.is_(None))
        .options(selectinload(User.roles))
        .order_by(User.full_name, User.id)
    )
    return [user for user in users if specificity_for(audience, user, tree)]


def specificity_for(audience: Audience, user: User, tree: Mapping[int, int | None]) -> Specificity:
    """``Audience.specificity`` for a person; ``tree`` is what ``parents`` gives."""
    return audience.specificity(roles_of(user), upwards(user.department_id, tree))


def roles_of(user: User) -> frozenset[str]:
    """Codes of the person's roles."""
    return frozenset(role.code for role in user.roles)


def touched_roles(session: Session, audience: Audience) -> dict[str, list[User]]:
    """Roles that must be heard before an approval, each with the people who may speak for it.

    They are the roles that the regulation names, and those of the people in the departments that
    it names; all roles that anybody has, where it holds for everybody. A role that nobody has is
    left out: there is nobody to be bound.
    """
    found: dict[str, list[User]] = {}
    tree = parents(session)
    for user in people(session, audience):
        by_department = audience.everybody or not audience.departments.isdisjoint(
            upwards(user.department_id, tree)
        )
        for code in roles_of(user):
            if by_department or code in audience.roles:
                found.setdefault(code, []).append(user)
    return dict(sorted(found.items()))


def meet(
    one: Audience, other: Audience, tree: Mapping[int, int | None], held: Iterable[frozenset[str]]
) -> bool:
    """Whether there can be a person for whom both hold equally closely.

    ``held`` are the sets of roles that people have: two roles meet in whoever has both.
    """
    if one.everybody or other.everybody:
        return one.everybody and other.everybody
    if _related(one.departments, other.departments, tree):
        return True
    if not one.roles.isdisjoint(other.roles):
        return True
    return any(
        not one.roles.isdisjoint(roles) and not other.roles.isdisjoint(roles) for roles in held
    )


def _related(one: Collection[int], other: Collection[int], tree: Mapping[int, int | None]) -> bool:
    return any(a in upwards(b, tree) or b in upwards(a, tree) for a in one for b in other)


def held_roles(session: Session) -> Sequence[frozenset[str]]:
    """The sets of roles of everybody with an open account."""
    users = session.scalars(
        select(User).where(User.disabled_at.is_(None)).options(selectinload(User.roles))
    )
    return [roles_of(user) for user in users]
