"""Who acts, what he may do and on whose rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """Base of every plugin's own enumeration, e.g. ``QuotePermission.OFFER_VIEW``.

    A value reads ``plugin.subject.verb``; the plugin's name is the part before the first dot.
    """


class Scope(StrEnum):
    """On whose rows a permission holds. The order of widening is OWN, DEPARTMENT, ALL."""

    OWN = "own"
    DEPARTMENT = "department"
    ALL = "all"

    @property
    def width(self) -> int:
        """0 for own rows, 1 for the department's, 2 for everybody's."""
        return list(Scope).index(self)


def widest(scopes: list[Scope]) -> Scope:
    """The widest of several grants of one permission: a person may hold several roles."""
    return max(scopes, key=lambda scope: scope.width)


@dataclass(frozen=True)
class Actor:
    """The one in whose name something is done: a person, a customer by link, or the program.

    ``departments`` holds the ids of the departments whose rows a DEPARTMENT grant opens: the
    person's own and, for a head, everything below.
    """

    user_id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset()
    grants: Mapping[str, Scope] = field(default_factory=lambda: MappingProxyType({}))
    is_system: bool = False
    language: str = "ru"
    department_id: int | None = None

    @staticmethod
    def system(name: str = "Регламент") -> "Actor":
        """The program itself: jobs, migrations, demo. May do everything, on all rows."""
        return Actor(user_id=None, name=name, is_system=True)

    @staticmethod
    def outsider(name: str, grants: Mapping[str, Scope]) -> "Actor":
        """Somebody without an account, such as a customer who follows the link of an offer."""
        return Actor(user_id=None, name=name, grants=MappingProxyType(dict(grants)))

    def scope(self, permission: Permission) -> Scope | None:
        """The rows on which the permission is held; None where it is not held at all."""
        if self.is_system:
            return Scope.ALL
        return self.grants.get(permission.value)

    def can(self, permission: Permission) -> bool:
        """True where the permission is held on at least some rows."""
        return self.scope(permission) is not None
