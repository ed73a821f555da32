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
from plugins.training.models import Regulation, RegulationVersion
from plugins.training.services.regulations.given import AT_ONCE
from plugins.training.services.regulations.reading import latest_approved
from plugins.training.services.regulations.saying import text_hash
from plugins.training.workflow import REGULATION


def approve(
    session: Session,
    actor: Actor,
    document_id: int,
    effective_from: datetime | None,
    version: int | None = None,
    *,
    short_notice: bool = False,
) -> RegulationVersion:
    """Approve a version from a moment on; at once where None.

    ``short_notice``: the owner knows that worse terms of pay come sooner than ТК ст. 74 allows;
    the history keeps that he was told. Raises what ``fire`` raises; see ``guards``.
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
        if before is not None:
            before.effective_until = starts
        session.flush()
        fire(
            session,
            document_id,
            "approve",
            actor,
            version=version,
            data={
                "effective_from": None if at_once else effective_from,
                "short_notice": short_notice and approved.lowers_pay,
            },
        )
    if starts <= moment:
        enforce(session, moment)
    session.expire(approved, ["approved_by"])
    return approved


def obstacles(session: Session, version: RegulationVersion, actor: Actor) -> dict[str, Refusal]:
    """What stands against an approval at once, by the names of the guards; a short notice, which
    the owner may give knowingly, does not."""
    context = GuardContext(
        document=version.document, actor=actor, session=session, data={"short_notice": True}
    )
    found = {guard.__name__: guard(context) for guard in REGULATION.transition("approve").guards}
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
