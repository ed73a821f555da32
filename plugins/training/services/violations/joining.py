"""Several cases of one act: they are closed into the one that is decided (ТК ст. 193 ч. 5)."""

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, NotFound, fire, now
from plugins.training.discipline import entrusted, sees_case
from plugins.training.models import Outcome, Violation
from plugins.training.same_act import twins
from plugins.training.services.violations import letters
from plugins.training.services.violations.reading import taken_by_decider

MOTIVE = N_("Тот же поступок, что и в %(number)s: за один поступок решение одно (ТК ст. 193)")


def join(
    session: Session,
    actor: Actor,
    document_id: int,
    into_id: int,
    version: int | None = None,
) -> Violation:
    """Close the case with a reference to another of the same person, rule and day.

    Raises NotFound where there is no such other case that the person sees, Forbidden, Refused,
    StaleVersion.
    """
    violation = taken_by_decider(session, document_id, actor, version)
    into = next(
        (
            one
            for one in twins(session, violation, violation.document.responsible_id)
            if one.document_id == into_id and sees_case(one.document, one, actor)
        ),
        None,
    )
    if into is None:
        raise NotFound()
    motive = str(Message(MOTIVE, number=into.document.number or ""))
    fire(
        session,
        document_id,
        "join",
        entrusted(violation, actor),
        reason=motive,
        data={"outcome": Outcome.JOINED.value, "into": into.document.number},
    )
    violation.outcome = Outcome.JOINED.value
    violation.motive = motive
    violation.decided_at = now()
    violation.decided_by_id = actor.user_id
    violation.same_act_id = into.document_id
    session.flush()
    session.expire(violation, ["decided_by", "same_act"])
    letters.tell(session, violation, letters.DECIDED)
    return violation
