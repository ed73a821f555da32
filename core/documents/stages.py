"""Whether a stage of the process is open to a person.

A stage is named by a document type's code. Plugins close it by ``reglament_check_stage``: who has
not signed the regulation that governs the stage does not work in it.
"""

from typing import Any

from sqlalchemy.orm import Session

from core.extending.registry import registry_of
from core.kernel.errors import Refusal, StageClosed
from core.kernel.permissions import Actor


def refusals(session: Session, actor: Actor, stage: str) -> list[Refusal]:
    """Reasons why the stage is closed to the person; empty where it is open.

    The program itself and a customer who follows his own link sign nothing: no stage is closed
    to them.
    """
    if actor.is_system or actor.user_id is None:
        return []
    return registry_of(session).stage_vetoes(stage, actor, session)


def enter(session: Session, actor: Actor, stage: str) -> None:
    """Raise ``StageClosed`` with every reason where the stage is closed to the person."""
    found = refusals(session, actor, stage)
    if found:
        raise StageClosed(found)


def closed_to(session: Session, actor: Actor) -> frozenset[Any]:
    """Codes of the document types whose stages are closed to the person."""
    return frozenset(
        code for code in registry_of(session).document_types if refusals(session, actor, code)
    )
