"""The word of the accused: demanded, given, or refused (ТК ст. 193)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Forbidden,
    Message,
    ValidationFailed,
    attachments,
    fire,
    now,
    today,
)
from plugins.training import labour_law
from plugins.training.discipline import entrusted_to_hear, may_hear
from plugins.training.models import Violation
from plugins.training.services.faults import too_long
from plugins.training.services.violations import letters
from plugins.training.services.violations.evidence import attach
from plugins.training.services.violations.given import MAX_TEXT, FileInput
from plugins.training.services.violations.reading import taken


def demand(
    session: Session, actor: Actor, document_id: int, version: int | None = None
) -> Violation:
    """Ask the person for a written explanation: two working days, by mail and in the program.

    The program does by the norm, whoever decides, or personnel where nobody does. Raises NotFound,
    Forbidden, StaleVersion, Refused.
    """
    if actor.is_system:
        violation = session.get_one(Violation, document_id)
    else:
        violation = _taken_to_hear(session, document_id, actor, version)
    violation.demanded_at = now()
    violation.explain_by = labour_law.explain_by(today())
    moving = entrusted_to_hear(violation, actor)
    fire(session, document_id, "demand", moving, data={"explain_by": violation.explain_by})
    letters.tell(session, violation, letters.DEMANDED)
    return violation


def explain(
    session: Session,
    actor: Actor,
    storage: attachments.Blobs,
    document_id: int,
    text: str,
    files: Sequence[FileInput] = (),
    version: int | None = None,
) -> Violation:
    """Keep the explanation, with its files. A late one counts as long as nobody has decided."""
    violation = taken(session, document_id, actor, version)
    if actor.user_id != violation.document.responsible_id:
        raise Forbidden()
    typed = text.strip()
    if not typed:
        raise ValidationFailed({"text": [Message(N_("Напишите объяснение своими словами"))]})
    if len(typed) > MAX_TEXT:
        raise ValidationFailed({"text": [too_long(MAX_TEXT)]})
    fire(session, document_id, "explain", actor)
    violation.explanation = typed
    violation.explained_at = now()
    attach(session, storage, violation, actor, files)
    session.flush()
    letters.tell(session, violation, letters.EXPLAINED)
    return violation


def record_refusal(
    session: Session, actor: Actor, document_id: int, text: str, version: int | None = None
) -> Violation:
    """Draw up the act that no explanation was given in time: who was there, what was said."""
    violation = _taken_to_hear(session, document_id, actor, version)
    if len(text.strip()) > MAX_TEXT:
        raise ValidationFailed({"reason": [too_long(MAX_TEXT)]})
    moving = entrusted_to_hear(violation, actor)
    fire(session, document_id, "record_refusal", moving, reason=text)
    violation.refusal = text.strip()
    violation.refused_at = now()
    session.flush()
    return violation


def _taken_to_hear(
    session: Session, document_id: int, actor: Actor, version: int | None
) -> Violation:
    violation = taken(session, document_id, actor, version)
    if not may_hear(violation.document, violation, actor):
        raise Forbidden()
    return violation
