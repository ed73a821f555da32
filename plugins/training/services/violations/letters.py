"""Letters to those whom a case concerns. They say what to do and lead to the case, no more:
what it is about stays in the program."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, JobContext, Message, User, enqueue
from plugins.training.models import Violation
from plugins.training.services import mailing
from plugins.training.services.violations.appointing import appointers, deciders, watchers

LETTER_JOB = "training.violation_letter"
REPORTED = "reported"
DEMANDED = "demanded"
EXPLAINED = "explained"
DECIDED = "decided"
ACQUAINT = "acquaint"
ACQUAINT_LATE = "acquaint_late"
LAPSED = "lapsed"
NOBODY = "nobody"
APPOINT = "appoint"
ENTRUSTED = "entrusted"
SUBJECTS: Mapping[str, str] = {
    REPORTED: N_("%(number)s: новый случай ждёт решения"),
    DEMANDED: N_("%(number)s: дайте объяснение до %(until)s"),
    EXPLAINED: N_("%(number)s: объяснение дано, случай ждёт решения"),
    DECIDED: N_("%(number)s: принято решение"),
    ACQUAINT: N_("%(number)s: ознакомьтесь со взысканием до %(until)s"),
    ACQUAINT_LATE: N_("%(number)s: подписи под взысканием нет, последний день %(until)s"),
    LAPSED: N_("%(number)s: срок прошёл, решения не было"),
    NOBODY: N_("%(number)s: решать случай некому"),
    APPOINT: N_("%(number)s: решать случай некому, нужна роль"),
    ENTRUSTED: N_("%(number)s: случай передан вам на решение"),
}


def tell(session: Session, violation: Violation, what: str, *, again: int | None = None) -> None:
    """Put the letter into the outbox; it is written when the transaction has ended.

    Each is written once in a case; ``again`` is the line of the history for which one that may
    come more than once is written.
    """
    document = violation.document
    once = f"{LETTER_JOB}:{document.id}:{what}"
    enqueue(
        session,
        LETTER_JOB,
        {"document_id": document.id, "what": what},
        actor=Actor.system(),
        unique_key=once if again is None else f"{once}:{again}",
    )


def deliver(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Write one letter to each whom it concerns and who has an address."""
    with context.unit_of_work() as session:
        violation = session.get(Violation, payload["document_id"])
        what = payload["what"]
        if violation is None:
            return
        readers = _readers(session, violation, what)
        for reader in readers:
            _write(session, violation, what, reader, context.settings.base_url)
        if what == NOBODY:
            # They need not see the case to let somebody decide on it.
            seeing = {reader.id for reader in readers}
            for giver in appointers(session, violation):
                if giver.id not in seeing:
                    _write(session, violation, APPOINT, giver, context.settings.base_url)
    without = [reader.login for reader in readers if not reader.email]
    if without:
        context.log(f"без адреса почты: {', '.join(without)}")
    if not readers:
        context.log("решать некому: нет сотрудника, который видит случай и не участвует в нём")


def _readers(session: Session, violation: Violation, what: str) -> Sequence[User]:
    document = violation.document
    if what in (REPORTED, EXPLAINED, ENTRUSTED):
        return deciders(session, violation)
    if what == NOBODY:
        return watchers(session, violation)
    if what == LAPSED:
        return [document.author] if document.author is not None else []
    accused = document.responsible
    found = [accused] if accused is not None else []
    if what == ACQUAINT_LATE:
        found += deciders(session, violation)
    if what == DECIDED and document.author is not None:
        found.append(document.author)
    return found


def _write(session: Session, violation: Violation, what: str, reader: User, base_url: str) -> None:
    document = violation.document
    number = document.number or ""
    notice = violation.notice
    day = notice.due if notice and what in (ACQUAINT, ACQUAINT_LATE) else violation.explain_by
    until = f"{day:%d.%m.%Y}" if day else ""
    # A thread of its own each: nobody reads in its references who else was written to.
    mailing.write(
        session,
        Actor.system(),
        "violation",
        reader,
        str(Message(SUBJECTS[what], number=number, until=until)),
        what=what,
        number=number,
        until=until,
        due=f"{document.due:%d.%m.%Y}" if document.due else "",
        url=f"{base_url}/admin/users"
        if what == APPOINT
        else f"{base_url}/training/violations/{document.id}",
    )
