"""Whom a version would have bound in days that are past, by the roles and departments of then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.sdk import Concerned, everybody, memberships
from plugins.training.audience import Audience, Specificity
from plugins.training.models import RegulationVersion, VersionNorm


@dataclass(frozen=True)
class _Rival:
    """Another regulation's version that set the same norm, and when it held."""

    audience: Audience
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether it was in force at the moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Ruling:
    """Whom a version binds between two moments. ``Ruling.of`` reads what it needs, in a number of
    queries that does not depend on the people, the documents or the norms."""

    audience: Audience
    past: memberships.Past
    rivals: dict[str, list[_Rival]]

    @staticmethod
    def of(
        session: Session, version: RegulationVersion, since: datetime, until: datetime
    ) -> "Ruling":
        """For days between the two moments, both included."""
        past = memberships.Past.of(session, since, until)
        return Ruling(Audience.of(version), past, _rivals(session, version, since, until))

    def people(self) -> Concerned:
        """Those whom the version names."""
        if self.audience.everybody:
            return everybody
        return lambda employee_id, at: bool(self._specificity(self.audience, employee_id, at))

    def norm(self, key: str) -> Concerned:
        """Those for whom its value of the norm would have held: whom it names, but for those for
        whom a closer regulation set the norm."""
        rivals = self._closer(key)
        if not rivals:
            return self.people()

        def concerned(employee_id: int | None, at: datetime) -> bool:
            own = self._specificity(self.audience, employee_id, at)
            return bool(own) and all(
                self._specificity(one.audience, employee_id, at) <= own
                for one in rivals
                if one.holds(at)
            )

        return concerned

    def leaves_out(self, key: str) -> bool:
        """Whether some of whom it names may be left to a closer regulation."""
        return bool(self._closer(key))

    def _closer(self, key: str) -> list[_Rival]:
        """Other regulations that had the word before this one for some people."""
        rivals = self.rivals.get(key, [])
        if self.audience.everybody:
            return [one for one in rivals if not one.audience.everybody]
        return [one for one in rivals if self.audience.roles and one.audience.departments]

    def _specificity(
        self, audience: Audience, employee_id: int | None, at: datetime
    ) -> Specificity:
        if employee_id is None:
            return Specificity.EVERYBODY if audience.everybody else Specificity.NOT
        return audience.specificity(
            self.past.roles(employee_id, at), self.past.departments(employee_id, at)
        )


def _rivals(
    session: Session, version: RegulationVersion, since: datetime, until: datetime
) -> dict[str, list[_Rival]]:
    rows = session.execute(
        select(
            VersionNorm.key,
            RegulationVersion.roles,
            RegulationVersion.departments,
            RegulationVersion.effective_from,
            RegulationVersion.effective_until,
        )
        .join(RegulationVersion, RegulationVersion.document_id == VersionNorm.document_id)
        .where(
            RegulationVersion.regulation_id != version.regulation_id,
            RegulationVersion.effective_from <= until,
            or_(
                RegulationVersion.effective_until.is_(None),
                RegulationVersion.effective_until > since,
            ),
        )
    )
    found: dict[str, list[_Rival]] = defaultdict(list)
    for row in rows:
        audience = Audience(frozenset(row.roles), frozenset(row.departments))
        found[row.key].append(_Rival(audience, row.effective_from, row.effective_until))
    return dict(found)
