"""Getting at a case, and in whose name its history speaks."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Forbidden,
    NotFound,
    StaleVersion,
    lock,
)
from plugins.training.discipline import may_decide, may_hear, sees_case
from plugins.training.models import Violation

HIDDEN_NAME = N_("Заявитель (имя скрыто)")
"""Under which the history keeps what a hidden reporter does. The accused reads the history too."""


def get(session: Session, document_id: int, actor: Actor) -> Violation:
    """The case, where this person may see it; NotFound otherwise."""
    violation = session.get(Violation, document_id)
    if violation is None or not sees_case(violation.document, violation, actor):
        raise NotFound()
    return violation


@dataclass(frozen=True)
class Part:
    """What the person is in the case."""

    accused: bool
    reporter: bool
    decider: bool
    hears: bool
    """Asks for the explanation."""

    @property
    def sees_money(self) -> bool:
        """Pay is the business of the accused and of those who decide, not of the reporter."""
        return self.accused or not self.reporter


def part_of(violation: Violation, actor: Actor) -> Part:
    """The person's part in the case."""
    document = violation.document
    return Part(
        accused=actor.user_id is not None and actor.user_id == document.responsible_id,
        reporter=actor.user_id is not None and actor.user_id == document.author_id,
        decider=may_decide(document, violation, actor),
        hears=may_hear(document, violation, actor),
    )


def speaker(violation: Violation, actor: Actor) -> Actor:
    """In whose name the history tells what the person does: a hidden reporter keeps his name to
    himself, so the program speaks for him."""
    if violation.hides_reporter and actor.user_id == violation.document.author_id:
        return Actor.system(HIDDEN_NAME)
    return actor


def taken(
    session: Session, document_id: int, actor: Actor, version: int | None = None
) -> Violation:
    """The case with its document locked, for whoever sees it.

    Raises NotFound, or StaleVersion where somebody has saved since ``version`` was shown.
    """
    document = lock(session, document_id)
    violation = session.get(Violation, document_id, populate_existing=True)
    if violation is None or not sees_case(document, violation, actor):
        raise NotFound()
    if version is not None and document.version != version:
        raise StaleVersion(expected=version, actual=document.version)
    return violation


def taken_by_decider(
    session: Session, document_id: int, actor: Actor, version: int | None = None
) -> Violation:
    """As ``taken``, for whoever decides on the case; Forbidden for all others who see it."""
    violation = taken(session, document_id, actor, version)
    if not may_decide(violation.document, violation, actor):
        raise Forbidden()
    return violation
