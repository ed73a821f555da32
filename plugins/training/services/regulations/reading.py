"""Which regulations hold, when and for whom."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from core.sdk import Actor, Document, NotFound, User, memberships, now, unrestricted, visible
from plugins.training.audience import Audience, people
from plugins.training.models import Regulation, RegulationVersion
from plugins.training.permissions import TrainingPermission


def in_force(at: datetime) -> ColumnElement[bool]:
    """The condition under which a version holds at the moment, whether or not the job that moves
    its document has already run."""
    return (RegulationVersion.effective_from <= at) & or_(
        RegulationVersion.effective_until.is_(None), RegulationVersion.effective_until > at
    )


def version_in_force(
    session: Session, regulation_id: int, at: datetime
) -> RegulationVersion | None:
    """The version of a regulation that holds at the moment; None before the first one."""
    return session.scalars(
        select(RegulationVersion).where(
            RegulationVersion.regulation_id == regulation_id, in_force(at)
        )
    ).one_or_none()


def versions_in_force(session: Session, at: datetime) -> list[RegulationVersion]:
    """All versions that hold at the moment, with their regulations, by code."""
    return list(
        session.scalars(
            select(RegulationVersion)
            .join(RegulationVersion.regulation)
            .options(contains_eager(RegulationVersion.regulation))
            .where(in_force(at))
            .order_by(Regulation.code)
        )
    )


def regulations_for(session: Session, user: User, at: datetime | None = None) -> list[Regulation]:
    """Regulations in force at ``at`` (now where None) that held for the person then, by code."""
    moment = at or now()
    past = memberships.Past.of(session, moment, moment)
    roles, departments = past.roles(user.id, moment), past.departments(user.id, moment)
    return [
        version.regulation
        for version in versions_in_force(session, moment)
        if Audience.of(version).specificity(roles, departments)
    ]


def audience_of(session: Session, version: RegulationVersion) -> list[User]:
    """Everybody with an open account for whom the version holds, by name."""
    return people(session, Audience.of(version))


def get(session: Session, document_id: int, actor: Actor) -> RegulationVersion:
    """A version, where the person may see it; NotFound otherwise."""
    statement = (
        select(RegulationVersion)
        .join(RegulationVersion.document)
        .options(
            contains_eager(RegulationVersion.document),
            joinedload(RegulationVersion.regulation),
        )
        .where(RegulationVersion.document_id == document_id)
    )
    found = session.scalars(
        visible(statement, Document, actor, TrainingPermission.REGULATION_VIEW)
    ).first()
    if found is None:
        raise NotFound()
    return found


def open_version(session: Session, regulation_id: int) -> RegulationVersion | None:
    """The version that is being prepared; None where none is."""
    return session.scalars(
        versions_of(regulation_id).where(
            RegulationVersion.approved_at.is_(None), Document.state.in_(("draft", "discussion"))
        )
    ).first()


def latest_approved(session: Session, regulation_id: int) -> RegulationVersion | None:
    """The approved version that comes into force last; None where none was approved."""
    return session.scalars(
        versions_of(regulation_id).where(RegulationVersion.approved_at.is_not(None))
    ).first()


def versions_of(regulation_id: int) -> Select[RegulationVersion]:
    """All versions of a regulation with their documents, the newest first."""
    return unrestricted(
        select(RegulationVersion)
        .join(RegulationVersion.document)
        .options(contains_eager(RegulationVersion.document))
        .where(RegulationVersion.regulation_id == regulation_id)
        .order_by(RegulationVersion.edition.desc())
    )
