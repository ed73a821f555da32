"""What of an edition makes the pay of employees worse, as far as the program can tell."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Message, Norm, norm, registry_of
from plugins.training.models import RegulationKind, RegulationVersion
from plugins.training.text.since import changed_since

PAY_KINDS = frozenset({RegulationKind.PAY.value, RegulationKind.PENALTIES.value})
"""Kinds of regulations whose words may change pay even where no value does."""


@dataclass(frozen=True)
class WorseValue:
    """A norm of pay that the edition makes worse; ``clause`` is where it stands, empty where the
    edition does not set it any more."""

    norm: Norm
    old: Decimal
    new: Decimal
    clause: str

    @property
    def words(self) -> Message:
        """«Срок повторности: 180 дней → 365 дней»."""
        return Message(
            "%(title)s: %(old)s → %(new)s",
            title=Message(self.norm.title),
            old=self._said(self.old),
            new=self._said(self.new),
        )

    def _said(self, value: Decimal) -> Message:
        number = f"{value.normalize():f}"
        if self.norm.forms is not None:
            return Message.plural(*self.norm.forms, int(value), num=number)
        unit = Message(self.norm.unit) if self.norm.unit else ""
        return Message("%(number)s %(unit)s", number=number, unit=unit)


def worse_values(session: Session, version: RegulationVersion) -> list[WorseValue]:
    """Norms of pay that the edition moves against the employee, beside the edition before it.

    What that one does not set is compared with what holds without it; a norm that is not set any
    more falls back to its declared value.
    """
    declared = registry_of(session).norms
    before = _before(session, version)
    old_values = {one.key: one.value for one in before.norms} if before else {}
    marks = {one.key: one for one in version.norms}
    found: list[WorseValue] = []
    for key in [*marks, *(key for key in old_values if key not in marks)]:
        known = declared.get(key)
        if known is None or known.worse is None:
            continue
        mark = marks.get(key)
        old = old_values[key] if key in old_values else norm(session, key).value
        new = mark.value if mark else known.default
        if new > old if known.worse == "up" else new < old:
            found.append(WorseValue(known, old, new, mark.clause_number if mark else ""))
    return found


def author_must_say(session: Session, version: RegulationVersion) -> bool:
    """Whether only the author knows if pay gets worse: words on pay have changed, and no value
    tells it by itself."""
    if version.lowers_pay is not None or version.regulation.kind not in PAY_KINDS:
        return False
    before = _before(session, version)
    if before is None or not changed_since(before.body, version.body):
        return False
    return not worse_values(session, version)


def _before(session: Session, version: RegulationVersion) -> RegulationVersion | None:
    """The edition that this one will follow: the last one approved of those before it."""
    return session.scalars(
        select(RegulationVersion)
        .where(
            RegulationVersion.regulation_id == version.regulation_id,
            RegulationVersion.edition < version.edition,
            RegulationVersion.approved_at.is_not(None),
        )
        .order_by(RegulationVersion.edition.desc())
        .limit(1)
    ).first()
