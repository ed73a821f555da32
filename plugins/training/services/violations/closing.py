"""Cases that end without a decision, and sanctions whose year has passed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Document, Forbidden, Message, fire, lock, today, unrestricted
from plugins.training import labour_law
from plugins.training.discipline import sanction_stands_to, term_of
from plugins.training.labour_law import Bound
from plugins.training.models import Violation
from plugins.training.services.violations import letters
from plugins.training.services.violations.given import TYPE
from plugins.training.services.violations.reading import speaker, taken
from plugins.training.workflow_violations import OPEN

REASONS = {
    Bound.DISCOVERY: N_(
        "Месяц со дня обнаружения прошёл %(day)s, взыскание больше невозможно (ТК ст. 193)"
    ),
    Bound.ACT: N_(
        "Шесть месяцев со дня нарушения прошли %(day)s, взыскание больше невозможно (ТК ст. 193)"
    ),
}


def withdraw(
    session: Session, actor: Actor, document_id: int, reason: str, version: int | None = None
) -> Violation:
    """Take back what one has reported. Raises NotFound, Forbidden for anybody else, Refused."""
    violation = taken(session, document_id, actor, version)
    if actor.user_id is None or actor.user_id != violation.document.author_id:
        raise Forbidden()
    fire(session, document_id, "withdraw", speaker(violation, actor), reason=reason)
    return violation


def overdue(session: Session) -> list[int]:
    """Open cases whose last day for a decision has passed."""
    return list(
        session.scalars(
            unrestricted(
                select(Document.id)
                .where(
                    Document.type == TYPE,
                    Document.state.in_(OPEN),
                    Document.due < today(),
                )
                .order_by(Document.id)
            )
        )
    )


def lapse(session: Session, actor: Actor, document_id: int) -> None:
    """Close a case past the term of the law, and tell the reporter that nobody has decided; the
    history keeps which term it was."""
    violation = session.get_one(Violation, document_id)
    term = term_of(violation)
    if term.passed(today()):
        reason = Message(REASONS[term.bound], day=f"{term.last:%d.%m.%Y}")
        fire(session, document_id, "lapse", actor, reason=str(reason))
        letters.tell(session, violation, letters.LAPSED)


def standing(session: Session) -> list[int]:
    """Sanctions applied a year ago or earlier that have not been lifted yet."""
    found = session.execute(
        unrestricted(
            select(Document.id, Document.state_at).where(
                Document.type == TYPE, Document.state == "sanctioned"
            )
        ).order_by(Document.id)
    )
    return [key for key, at in found if labour_law.stands_to(at.date()) <= today()]


def expire(session: Session, actor: Actor, document_id: int) -> bool:
    """Lift a sanction whose year has passed without a new one; whether it was lifted."""
    document = lock(session, document_id)
    if today() <= sanction_stands_to(session, document):
        return False
    fire(session, document_id, "expire", actor)
    return True
