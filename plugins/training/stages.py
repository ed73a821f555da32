"""Names of what the program sees of a process: a document came to a state, or made a move.

``quotes.offer:sent`` is a state of a document type, ``quotes.offer/approve_discount`` a transition.
"""

import re
from collections.abc import Mapping
from typing import Any


def of_state(document_type: str, state: str) -> str:
    """The stage of documents that came to the state."""
    return f"{document_type}:{state}"


def of_transition(document_type: str, transition: str) -> str:
    """The stage of documents that made the move, whatever state they left."""
    return f"{document_type}/{transition}"


def type_of(stage: str) -> str:
    """The document type of a stage."""
    return re.split("[:/]", stage, maxsplit=1)[0]


def met(document_type: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The stages that an entry of a document's history, its making or a move, brings it to."""
    state = payload.get("to") or payload.get("state", "")
    stages = (of_state(document_type, state),)
    if payload.get("transition"):
        stages += (of_transition(document_type, payload["transition"]),)
    return stages
