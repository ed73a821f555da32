"""What is added to a case: words and files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Message,
    Refusal,
    Refused,
    ValidationFailed,
    attachments,
    history,
)
from plugins.training.models import Violation
from plugins.training.services.faults import too_long
from plugins.training.services.violations.given import EVIDENCE, MAX_FILES, MAX_TEXT, FileInput
from plugins.training.services.violations.reading import speaker, taken
from plugins.training.workflow_violations import OPEN


def supplement(
    session: Session,
    actor: Actor,
    storage: attachments.Blobs,
    document_id: int,
    text: str,
    files: Sequence[FileInput],
) -> Violation:
    """Add words or files to a case that nobody has decided on. Whoever sees it may.

    Files stay: what was given in evidence is not taken back. Raises ValidationFailed, Refused.
    """
    violation = taken(session, document_id, actor)
    refuse_closed(violation)
    typed = text.strip()
    if not typed and not files:
        raise ValidationFailed(
            {"text": [Message(N_("Напишите, что добавить, или приложите файл"))]}
        )
    if len(typed) > MAX_TEXT:
        raise ValidationFailed({"text": [too_long(MAX_TEXT)]})
    if typed:
        history.record(
            session,
            violation.document,
            "supplemented",
            speaker(violation, actor),
            {"text": N_("Дополнено: %(words)s"), "params": {"words": typed}},
        )
    attach(session, storage, violation, actor, files)
    return violation


def attach(
    session: Session,
    storage: attachments.Blobs,
    violation: Violation,
    actor: Actor,
    files: Sequence[FileInput],
) -> None:
    """Keep files of a case. Raises ValidationFailed on ``files``."""
    if len(files) > MAX_FILES:
        raise ValidationFailed(
            {"files": [Message(N_("Не больше %(limit)s файлов за раз"), limit=MAX_FILES)]}
        )
    for file in files:
        attachments.add(
            session,
            storage,
            violation.document,
            speaker(violation, actor),
            file.name,
            file.content,
            purpose=EVIDENCE,
        )


def refuse_closed(violation: Violation) -> None:
    """Raise Refused where the case is closed."""
    if violation.document.state not in OPEN:
        raise Refused([Refusal(Message(N_("Случай закрыт: менять его уже нельзя")))])
