"""Whether a stage of the process is open to a person.

A stage is named by a document type's code. Plugins close it by ``reglament_check_stages``: who has
not signed the regulation that governs the stage does not work in it.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from core.extending.registry import registry_of
from core.kernel.errors import Refusal, StageClosed
from core.kernel.permissions import Actor


def refusals(session: Session, actor: Actor, stage: str) -> list[Refusal]:
    """Reasons why the stage is closed to the person; empty where it is open.

    The program itself and a customer who follows his own link sign nothing: no stage is closed
    to them.
    """
    return _closed(session, actor, (stage,)).get(stage, [])


def enter(session: Session, actor: Actor, stage: str) -> None:
    """Raise ``StageClosed`` with every reason where the stage is closed to the person."""
    found = refusals(session, actor, stage)
    if found:
        raise StageClosed(found)


def closed_to(session: Session, actor: Actor) -> Mapping[str, Sequence[Refusal]]:
    """Codes of the document types whose stages are closed to the person, with the reasons; as many
    queries as one stage takes."""
    return _closed(session, actor, tuple(registry_of(session).document_types))


def _closed(session: Session, actor: Actor, stages: Collection[str]) -> dict[str, list[Refusal]]:
    if actor.is_system or actor.user_id is None:
        return {}
    return registry_of(session).stage_vetoes(stages, actor, session)
