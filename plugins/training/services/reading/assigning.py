"""Who must read and sign which version, and by when."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Forbidden,
    Message,
    NotFound,
    Refusal,
    Refused,
    User,
    ValidationFailed,
    add_working_days,
    norm,
    now,
    recorded,
    today,
)
from plugins.training.audience import Audience, parents, specificity_for
from plugins.training.models import (
    Assignment,
    EarlierGiving,
    EntryKind,
    Reason,
    RegulationVersion,
)
from plugins.training.norms import READING_DAYS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.reading import carrying, journal
from plugins.training.services.reading.newcomers import coming_on
from plugins.training.services.regulations.reading import audience_of

OF_THE_AUDIENCE = (Reason.AUDIENCE, Reason.VERSION)
"""Reasons that end when the person leaves the audience."""
SUPERSEDED = "superseded"
"""Why nobody signs an edition that another has replaced."""


def assign(
    session: Session,
    version: RegulationVersion,
    user: User,
    reason: Reason,
    *,
    actor: Actor,
    due: date | None = None,
) -> Assignment:
    """Let the person read and sign an approved version; one who has it already keeps it as it is,
    unless it now becomes part of his onboarding: then the earlier of the dates holds.

    Without ``due`` the norm gives it: so many working days from today, or from the first day of
    who has not come yet. One that was withdrawn is given again, and its time begins again.
    """
    # What he signs at this moment is not given anew.
    found = session.scalars(
        select(Assignment)
        .where(Assignment.document_id == version.document_id, Assignment.user_id == user.id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    ).first()
    if found is not None and (
        found.signed_at is not None or (found.withdrawn_at is None and not _firmer(reason, found))
    ):
        return found
    return _give(session, version, user, reason, found, actor=actor, due=due)


def _give(
    session: Session,
    version: RegulationVersion,
    user: User,
    reason: Reason,
    found: Assignment | None,
    *,
    actor: Actor,
    due: date | None,
) -> Assignment:
    """Write the assignment down, or ``found`` anew, with its line in the journal. How it stood
    before stays beside it."""
    going_on = found is not None and found.withdrawn_at is None
    with recorded(session) as readings:
        chosen = due or _due(session, user.id)
    norms = [reading.to_dict() for reading in readings]
    if found is not None:
        session.add(_as_it_stood(found))
    if found is not None and going_on and found.due < chosen and not coming_on(session, user.id):
        # What was wanted by a day is not put off by one more reason to want it.
        chosen, norms = found.due, found.norms
    before = signed_before(session, version, user.id)
    if reason is Reason.AUDIENCE and before is not None:
        reason = Reason.VERSION
    assignment = found or Assignment(document_id=version.document_id, user_id=user.id)
    if not going_on or assignment.due != chosen:
        assignment.reminded_at = assignment.escalated_at = None
        assignment.late_from_id = None
    assignment.reason = reason.value
    assignment.due = chosen
    assignment.norms = norms
    assignment.assigned_at = now()
    if not going_on:
        assignment.owed_since = assignment.assigned_at
    assignment.assigned_by_id = actor.user_id
    assignment.based_on_id = before
    assignment.withdrawn_at = None
    session.add(assignment)
    _witness(session, actor, assignment)
    carrying.bring_reading(session, assignment)
    return assignment


def _witness(session: Session, actor: Actor, assignment: Assignment) -> None:
    """The line of the journal that it was given."""
    session.flush()
    session.expire(assignment, ["earlier"])
    version = assignment.regulation_version
    journal.append(
        session,
        EntryKind.ASSIGNED,
        actor,
        {
            "assignment": assignment.id,
            "document": version.document_id,
            "regulation": version.regulation.code,
            "edition": version.edition,
            "reason": assignment.reason,
            "due": assignment.due,
            "late_from": assignment.late_from_id,
            "norms": assignment.norms,
            "based_on": assignment.based_on_id,
            "assigned_at": assignment.assigned_at,
            "owed_since": assignment.owed_since,
            "reminded_at": assignment.reminded_at,
            "escalated_at": assignment.escalated_at,
        },
        user_id=assignment.user_id,
    )


def _as_it_stood(assignment: Assignment) -> EarlierGiving:
    return EarlierGiving(
        assignment_id=assignment.id,
        assigned_at=assignment.assigned_at,
        owed_since=assignment.owed_since,
        reason=assignment.reason,
        due=assignment.due,
        withdrawn_at=assignment.withdrawn_at,
    )


def _firmer(reason: Reason, found: Assignment) -> bool:
    """A new hire has no grace: what his plan names is no longer a colleague's assignment."""
    return reason is Reason.ONBOARDING and found.reason != Reason.ONBOARDING


def _due(session: Session, user_id: int) -> date:
    days = int(norm(session, READING_DAYS, employee=user_id).value)
    return add_working_days(coming_on(session, user_id) or today(), days)


def wait_for_first_day(session: Session, actor: Actor, user: User) -> None:
    """Give who has not come yet his time from the first day on, where the norm has counted it from
    the day of assignment. A day that somebody has chosen stays."""
    if coming_on(session, user.id) is None:
        return
    waiting = session.scalars(
        select(Assignment)
        .options(joinedload(Assignment.regulation_version))
        .where(
            Assignment.user_id == user.id,
            Assignment.signed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
        )
        .order_by(Assignment.id)
    )
    for one in waiting.all():
        version = one.regulation_version
        by_norm = any(reading["key"] == READING_DAYS for reading in one.norms)
        if by_norm and one.due < _due(session, user.id):
            _give(session, version, user, Reason(one.reason), one, actor=actor, due=None)


def signed_before(session: Session, version: RegulationVersion, user_id: int) -> int | None:
    """The last edition before this one that the person has signed; None where he has none."""
    return session.scalar(
        select(Assignment.document_id)
        .join(RegulationVersion, RegulationVersion.document_id == Assignment.document_id)
        .where(
            RegulationVersion.regulation_id == version.regulation_id,
            RegulationVersion.edition < version.edition,
            Assignment.user_id == user_id,
            Assignment.signed_at.is_not(None),
        )
        .order_by(RegulationVersion.edition.desc())
        .limit(1)
    )


def assign_to_person(
    session: Session,
    actor: Actor,
    document_id: int,
    user_ids: Iterable[int],
    due: date | None = None,
) -> list[Assignment]:
    """Assign a version by hand to people by name. Raises Forbidden, ValidationFailed, Refused."""
    if not actor.can(TrainingPermission.READING_ASSIGN):
        raise Forbidden()
    version = session.get(RegulationVersion, document_id)
    if version is None:
        raise NotFound()
    if not is_readable(version, now()):
        raise Refused(
            [Refusal(Message(N_("Назначают утверждённую редакцию, которую не заменила другая")))]
        )
    if due is not None and due < today():
        raise ValidationFailed(
            {"due": [Message(N_("Срок уже прошёл: выберите сегодня или позже"))]}
        )
    people = session.scalars(
        select(User).where(User.id.in_(set(user_ids)), User.disabled_at.is_(None)).order_by(User.id)
    ).all()
    if not people:
        raise ValidationFailed({"people": [Message(N_("Выберите, кому назначить"))]})
    return [assign(session, version, user, Reason.PERSON, actor=actor, due=due) for user in people]


def is_readable(version: RegulationVersion, moment: datetime) -> bool:
    """Approved, and not replaced yet: there is something to sign."""
    return version.approved_at is not None and (
        version.effective_until is None or version.effective_until > moment
    )


def assign_audience(session: Session, version: RegulationVersion, actor: Actor) -> int:
    """Assign a version to everybody whom it touches and who has not got it; how many."""
    known = set(
        session.scalars(
            select(Assignment.user_id).where(
                Assignment.document_id == version.document_id, Assignment.withdrawn_at.is_(None)
            )
        )
    )
    fresh = [user for user in audience_of(session, version) if user.id not in known]
    for user in fresh:
        assign(session, version, user, Reason.AUDIENCE, actor=actor)
    return len(fresh)


def to_sign(session: Session, moment: datetime) -> list[RegulationVersion]:
    """Approved versions that hold or will hold."""
    return list(
        session.scalars(
            select(RegulationVersion)
            .options(joinedload(RegulationVersion.regulation))
            .where(
                RegulationVersion.approved_at.is_not(None),
                RegulationVersion.effective_until.is_(None)
                | (RegulationVersion.effective_until > moment),
            )
            .order_by(RegulationVersion.document_id)
        )
    )


def follow_people(session: Session, actor: Actor) -> tuple[int, int]:
    """Bring the assignments to whom the versions touch today: people change roles and departments,
    come and leave, versions are replaced. How many were given and withdrawn."""
    given = sum(assign_audience(session, one, actor) for one in to_sign(session, now()))
    withdrawn = 0
    tree = parents(session)
    waiting = session.scalars(
        select(Assignment)
        .where(Assignment.signed_at.is_(None), Assignment.withdrawn_at.is_(None))
        .order_by(Assignment.id)
    )
    for assignment in waiting.all():
        why = _needless(assignment, tree)
        if why:
            if why == SUPERSEDED:
                replace(session, actor, assignment)
            else:
                withdraw(session, actor, assignment, why)
            withdrawn += 1
    return given, withdrawn


def _needless(assignment: Assignment, tree: dict[int, int | None]) -> str:
    """Why nobody needs the signature any more; empty where it is still wanted."""
    version = assignment.regulation_version
    if not is_readable(version, now()):
        return SUPERSEDED
    if assignment.user.disabled_at is not None:
        return "left"
    if assignment.reason in OF_THE_AUDIENCE and not specificity_for(
        Audience.of(version), assignment.user, tree
    ):
        return "not_touched"
    return ""


def withdraw(session: Session, actor: Actor, assignment: Assignment, why: str) -> None:
    """Take an assignment back that was not signed; one that is signed at this moment stays."""
    session.flush()
    session.refresh(assignment, with_for_update={"of": Assignment})
    if assignment.signed_at is not None or assignment.withdrawn_at is not None:
        return
    assignment.withdrawn_at = now()
    session.flush()
    journal.append(
        session,
        EntryKind.WITHDRAWN,
        actor,
        {
            "assignment": assignment.id,
            "document": assignment.document_id,
            "why": why,
            "withdrawn_at": assignment.withdrawn_at,
        },
        user_id=assignment.user_id,
    )


def replace(session: Session, actor: Actor, assignment: Assignment) -> None:
    """Take back what was not signed while its edition held; what was read of it, and that it is
    late, goes on in the person's assignment of the edition that has replaced it."""
    withdraw(session, actor, assignment, SUPERSEDED)
    if assignment.signed_at is not None:
        return
    later = carrying.following(session, assignment)
    for one in later:
        carrying.bring_reading(session, one)
    for one in later[:1]:
        if assignment.due < min(today(), one.due):
            session.add(_as_it_stood(one))
            one.due = assignment.due
            one.norms = assignment.norms
            one.late_from_id = assignment.late_from_id or assignment.document_id
            one.reminded_at = assignment.reminded_at
            one.escalated_at = assignment.escalated_at
            one.assigned_at = now()
            _witness(session, actor, one)


def assign_newcomer(session: Session, actor: Actor, user: User) -> list[Assignment]:
    """Everything that holds for a new hire now, as part of his onboarding; signed ones stay."""
    tree = parents(session)
    moment = now()
    return [
        assign(session, version, user, Reason.ONBOARDING, actor=actor)
        for version in to_sign(session, moment)
        if version.effective_from is not None
        and version.effective_from <= moment
        and specificity_for(Audience.of(version), user, tree)
    ]


def local_day(moment: datetime) -> date:
    """The business day of a moment."""
    return moment.astimezone(DEFAULT_ZONE).date()
