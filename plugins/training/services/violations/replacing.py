"""Another decider where the one of a case works no more, or never was."""

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, history
from plugins.training.services.violations import letters
from plugins.training.services.violations.appointing import appoint, has_decider
from plugins.training.services.violations.reading import taken

NEXT = N_("Решает %(name)s: прежний решающий больше не может")
BY_ROLE = N_("Решают по роли: назначать больше не нужно")
NOBODY_LEFT = N_("Решать некому: случай видят кадры, тем, кто даёт роли, отправлено письмо")


def replace_decider(session: Session, actor: Actor, document_id: int) -> bool:
    """See to it that somebody who works decides on the case; whether that has changed anything.

    What has changed stands in the history, and whoever decides now is written to. Where nobody
    can, those who give roles are, and personnel: once, until that changes.
    """
    violation = taken(session, document_id, actor)
    if has_decider(session, violation):
        return False
    before = violation.decider_id, violation.without_decider
    decided = appoint(session, violation)
    if before == (violation.decider_id, violation.without_decider):
        return False
    if violation.decider is not None:
        text, params = NEXT, {"name": violation.decider.full_name}
    else:
        text, params = (BY_ROLE if decided else NOBODY_LEFT), {}
    entry = history.record(
        session, violation.document, "decider", actor, {"text": text, "params": params}
    )
    what = letters.ENTRUSTED if decided else letters.NOBODY
    letters.tell(session, violation, what, again=entry.position)
    return True
