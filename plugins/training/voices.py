"""Who must speak of a version before its approval, and who has."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import User
from plugins.training.audience import Audience, touched_roles
from plugins.training.models import (
    RegulationVersion,
    Remark,
    RemarkKind,
    RemarkOutcome,
    Waiver,
)


@dataclass(frozen=True)
class Voice:
    """A role that the version touches.

    ``people`` are those who may speak for it, ``words`` what they have said; ``heard`` says that
    their words are enough. ``waiver`` is why it may be approved without them.
    """

    role: str
    people: tuple[User, ...]
    words: tuple[Remark, ...]
    heard: bool
    waiver: Waiver | None

    @property
    def settled(self) -> bool:
        """True where nothing more is asked of the role."""
        return self.heard or self.waiver is not None


def voices(session: Session, version: RegulationVersion) -> list[Voice]:
    """Every touched role. The owner is no voice of a role in which he has colleagues: a rule
    that only its author has read has not been discussed."""
    said = words_on(session, version.document_id)
    waivers = {
        waiver.role: waiver
        for waiver in session.scalars(
            select(Waiver)
            .options(joinedload(Waiver.author))
            .where(Waiver.document_id == version.document_id)
        )
    }
    owner_id = version.regulation.owner_id
    found: list[Voice] = []
    for role, people in touched_roles(session, Audience.of(version)).items():
        own = tuple(remark for remark in said if remark.role == role)
        counted = own if len(people) == 1 else [one for one in own if one.author_id != owner_id]
        found.append(Voice(role, tuple(people), own, bool(counted), waivers.get(role)))
    return found


def words_on(session: Session, document_id: int) -> Sequence[Remark]:
    """Remarks and agreements on the version itself, the oldest first."""
    return session.scalars(
        select(Remark)
        .options(joinedload(Remark.author), joinedload(Remark.answered_by))
        .where(Remark.document_id == document_id)
        .order_by(Remark.at, Remark.id)
    ).all()


def to_answer(session: Session, document_id: int) -> Sequence[Remark]:
    """Remarks that must be answered before the approval: those on the version itself and those
    that came to it from the version in force, the oldest first."""
    return session.scalars(
        select(Remark)
        .options(joinedload(Remark.author))
        .where(
            (Remark.document_id == document_id) | (Remark.carried_to_id == document_id),
            Remark.kind == RemarkKind.REMARK.value,
            Remark.outcome == RemarkOutcome.OPEN.value,
            (Remark.carried_to_id.is_(None)) | (Remark.carried_to_id == document_id),
        )
        .order_by(Remark.at, Remark.id)
    ).all()
