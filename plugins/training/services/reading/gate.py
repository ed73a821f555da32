"""The gate: a stage that a regulation governs is closed to whom it binds and who has not signed it.

The version in force counts, by its dates. It binds whom it names and whom it was assigned to. Who
has time left by the norm is let through; a new hire has none. The question is asked on every
request of a governed stage, so it takes a fixed number of queries, and one where nothing governs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, Refusal, add_working_days, norm, now, today
from plugins.training.audience import Audience, parents, upwards
from plugins.training.models import Assignment, GateException, Regulation, RegulationVersion
from plugins.training.norms import GRACE_DAYS
from plugins.training.services.reading.assigning import local_day
from plugins.training.services.reading.newcomers import is_new_hire
from plugins.training.services.regulations.reading import in_force


@dataclass(frozen=True)
class Governing:
    """A version in force that governs stages."""

    document_id: int
    regulation_id: int
    code: str
    title: str
    edition: int
    since: datetime
    audience: Audience
    stages: frozenset[str]


@dataclass(frozen=True)
class Given:
    """The person's assignment of such a version, as far as the gate cares."""

    id: int
    assigned_at: datetime
    signed: bool


def stage_refusals(
    stages: Collection[str], actor: Actor, session: Session
) -> dict[str, list[Refusal]]:
    """Which of the stages are closed to the person and why: a reason for each document that he has
    not signed."""
    governing = governing_versions(session, stages)
    if not governing or actor.user_id is None:
        return {}
    given = _given(session, actor.user_id, governing)
    binding = _binding(session, actor, governing, given)
    unsigned = [one for one in binding if not _signed(given.get(one.document_id))]
    if not unsigned:
        return {}
    let_through = _let_through(session, actor.user_id)
    unsigned = [one for one in unsigned if one.regulation_id not in let_through]
    if not unsigned:
        return {}
    new = is_new_hire(session, actor.user_id)
    grace = 0 if new else int(norm(session, GRACE_DAYS, employee=actor.user_id).value)
    found: dict[str, list[Refusal]] = {}
    for one in unsigned:
        if is_closed(one.since, given.get(one.document_id), grace):
            refusal = _refusal(one, given.get(one.document_id), new=new)
            for stage in one.stages.intersection(stages):
                found.setdefault(stage, []).append(refusal)
    return found


def governing_versions(session: Session, stages: Collection[str]) -> list[Governing]:
    """Versions in force that close any of the stages."""
    rows = session.execute(
        select(
            RegulationVersion.document_id,
            RegulationVersion.regulation_id,
            RegulationVersion.edition,
            RegulationVersion.effective_from,
            RegulationVersion.roles,
            RegulationVersion.departments,
            RegulationVersion.stages,
            Regulation.code,
            Regulation.title,
        )
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(in_force(now()))
        .order_by(Regulation.code)
    )
    return [
        Governing(
            row.document_id,
            row.regulation_id,
            row.code,
            row.title,
            row.edition,
            row.effective_from,
            Audience(frozenset(row.roles), frozenset(row.departments)),
            frozenset(row.stages),
        )
        for row in rows
        if not frozenset(stages).isdisjoint(row.stages)
    ]


def _given(session: Session, user_id: int, governing: Sequence[Governing]) -> dict[int, Given]:
    rows = session.execute(
        select(
            Assignment.document_id, Assignment.id, Assignment.assigned_at, Assignment.signed_at
        ).where(
            Assignment.user_id == user_id,
            Assignment.document_id.in_([one.document_id for one in governing]),
            Assignment.withdrawn_at.is_(None) | Assignment.signed_at.is_not(None),
        )
    )
    return {
        row.document_id: Given(row.id, row.assigned_at, row.signed_at is not None) for row in rows
    }


def _signed(given: Given | None) -> bool:
    return given is not None and given.signed


def _binding(
    session: Session,
    actor: Actor,
    governing: Sequence[Governing],
    given: dict[int, Given],
) -> list[Governing]:
    """Those that bind the person: whom they name, and whom they were assigned to by name."""
    tree = parents(session) if any(one.audience.departments for one in governing) else {}
    above = upwards(actor.department_id, tree)
    return [
        one
        for one in governing
        if one.document_id in given or one.audience.specificity(actor.roles, above)
    ]


def _let_through(session: Session, user_id: int) -> set[int]:
    """Regulations under which the head lets the person work for now."""
    return set(
        session.scalars(
            select(GateException.regulation_id).where(
                GateException.user_id == user_id,
                GateException.until > now(),
                GateException.ended_at.is_(None),
            )
        )
    )


def open_until(since: datetime, given: Given | None, grace: int) -> date | None:
    """The last day of work without the signature; None where there is no such day.

    The grace runs from the day on which the version came into force or, where that is later, was
    assigned to the person; who has not been assigned it yet has all of it ahead.
    """
    if not grace:
        return None
    start = max(since, given.assigned_at) if given is not None else now()
    return add_working_days(local_day(start), grace)


def is_closed(since: datetime, given: Given | None, grace: int) -> bool:
    """Whether the time without the signature is over."""
    last = open_until(since, given, grace)
    return last is None or today() > last


def _refusal(one: Governing, given: Given | None, *, new: bool) -> Refusal:
    why = (
        N_(
            "Вы ещё не подписали «%(title)s» (%(code)s, редакция %(edition)s), а документ "
            "обязателен до начала работы на этом этапе. Прочитайте его и подпишите: этап "
            "откроется сразу."
        )
        if new
        else N_(
            "Вы не подписали «%(title)s» (%(code)s, редакция %(edition)s), и отсрочка прошла. "
            "Прочитайте документ и подпишите: этап откроется сразу."
        )
    )
    link = (
        f"/training/reading/{given.id}"
        if given is not None
        else f"/training/reading/version/{one.document_id}"
    )
    return Refusal(Message(why, title=one.title, code=one.code, edition=one.edition), link=link)
