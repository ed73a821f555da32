"""What a version's values would have meant in the days that have passed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    Norm,
    NormReading,
    Rehearsal,
    norm,
    now,
    recorded,
    registry_of,
    sees,
    unrestricted,
)
from plugins.training.audience import Audience
from plugins.training.models import RegulationVersion
from plugins.training.norms import REHEARSAL_DAYS
from plugins.training.queries.concerned import Ruling
from plugins.training.services import regulations


@dataclass(frozen=True)
class Rehearsed:
    """One norm that the version changes.

    ``old`` is the value that holds now, ``before`` and ``after`` what the period would have been
    under the old and under the new; both None where there were no cases. ``narrower``: some of
    whom the version names are left out, since a closer regulation set the norm for them.
    """

    norm: Norm
    clause: str
    old: Decimal
    new: Decimal
    before: Rehearsal | None
    after: Rehearsal | None
    narrower: bool

    @property
    def unlike(self) -> Sequence[int]:
        """Cases for which the two values differ."""
        return self.before.unlike(self.after) if self.before and self.after else ()

    @property
    def documents(self) -> Sequence[int]:
        """Those of them that are documents."""
        return self.unlike if self.before and self.before.documents else ()


@dataclass(frozen=True)
class Period:
    """The days that are looked at; the end is not among them."""

    since: datetime
    until: datetime
    days: int


def period(session: Session) -> Period:
    """As many days back from now as the norm says."""
    days = int(norm(session, REHEARSAL_DAYS).value)
    moment = now()
    return Period(moment - timedelta(days=days), moment, days)


def rehearsed(session: Session, version: RegulationVersion, chosen: Period) -> list[Rehearsed]:
    """Each norm of the version whose value differs from the one that holds now, rehearsed on the
    cases of those whom the version would have bound at their moment.

    Norms that the version drops fall back to what holds without the regulation, and are told of
    likewise.
    """
    declared = registry_of(session).norms
    new = {mark.key: (mark.value, mark.clause_number) for mark in version.norms}
    held = regulations.version_in_force(session, version.regulation_id, now())
    for mark in held.norms if held is not None else ():
        if mark.key not in new and mark.key in declared:
            new[mark.key] = (_without(session, mark.key, version), "")
    ruling = Ruling.of(session, version, chosen.since, chosen.until)
    found: list[Rehearsed] = []
    for key, (value, clause) in new.items():
        if key not in declared:
            continue
        old = value_now(session, key, version)
        if old != value:
            found.append(_rehearse(session, declared[key], clause, (old, value), chosen, ruling))
    return found


def value_now(session: Session, key: str, version: RegulationVersion) -> Decimal:
    """What holds now for those whom the version binds: by this very regulation where it sets the
    norm, by whatever holds for everybody where it does not."""
    audience = Audience.of(version)
    for one in regulations.candidates(session, [key], now()):
        if one.audience == audience:
            return one.source.value
    return _read(session, key).value


def _without(session: Session, key: str, version: RegulationVersion) -> Decimal:
    """What holds for everybody once this regulation says nothing of the norm."""
    reading = _read(session, key)
    own = reading.source is not None and reading.source.document_id in {
        one.document_id
        for one in session.scalars(
            select(RegulationVersion).where(
                RegulationVersion.regulation_id == version.regulation_id
            )
        )
    }
    return registry_of(session).norms[key].default if own else reading.value


def _read(session: Session, key: str) -> NormReading:
    # A page that only looks decides nothing: its readings are no grounds of anything.
    with recorded(session):
        return norm(session, key)


def _rehearse(
    session: Session,
    declared: Norm,
    clause: str,
    values: tuple[Decimal, Decimal],
    chosen: Period,
    ruling: Ruling,
) -> Rehearsed:
    before = after = None
    if declared.rehearse is not None:
        concerned = ruling.norm(declared.key)
        before, after = (
            declared.rehearse(session, chosen.since, chosen.until, value, concerned)
            for value in values
        )
    return Rehearsed(
        declared, clause, *values, before, after, narrower=ruling.leaves_out(declared.key)
    )


def documents_seen(
    session: Session, actor: Actor, ids: Iterable[int], limit: int
) -> Mapping[int, Document]:
    """Those of the documents that this person may open, the newest first, up to ``limit``."""
    types = registry_of(session).document_types
    found = session.scalars(
        unrestricted(
            select(Document)
            .where(Document.id.in_(list(ids)))
            .order_by(Document.date.desc(), Document.id.desc())
        )
    )
    shown: dict[int, Document] = {}
    for document in found:
        kind = types.get(document.type)
        if kind is not None and sees(document, actor, kind.view):
            shown[document.id] = document
        if len(shown) == limit:
            break
    return shown
