"""The gate: a stage that a regulation governs is closed to whom it binds and who has not signed it.

The version in force counts, by its dates. It binds whom it names and whom it was assigned to. Who
has time left by the norm is let through; a new hire has none for what he begins with. The question
is asked on every request of a governed stage: see ``standing`` for what it costs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, Refusal, memberships, now, registry_of, today
from plugins.training.audience import parents, upwards
from plugins.training.services.reading.assigning import local_day
from plugins.training.services.reading.newcomers import morning_after
from plugins.training.services.reading.standing import Unsigned, Who, unsigned


@dataclass(frozen=True)
class Closing:
    """What stands between the person and his stages: a document, codes of the stages, and where it
    is signed."""

    document_id: int
    title: str
    code: str
    stages: frozenset[str]
    link: str


@dataclass(frozen=True)
class Closings:
    """Documents that close stages to the person now, and those that do so tomorrow only."""

    now: list[Closing]
    tomorrow: list[Closing]


def stage_refusals(
    stages: Collection[str], actor: Actor, session: Session
) -> dict[str, list[Refusal]]:
    """Which of the stages are closed to the person and why: a reason for each document that he has
    not signed."""
    found: dict[str, list[Refusal]] = {}
    for one in _closing(session, actor, stages, now()):
        for stage in one.version.stages.intersection(stages):
            found.setdefault(stage, []).append(_refusal(one))
    return found


def closings(session: Session, actor: Actor) -> Closings:
    """What the person has to sign so that he works, and what so that he works tomorrow: for a
    warning while there is time to sign."""
    stages = tuple(registry_of(session).document_types)
    closed = _told(_closing(session, actor, stages, now()))
    known = {one.document_id for one in closed}
    # technical: the last moment that the clock can tell
    end_of_tomorrow = morning_after(today() + timedelta(days=1)) - timedelta(microseconds=1)
    coming = _told(_closing(session, actor, stages, end_of_tomorrow))
    return Closings(closed, [one for one in coming if one.document_id not in known])


def _told(unsigned_ones: list[Unsigned]) -> list[Closing]:
    return [
        Closing(
            one.version.document_id,
            one.version.title,
            one.version.code,
            one.version.stages,
            _link(one),
        )
        for one in unsigned_ones
    ]


def was_closed(
    session: Session, user_id: int, stages: Collection[str], since: datetime, until: datetime
) -> bool:
    """Whether any of the stages was closed to the person at the beginning or at the end of the
    time, with the roles and the department that he had then."""
    past = memberships.Past.of(session, since, until)

    def closed(moment: datetime) -> bool:
        who = Who(user_id, past.roles(user_id, moment), lambda: past.departments(user_id, moment))
        found = unsigned(session, who, stages, moment, seen=moment)
        return any(one.closes(local_day(moment)) for one in found)

    return closed(since) or closed(until)


def _closing(
    session: Session, actor: Actor, stages: Collection[str], moment: datetime
) -> list[Unsigned]:
    if actor.user_id is None:
        return []
    who = Who(actor.user_id, actor.roles, lambda: upwards(actor.department_id, parents(session)))
    day = local_day(moment)
    return [one for one in unsigned(session, who, stages, moment) if one.closes(day)]


def _refusal(one: Unsigned) -> Refusal:
    version = one.version
    why = (
        N_(
            "Вы ещё не подписали «%(title)s» (%(code)s, редакция %(edition)s), а документ "
            "обязателен до начала работы на этом этапе. Прочитайте его и подпишите: этап "
            "откроется сразу."
        )
        if one.acquaintance
        else N_(
            "Вы не подписали «%(title)s» (%(code)s, редакция %(edition)s), и отсрочка прошла. "
            "Прочитайте документ и подпишите: этап откроется сразу."
        )
    )
    words = Message(why, title=version.title, code=version.code, edition=version.edition)
    return Refusal(words, link=_link(one))


def _link(one: Unsigned) -> str:
    if one.given is not None:
        return f"/training/reading/{one.given.id}"
    return f"/training/reading/version/{one.version.document_id}"
