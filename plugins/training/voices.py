"""Who must speak of a version before its approval, and who has."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import User
from plugins.training.audience import Audience, touched_roles
from plugins.training.models import (
    RegulationVersion,
    Remark,
    RemarkKind,
    RemarkOutcome,
    Waiver,
)
from plugins.training.text.comparing import ClauseChange
from plugins.training.text.since import changed_since


@dataclass(frozen=True)
class Word:
    """What a person has said, and the clauses that have changed since he said it.

    «Замечаний нет» is said of a text: of another one it says nothing. A remark stands whatever
    becomes of the text: it was to change it.
    """

    remark: Remark
    since: tuple[ClauseChange, ...]

    @property
    def is_agreement(self) -> bool:
        """«Замечаний нет»."""
        return self.remark.kind == RemarkKind.AGREEMENT.value

    @property
    def stands(self) -> bool:
        """Whether it counts for the text as it is."""
        return not (self.is_agreement and self.since)

    @property
    def clause(self) -> ClauseChange | None:
        """What has become of the clause of which it was said; None where its words are the same."""
        return next((one for one in self.since if one.uid == self.remark.clause_uid), None)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of what has changed since; the old one of a clause that is gone, nothing for
        what stands before the first section."""
        return numbers_of(self.since)


def numbers_of(changes: Sequence[ClauseChange]) -> tuple[str, ...]:
    """«1.1», «2» of clauses that changed."""
    return tuple(filter(None, (one.new_number or one.old_number for one in changes)))


@dataclass(frozen=True)
class Voice:
    """A role that the version touches.

    ``people`` are those who may speak for it, ``words`` what they have said, the last agreement of
    each person alone; ``heard`` says that their words are enough. ``again`` are those who had
    agreed to a text that was changed since, where that leaves the role silent. ``waiver`` is why it
    may be approved without them.
    """

    role: str
    people: tuple[User, ...]
    words: tuple[Word, ...]
    heard: bool
    waiver: Waiver | None

    @property
    def settled(self) -> bool:
        """True where nothing more is asked of the role."""
        return self.heard or self.waiver is not None

    @property
    def again(self) -> tuple[Word, ...]:
        """Agreements that have to be given once more."""
        return () if self.settled else tuple(word for word in self.words if not word.stands)


def voices(session: Session, version: RegulationVersion) -> list[Voice]:
    """Every touched role. The owner is no voice of a role in which he has colleagues: a rule
    that only its author has read has not been discussed."""
    said = [word_of(one, version) for one in words_on(session, version.document_id)]
    waivers = {waiver.role: waiver for waiver in waivers_of(session, version.document_id)}
    owner_id = version.regulation.owner_id
    found: list[Voice] = []
    for role, people in touched_roles(session, Audience.of(version)).items():
        own = _last([word for word in said if word.remark.role == role])
        counted = [
            word
            for word in own
            if word.stands and (len(people) == 1 or word.remark.author_id != owner_id)
        ]
        found.append(Voice(role, tuple(people), own, bool(counted), waivers.get(role)))
    return found


def word_of(remark: Remark, version: RegulationVersion) -> Word:
    """What was said, beside the text of the version as it is now."""
    return Word(remark, changed_since(remark.said_of.body, version.body))


def _last(words: Sequence[Word]) -> tuple[Word, ...]:
    """Without agreements that the same person has given anew: of several the one that stands,
    otherwise the newest."""
    chosen: dict[int, Word] = {}
    for word in words:
        known = chosen.get(word.remark.author_id)
        if word.is_agreement and (known is None or word.stands or not known.stands):
            chosen[word.remark.author_id] = word
    return tuple(
        word for word in words if not word.is_agreement or chosen[word.remark.author_id] is word
    )


def waivers_of(session: Session, document_id: int) -> Sequence[Waiver]:
    """Roles without whose word the version may be, or was, approved."""
    return session.scalars(
        select(Waiver)
        .options(joinedload(Waiver.author))
        .where(Waiver.document_id == document_id)
        .order_by(Waiver.role)
    ).all()


def unheard(session: Session, version: RegulationVersion) -> list[Waiver]:
    """Waivers of roles from which nobody but the owner had spoken of the text until its
    approval."""
    heard = {
        one.role
        for one in words_on(session, version.document_id)
        if one.author_id != version.regulation.owner_id
        and (version.approved_at is None or one.at <= version.approved_at)
        and word_of(one, version).stands
    }
    return [one for one in waivers_of(session, version.document_id) if one.role not in heard]


def words_on(session: Session, document_id: int) -> Sequence[Remark]:
    """Remarks and agreements on the version itself, the oldest first."""
    return session.scalars(
        select(Remark)
        .options(
            joinedload(Remark.author),
            joinedload(Remark.answered_by),
            # One text was read by many: it is not fetched with each of their words.
            selectinload(Remark.said_of),
        )
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
