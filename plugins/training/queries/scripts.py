"""What the screens of scripts read: scripts with their figures, paths of talks, statistics."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import Actor, CustomerGroup, Document, User, unrestricted
from plugins.training.models import (
    MoveKind,
    Regulation,
    RegulationKind,
    RegulationVersion,
    ScriptMove,
    ScriptRun,
    TalkResult,
)
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.services.scripts.rehearsing import waiting
from plugins.training.services.seeing import visible_to


@dataclass(frozen=True)
class Choice:
    """Which talks are counted: of a version, since a moment, of one person where given."""

    document_id: int
    since: datetime
    user_id: int | None = None


@dataclass
class Tally:
    """How talks have ended."""

    results: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))

    @property
    def talks(self) -> int:
        """All of them."""
        return sum(self.results.values())

    @property
    def agreed(self) -> int:
        """Those that have come to an agreement."""
        return self.results.get(TalkResult.AGREED, 0)

    @property
    def share(self) -> int:
        """Whole percent of agreements."""
        return round(self.agreed * 100 / self.talks) if self.talks else 0


@dataclass
class Taken(Tally):
    """A branch: ``times`` it was taken (more often than talks, where a talk came there again)."""

    times: int = 0


@dataclass
class Person(Tally):
    """A person's talks; ``off`` is how many times they left the script."""

    name: str = ""
    off: int = 0


@dataclass(frozen=True)
class Statistics:
    """``branches`` by uid, ``off`` by the step that was left, ``people`` by name."""

    whole: Tally
    branches: Mapping[str, Taken]
    off: Mapping[str, Taken]
    people: Sequence[Person]


def scripts(session: Session) -> Sequence[Regulation]:
    """All scripts by code, with their owners."""
    return session.scalars(
        select(Regulation)
        .where(Regulation.kind == RegulationKind.SCRIPT.value)
        .options(joinedload(Regulation.owner))
        .order_by(Regulation.code)
    ).all()


def editions(
    session: Session, regulation_ids: Sequence[int]
) -> Mapping[int, list[RegulationVersion]]:
    """Versions of each regulation with their documents, the newest first; one query."""
    found: dict[int, list[RegulationVersion]] = defaultdict(list)
    rows = session.scalars(
        unrestricted(
            select(RegulationVersion)
            .join(RegulationVersion.document)
            .options(joinedload(RegulationVersion.document))
            .where(
                RegulationVersion.regulation_id.in_(regulation_ids), Document.state != "discarded"
            )
            .order_by(RegulationVersion.edition.desc())
        )
    )
    for row in rows:
        found[row.regulation_id].append(row)
    return found


def recent(session: Session, actor: Actor, since: datetime) -> Mapping[int, Tally]:
    """How talks of each script have ended since the moment, by regulation; one query."""
    found: dict[int, Tally] = defaultdict(Tally)
    rows = session.execute(
        select(RegulationVersion.regulation_id, ScriptRun.result, func.count())
        .join(RegulationVersion, RegulationVersion.document_id == ScriptRun.document_id)
        .where(
            ScriptRun.rehearsal.is_(False),
            ScriptRun.finished_at >= since,
            visible_to(actor, ScriptRun, Can.SCRIPT_USE),
        )
        .group_by(RegulationVersion.regulation_id, ScriptRun.result)
    )
    for regulation_id, result, count in rows:
        found[regulation_id].results[result] += count
    return found


def group_choices(session: Session) -> list[tuple[int, str]]:
    """Groups of customers by name."""
    rows = session.execute(
        select(CustomerGroup.id, CustomerGroup.name).order_by(CustomerGroup.name)
    )
    return [(key, name) for key, name in rows]


def speakers(session: Session, actor: Actor, regulation_id: int) -> list[tuple[int, str]]:
    """People who have talked by the script, in any version, by name."""
    rows = session.execute(
        select(User.id, User.full_name)
        .join(ScriptRun, ScriptRun.user_id == User.id)
        .join(RegulationVersion, RegulationVersion.document_id == ScriptRun.document_id)
        .where(
            RegulationVersion.regulation_id == regulation_id,
            ScriptRun.rehearsal.is_(False),
            visible_to(actor, ScriptRun, Can.SCRIPT_USE),
        )
        .distinct()
        .order_by(User.full_name, User.id)
    )
    return [(key, name) for key, name in rows]


def _counted(actor: Actor, choice: Choice) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        ScriptRun.document_id == choice.document_id,
        ScriptRun.rehearsal.is_(False),
        ScriptRun.finished_at >= choice.since,
        visible_to(actor, ScriptRun, Can.SCRIPT_USE),
    ]
    if choice.user_id is not None:
        conditions.append(ScriptRun.user_id == choice.user_id)
    return conditions


def statistics(session: Session, actor: Actor, choice: Choice) -> Statistics:
    """What finished talks tell of the branches; three queries. Clicks taken back do not count."""
    conditions = _counted(actor, choice)
    whole, people = Tally(), dict[int, Person]()
    rows = session.execute(
        select(ScriptRun.user_id, User.full_name, ScriptRun.result, func.count())
        .join(User, User.id == ScriptRun.user_id)
        .where(*conditions)
        .group_by(ScriptRun.user_id, User.full_name, ScriptRun.result)
    )
    for user_id, name, result, count in rows:
        whole.results[result] += count
        people.setdefault(user_id, Person(name=name)).results[result] += count
    branches: dict[str, Taken] = defaultdict(Taken)
    off: dict[str, Taken] = defaultdict(Taken)
    for kind, from_uid, branch_uid, result, talks, times in _moves(session, conditions):
        taken = off[from_uid] if kind == MoveKind.DEVIATION else branches[branch_uid]
        taken.results[result] += talks
        taken.times += times
    for user_id, count in _off_by_person(session, conditions):
        people[user_id].off = count
    by_name = sorted(people.values(), key=lambda one: one.name)
    return Statistics(whole, branches, off, by_name)


def _moves(session: Session, conditions: list[ColumnElement[bool]]) -> Any:
    return session.execute(
        select(
            ScriptMove.kind,
            ScriptMove.from_uid,
            ScriptMove.branch_uid,
            ScriptRun.result,
            func.count(ScriptRun.id.distinct()),
            func.count(),
        )
        .join(ScriptRun, ScriptRun.id == ScriptMove.run_id)
        .where(ScriptMove.undone_at.is_(None), *conditions)
        .group_by(ScriptMove.kind, ScriptMove.from_uid, ScriptMove.branch_uid, ScriptRun.result)
    )


def _off_by_person(session: Session, conditions: list[ColumnElement[bool]]) -> Any:
    return session.execute(
        select(ScriptRun.user_id, func.count())
        .join(ScriptMove, ScriptMove.run_id == ScriptRun.id)
        .where(
            ScriptMove.kind == MoveKind.DEVIATION.value,
            ScriptMove.undone_at.is_(None),
            *conditions,
        )
        .group_by(ScriptRun.user_id)
    )


def deviations(
    session: Session, actor: Actor, choice: Choice, limit: int
) -> Sequence[tuple[ScriptMove, ScriptRun]]:
    """The latest departures from the script with their talks."""
    rows = session.execute(
        select(ScriptMove, ScriptRun)
        .join(ScriptRun, ScriptRun.id == ScriptMove.run_id)
        .options(joinedload(ScriptRun.user))
        .where(
            ScriptMove.kind == MoveKind.DEVIATION.value,
            ScriptMove.undone_at.is_(None),
            *_counted(actor, choice),
        )
        .order_by(ScriptMove.at.desc(), ScriptMove.id.desc())
        .limit(limit)
    )
    return [(move, run) for move, run in rows]


def talks(session: Session, actor: Actor, choice: Choice, limit: int) -> Sequence[ScriptRun]:
    """The latest talks, each leads to its path."""
    return session.scalars(
        select(ScriptRun)
        .where(*_counted(actor, choice))
        .options(joinedload(ScriptRun.user))
        .order_by(ScriptRun.finished_at.desc(), ScriptRun.id.desc())
        .limit(limit)
    ).all()


def rehearsals(session: Session, user_id: int, limit: int) -> Sequence[ScriptRun]:
    """The person's own rehearsals, the latest first."""
    return session.scalars(
        select(ScriptRun)
        .where(ScriptRun.user_id == user_id, ScriptRun.rehearsal)
        .options(
            joinedload(ScriptRun.regulation_version).joinedload(RegulationVersion.regulation),
            joinedload(ScriptRun.marked_by),
        )
        .order_by(ScriptRun.id.desc())
        .limit(limit)
    ).all()


def marked(session: Session, actor: Actor, limit: int) -> Sequence[ScriptRun]:
    """Rehearsals that the person has judged, the latest first."""
    return session.scalars(
        select(ScriptRun)
        .where(ScriptRun.marked_by_id == actor.user_id)
        .options(
            joinedload(ScriptRun.user),
            joinedload(ScriptRun.regulation_version).joinedload(RegulationVersion.regulation),
        )
        .order_by(ScriptRun.marked_at.desc())
        .limit(limit)
    ).all()


def waiting_count(session: Session, actor: Actor) -> int:
    """How many rehearsals wait for the person's mark."""
    return len(waiting(session, actor))
