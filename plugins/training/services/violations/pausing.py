"""Days that do not count into the month for a sanction: kept with a reason, open to changes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, NotFound, ValidationFailed, history
from plugins.training.discipline import local_day, term_of
from plugins.training.models import PauseKind, Violation, ViolationPause
from plugins.training.services.faults import too_long
from plugins.training.services.violations.evidence import refuse_closed
from plugins.training.services.violations.reading import taken_by_decider

# technical: how much a page can bear
MAX_REASON = 2000
KINDS = {
    PauseKind.ILLNESS: N_("болезнь"),
    PauseKind.LEAVE: N_("отпуск"),
    PauseKind.UNION: N_("мнение профсоюза"),
}


@dataclass(frozen=True)
class PauseInput:
    """``until`` None: it is not known yet when it ends."""

    kind: PauseKind
    since: date
    until: date | None
    reason: str


def pause(
    session: Session,
    actor: Actor,
    document_id: int,
    given: PauseInput,
    pause_id: int | None = None,
    version: int | None = None,
) -> ViolationPause:
    """Put days out of the term, or change those put out before (ТК ст. 193 ч. 3).

    Raises NotFound, Forbidden, Refused (the case is closed), ValidationFailed.
    """
    violation = taken_by_decider(session, document_id, actor, version)
    refuse_closed(violation)
    _check(violation, given)
    before = None
    if pause_id is None:
        found = ViolationPause(document_id=document_id, author_id=actor.user_id or 0)
        session.add(found)
    else:
        found = _own(session, violation, pause_id)
        before = told(found.kind, found.since, found.until, found.reason)
    found.kind = given.kind.value
    found.since = given.since
    found.until = given.until
    found.reason = given.reason.strip()
    found.author_id = actor.user_id or 0
    after = told(found.kind, found.since, found.until, found.reason)
    _moved(session, violation, actor, before, after)
    return found


def drop_pause(
    session: Session, actor: Actor, document_id: int, pause_id: int, version: int | None = None
) -> Violation:
    """Take a pause away; the history keeps what it was."""
    violation = taken_by_decider(session, document_id, actor, version)
    refuse_closed(violation)
    found = _own(session, violation, pause_id)
    before = told(found.kind, found.since, found.until, found.reason)
    session.delete(found)
    _moved(session, violation, actor, before, None)
    return violation


def told(kind: str, since: date, until: date | None, reason: str) -> str:
    """A pause in words, for the history."""
    end = f"{until:%d.%m.%Y}" if until else "…"
    return f"{KINDS[PauseKind(kind)]}, {since:%d.%m.%Y} – {end}: {reason}"


def _own(session: Session, violation: Violation, pause_id: int) -> ViolationPause:
    found = session.get(ViolationPause, pause_id)
    if found is None or found.document_id != violation.document_id:
        raise NotFound()
    return found


def _moved(
    session: Session,
    violation: Violation,
    actor: Actor,
    before: str | None,
    after: str | None,
) -> None:
    """The term follows its pauses, and the history tells both."""
    document = violation.document
    session.flush()
    session.expire(violation, ["pauses"])
    due = term_of(violation).last
    changes = {"pause": (before, after), "due": (document.due, due)}
    document.due = due
    session.flush()
    history.record_changes(session, document, actor, changes)


def _check(violation: Violation, given: PauseInput) -> None:
    errors: dict[str, list[Message]] = {}
    if given.until is not None and given.until < given.since:
        errors["until"] = [Message(N_("Конец раньше начала"))]
    elif given.until is not None and given.until <= local_day(violation.discovered_at):
        errors["until"] = [Message(N_("Эти дни прошли до обнаружения: на срок они не влияют"))]
    if not given.reason.strip():
        errors["reason"] = [Message(N_("Напишите основание: больничный, приказ об отпуске…"))]
    elif len(given.reason.strip()) > MAX_REASON:
        errors["reason"] = [too_long(MAX_REASON)]
    if errors:
        raise ValidationFailed(errors)
