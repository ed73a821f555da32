"""What the screens of regulations read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from core.sdk import Actor, Document, User, UtcDateTime, now, unrestricted
from plugins.training.audience import Audience, parents, upwards
from plugins.training.models import (
    Regulation,
    RegulationVersion,
    Remark,
    RemarkKind,
    VersionNorm,
)
from plugins.training.voices import word_of

Current = aliased(RegulationVersion, name="current")
OPEN_STATES = ("draft", "discussion", "approved")


def all_regulations(session: Session, actor: Actor) -> Select[Any]:
    """Regulations with the version in force and the owner: everybody may know the rules."""
    moment = bindparam("moment", callable_=now, type_=UtcDateTime, unique=True)
    return (
        select(Regulation)
        .join(User, User.id == Regulation.owner_id)
        .outerjoin(
            Current,
            and_(
                Current.regulation_id == Regulation.id,
                Current.effective_from <= moment,
                or_(Current.effective_until.is_(None), Current.effective_until > moment),
            ),
        )
    )


@dataclass(frozen=True)
class NextEdition:
    """The nearest version that is still to come; ``starts`` is None until it is approved."""

    edition: int
    state: str
    document_id: int
    starts: datetime | None


def next_editions(session: Session, keys: Sequence[int]) -> dict[int, NextEdition]:
    """By regulation: the approved version that comes first, else the one in preparation."""
    rows = session.execute(
        unrestricted(
            select(
                RegulationVersion.regulation_id,
                RegulationVersion.edition,
                RegulationVersion.document_id,
                RegulationVersion.effective_from,
                Document.state,
            )
            .join(Document, Document.id == RegulationVersion.document_id)
            .where(
                RegulationVersion.regulation_id.in_(keys),
                Document.state.in_(OPEN_STATES),
                or_(
                    RegulationVersion.effective_from.is_(None),
                    RegulationVersion.effective_from > now(),
                ),
            )
            .order_by(RegulationVersion.edition.desc())
        )
    )
    return {
        row.regulation_id: NextEdition(row.edition, row.state, row.document_id, row.effective_from)
        for row in rows
    }


def editions(session: Session, regulation_id: int) -> Sequence[RegulationVersion]:
    """All versions of a regulation with what a table of them shows, the newest first."""
    return session.scalars(
        unrestricted(
            select(RegulationVersion)
            .join(RegulationVersion.document)
            .options(
                joinedload(RegulationVersion.document),
                joinedload(RegulationVersion.approved_by),
            )
            .where(RegulationVersion.regulation_id == regulation_id)
            .order_by(RegulationVersion.edition.desc())
        )
    ).all()


@dataclass(frozen=True)
class Before:
    """What a norm was in an earlier version of the same regulation."""

    value: Decimal
    edition: int


@dataclass(frozen=True)
class NormStory:
    """A value of a version: what it was before, and since which version it is so.

    ``version`` is the first of the versions in a row that set it so: who approved that one has
    decided on the value.
    """

    value: Decimal
    version: RegulationVersion
    before: Before | None


def norm_stories(session: Session, version: RegulationVersion) -> dict[str, NormStory]:
    """The story of each value that the version sets, by key; the number of queries is fixed."""
    earlier = session.scalars(
        select(RegulationVersion)
        .options(joinedload(RegulationVersion.approved_by))
        .where(
            RegulationVersion.regulation_id == version.regulation_id,
            RegulationVersion.edition < version.edition,
            RegulationVersion.approved_at.is_not(None),
        )
        .order_by(RegulationVersion.edition.desc())
    ).all()
    values: dict[int, dict[str, Decimal]] = {}
    rows = session.execute(
        select(VersionNorm.document_id, VersionNorm.key, VersionNorm.value).where(
            VersionNorm.document_id.in_([one.document_id for one in earlier])
        )
    )
    for document_id, key, value in rows:
        values.setdefault(document_id, {})[key] = value
    return {mark.key: _story(mark, version, earlier, values) for mark in version.norms}


def _story(
    mark: VersionNorm,
    version: RegulationVersion,
    earlier: Sequence[RegulationVersion],
    values: Mapping[int, Mapping[str, Decimal]],
) -> NormStory:
    decided = version
    for one in earlier:
        value = values.get(one.document_id, {}).get(mark.key)
        if value is None:
            return NormStory(mark.value, decided, None)
        if value != mark.value:
            return NormStory(mark.value, decided, Before(value, one.edition))
        decided = one
    return NormStory(mark.value, decided, None)


def remarks_shown(session: Session, version: RegulationVersion) -> Sequence[Remark]:
    """Remarks beside the text: those on the version itself and those that came to it from the one
    before, the oldest first."""
    return session.scalars(
        select(Remark)
        .options(
            joinedload(Remark.author),
            joinedload(Remark.answered_by),
            selectinload(Remark.said_of),
        )
        .where(
            Remark.kind == RemarkKind.REMARK.value,
            or_(
                Remark.document_id == version.document_id,
                Remark.carried_to_id == version.document_id,
            ),
        )
        .order_by(Remark.at, Remark.id)
    ).all()


def search(session: Session, text: str, limit: int) -> Sequence[Regulation]:
    """Regulations by code or title."""
    words = text.strip()
    asked = {words, words.lower(), words.capitalize(), words.upper()}
    conditions = [
        column.contains(one, autoescape=True)
        for one in asked
        for column in (Regulation.code, Regulation.title)
    ]
    return session.scalars(
        select(Regulation).where(or_(*conditions)).order_by(Regulation.code).limit(limit)
    ).all()


def to_speak(session: Session, actor: Actor) -> Sequence[RegulationVersion]:
    """Versions on discussion of which the person has said nothing yet, or nothing of the text as
    it is now, though they touch a role of his, the oldest first."""
    if actor.user_id is None:
        return []
    waiting = session.scalars(
        unrestricted(
            select(RegulationVersion)
            .join(RegulationVersion.document)
            .options(
                joinedload(RegulationVersion.document), joinedload(RegulationVersion.regulation)
            )
            .where(Document.state == "discussion")
            .order_by(Document.state_at)
        )
    ).all()
    spoken = _spoken(session, actor.user_id, waiting)
    found = [one for one in waiting if one.document_id not in spoken]
    above = upwards(actor.department_id, parents(session)) if found else frozenset[int]()
    return [one for one in found if Audience.of(one).specificity(actor.roles, above)]


def _spoken(session: Session, user_id: int, versions: Sequence[RegulationVersion]) -> set[int]:
    """Of which of the versions, as they are now, the person has said something."""
    by_id = {one.document_id: one for one in versions}
    said = session.scalars(
        select(Remark)
        .options(selectinload(Remark.said_of))
        .where(Remark.author_id == user_id, Remark.document_id.in_(by_id))
    )
    return {one.document_id for one in said if word_of(one, by_id[one.document_id]).stands}


def kinds(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """Kind by regulation."""
    rows = session.execute(select(Regulation.id, Regulation.kind).where(Regulation.id.in_(keys)))
    return {row.id: row.kind for row in rows}


def settings_of(session: Session, key: str) -> Sequence[tuple[RegulationVersion, VersionNorm]]:
    """Approved versions that set the norm, the latest first, each with the value and its place."""
    rows = session.execute(
        select(RegulationVersion, VersionNorm)
        .join(VersionNorm, VersionNorm.document_id == RegulationVersion.document_id)
        .options(
            joinedload(RegulationVersion.regulation), joinedload(RegulationVersion.approved_by)
        )
        .where(VersionNorm.key == key, RegulationVersion.approved_at.is_not(None))
        .order_by(RegulationVersion.effective_from.desc(), RegulationVersion.document_id.desc())
    )
    return [(version, mark) for version, mark in rows]
