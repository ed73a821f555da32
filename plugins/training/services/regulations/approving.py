"""Approval of a version, and its coming into force."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from core.sdk import (
    Actor,
    Document,
    GuardContext,
    Refusal,
    fire,
    lock,
    now,
    unrestricted,
)
from plugins.training.guards import date_is_ahead, earliest_for_worse_pay, notice_is_kept
from plugins.training.models import Regulation, RegulationVersion
from plugins.training.services.regulations.given import AT_ONCE
from plugins.training.services.regulations.reading import latest_approved
from plugins.training.services.regulations.saying import text_hash
from plugins.training.workflow import REGULATION
from plugins.training.worse_pay import worse_values


def approve(
    session: Session,
    actor: Actor,
    document_id: int,
    effective_from: datetime | None,
    version: int | None = None,
    *,
    short_notice: str = "",
) -> RegulationVersion:
    """Approve a version from a moment on; at once where None.

    ``short_notice``: why worse terms of pay come sooner than ТК ст. 74 allows, where the owner
    takes the risk; the history keeps it. An edition whose values make pay worse is marked so,
    whatever its author has said. Raises what ``fire`` raises; see ``guards``.
    """
    moment = now()
    at_once = effective_from is None or moment - AT_ONCE <= effective_from <= moment
    # All approvals take their turn: two of them must not set one norm for the same people.
    session.execute(select(Regulation.id).order_by(Regulation.id).with_for_update())
    lock(session, document_id)
    approved = session.get_one(RegulationVersion, document_id, populate_existing=True)
    before = latest_approved(session, approved.regulation_id)
    starts = moment if at_once or effective_from is None else effective_from
    # The version must be whole when those who react on the approval look at it.
    with session.begin_nested():
        approved.text_hash = text_hash(approved.body)
        approved.effective_from = starts
        approved.approved_at = moment
        approved.approved_by_id = actor.user_id
        if worse_values(session, approved):
            approved.lowers_pay = True
        early = approved.lowers_pay and starts < earliest_for_worse_pay(moment)
        if before is not None:
            before.effective_until = starts
        session.flush()
        fire(
            session,
            document_id,
            "approve",
            actor,
            version=version,
            reason=short_notice.strip() if early else "",
            data={
                "effective_from": None if at_once else effective_from,
                "short_notice": short_notice.strip() if early else "",
            },
        )
    if starts <= moment:
        enforce(session, moment)
    session.expire(approved, ["approved_by"])
    return approved


def obstacles(session: Session, version: RegulationVersion, actor: Actor) -> dict[str, Refusal]:
    """What stands against an approval on whatever day, by the names of the guards."""
    context = GuardContext(document=version.document, actor=actor, session=session, data={})
    found = {
        guard.__name__: guard(context)
        for guard in REGULATION.transition("approve").guards
        if guard not in (date_is_ahead, notice_is_kept)
    }
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def enforce(session: Session, moment: datetime | None = None) -> int:
    """Move documents of versions whose time has come or has passed; how many moves were made.

    ``norm()`` goes by the dates and does not wait for this.
    """
    chosen = moment or now()
    due: list[tuple[datetime, int, str, int]] = []
    statement = (
        select(RegulationVersion)
        .join(RegulationVersion.document)
        .options(contains_eager(RegulationVersion.document))
        .where(
            Document.state.in_(("approved", "in_force")),
            (RegulationVersion.effective_from <= chosen)
            | (RegulationVersion.effective_until <= chosen),
        )
    )
    for version in session.scalars(unrestricted(statement)):
        starts, ends = version.effective_from, version.effective_until
        if starts is not None and starts <= chosen and version.document.state == "approved":
            due.append((starts, 1, "enforce", version.document_id))
        if ends is not None and ends <= chosen:
            due.append((ends, 0, "supersede", version.document_id))
    program = Actor.system()
    for _when, _order, move, document_id in sorted(due):
        fire(session, document_id, move, program)
    return len(due)
