"""Letters to those whom a case concerns. They say what to do and lead to the case, no more:
what it is about stays in the program."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, JobContext, Message, User, actor_by_id, enqueue
from plugins.training.discipline import may_decide
from plugins.training.models import Violation
from plugins.training.services import mailing

LETTER_JOB = "training.violation_letter"
REPORTED = "reported"
DEMANDED = "demanded"
EXPLAINED = "explained"
DECIDED = "decided"
SUBJECTS: Mapping[str, str] = {
    REPORTED: N_("%(number)s: новый случай ждёт решения"),
    DEMANDED: N_("%(number)s: дайте объяснение до %(until)s"),
    EXPLAINED: N_("%(number)s: объяснение дано, случай ждёт решения"),
    DECIDED: N_("%(number)s: принято решение"),
}


def tell(session: Session, violation: Violation, what: str) -> None:
    """Put the letter into the outbox; it is written when the transaction has ended."""
    document = violation.document
    enqueue(
        session,
        LETTER_JOB,
        {"document_id": document.id, "what": what},
        actor=Actor.system(),
        unique_key=f"{LETTER_JOB}:{document.id}:{what}",
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
    without = [reader.login for reader in readers if not reader.email]
    if without:
        context.log(f"без адреса почты: {', '.join(without)}")
    if not readers:
        context.log("решать некому: нет сотрудника, который видит случай и не участвует в нём")


def _readers(session: Session, violation: Violation, what: str) -> Sequence[User]:
    document = violation.document
    if what in (REPORTED, EXPLAINED):
        return deciders(session, violation)
    accused = document.responsible
    found = [accused] if accused is not None else []
    if what == DECIDED and document.author is not None:
        found.append(document.author)
    return found


def deciders(session: Session, violation: Violation) -> list[User]:
    """Everybody who may decide on the case, by name."""
    users = session.scalars(
        select(User).where(User.disabled_at.is_(None)).order_by(User.full_name, User.id)
    ).all()
    return [
        user
        for user in users
        if may_decide(violation.document, violation, actor_by_id(session, user.id))
    ]


def _write(session: Session, violation: Violation, what: str, reader: User, base_url: str) -> None:
    document = violation.document
    number = document.number or ""
    until = f"{violation.explain_by:%d.%m.%Y}" if violation.explain_by else ""
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
        url=f"{base_url}/training/violations/{document.id}",
    )
