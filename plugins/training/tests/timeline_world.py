"""Random histories of regulations, and the plain scan of a list that ``norm()`` must agree with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Department, Refused, at, fire
from plugins.training.models import RegulationVersion, Waiver
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import discount_rules, regulation
from plugins.training.voices import voices

KEY = "quotes.discount_without_approval"
DEFAULT = Decimal(10)
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
SILENT = "## Порядок\n\n1. О скидках здесь ничего не сказано.\n"
AUDIENCES = (
    ((), ()),
    (("manager",), ()),
    (("head", "logistics"), ()),
    ((), ("Первая группа",)),
    ((), ("Отдел продаж",)),
    (("accountant",), ("Склад",)),
)


@dataclass(frozen=True)
class Edition:
    """An edition to be approved: how long after the one before, from how much later, and what it
    sets; None sets nothing."""

    waits: int
    ahead: int
    value: int | None


@dataclass(frozen=True)
class Approved:
    """What the scan knows of a version."""

    code: str
    document_id: int
    roles: frozenset[str]
    departments: frozenset[str]
    since: datetime
    value: int | None


@dataclass(frozen=True)
class Worker:
    """What the scan knows of a person at a moment."""

    roles: frozenset[str]
    department: str | None


NOBODY = Worker(frozenset(), None)


EDITIONS = st.lists(
    st.builds(
        Edition,
        waits=st.integers(0, 20),
        ahead=st.integers(0, 30),
        value=st.none() | st.integers(0, 100),
    ),
    max_size=3,
)
TIMELINES = st.lists(st.tuples(st.sampled_from(AUDIENCES), EDITIONS), min_size=1, max_size=4)
SETTINGS = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 100)), max_size=3)


def planned(timelines: Sequence[Any]) -> list[tuple[datetime, int, Edition]]:
    """The approvals in their order: when, of which of the timelines, what."""
    plan: list[tuple[datetime, int, Edition]] = []
    for place, (_audience, editions) in enumerate(timelines):
        moment = START
        for edition in editions:
            moment += timedelta(days=edition.waits, minutes=1)
            plan.append((moment, place, edition))
    return sorted(plan, key=lambda one: (one[0], one[1]))


def approve(
    session: Session,
    owner: Actor,
    timelines: Sequence[Any],
    moment: datetime,
    place: int,
    edition: Edition,
) -> list[Approved]:
    """Carry one of the planned approvals out; one that is refused leaves no trace."""
    roles, names = timelines[place][0]
    starts = moment + timedelta(days=edition.ahead)
    with at(moment):
        document_id = approve_one(session, owner, f"РП-{place}", roles, names, edition, starts)
    if document_id is None:
        return []
    own = (frozenset(roles), frozenset(names), starts, edition.value)
    return [Approved(f"РП-{place}", document_id, *own)]


def approve_one(
    session: Session,
    owner: Actor,
    code: str,
    roles: tuple[str, ...],
    names: tuple[str, ...],
    edition: Edition,
    starts: datetime,
) -> int | None:
    departments = tuple(
        session.scalars(select(Department.id).where(Department.name.in_(names or [""])))
    )
    made = regulation(session, owner, code, roles=roles, departments=departments)
    version = regulations.open_version(session, made.id)
    if version is None:
        version = regulations.start_edition(session, owner, made.id)
        fire_text(session, owner, version, edition)
        session.add_all(
            Waiver(
                document_id=version.document_id,
                role=voice.role,
                reason="Для теста",
                author_id=owner.user_id,
            )
            for voice in voices(session, version)
        )
        session.flush()
    else:
        body = SILENT if edition.value is None else discount_rules(edition.value)
        regulations.save_text(session, owner, version.document_id, body, "Другое число", False)
    try:
        regulations.approve(session, owner, version.document_id, starts)
    except Refused:
        return None
    return version.document_id


def fire_text(session: Session, owner: Actor, version: RegulationVersion, edition: Edition) -> None:
    body = SILENT if edition.value is None else discount_rules(edition.value)
    regulations.save_text(session, owner, version.document_id, body, "Другое число", False)
    fire(session, version.document_id, "discuss", owner)


def scan(
    approved: Sequence[Approved],
    typed: Sequence[tuple[datetime, int]],
    tree: Mapping[str, str | None],
    person: Worker,
    moment: datetime,
) -> tuple[Decimal, str | None]:
    """The value and the code of the regulation that must answer: nothing but loops."""
    newest: dict[str, Approved] = {}
    for one in approved:
        held = newest.get(one.code)
        if one.since <= moment and (held is None or one.since > held.since):
            newest[one.code] = one
    above: set[str] = set()
    name = person.department
    while name is not None:
        above.add(name)
        name = tree[name]
    for fits in (
        lambda one: one.departments & above,
        lambda one: one.roles & person.roles and not one.departments & above,
        lambda one: not one.roles and not one.departments,
    ):
        closest = [one for one in newest.values() if one.value is not None and fits(one)]
        if closest:
            last = max(closest, key=lambda one: (one.since, one.document_id))
            return Decimal(last.value or 0), last.code
    value, latest = DEFAULT, None
    for since, percent in typed:
        if since <= moment and (latest is None or since >= latest):
            value, latest = Decimal(percent), since
    return value, None
