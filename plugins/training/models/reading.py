"""Tables of reading and signing: assignments, what was read, signatures and their journal."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import DEFAULT_ZONE, Base, IdMixin, User, UtcDateTime, now
from plugins.training.models.quizzes import QuizAttempt
from plugins.training.models.regulations import Regulation, RegulationVersion


class Reason(StrEnum):
    """Why a person must read a version."""

    AUDIENCE = "audience"
    """The version holds for his role, his department or everybody."""
    VERSION = "version"
    """The same, and he has signed an earlier edition."""
    PERSON = "person"
    """Somebody has assigned it to him by name."""
    ONBOARDING = "onboarding"
    """It is part of his onboarding plan."""


class Assignment(IdMixin, Base):
    """A version that a person must read and sign by ``due``.

    ``reason`` is a ``Reason``; ``norms`` are the readings that the due date rests on.
    ``withdrawn_at``: the person left the audience before he signed, or the version lost its force.
    ``assigned_at`` is when it was given last, ``earlier`` how it stood each time before.
    ``owed_since`` is since when the signature has been wanted without a break: given anew for
    another reason, it goes on; given anew after it was withdrawn, it begins again.
    ``based_on_id`` is the version that he had signed before: the page opens on the differences.
    ``late_from_id`` is the edition that he has not signed in time and whose ``due`` date this still
    is: a new edition does not begin the time anew for who is late with the last one.
    ``reminded_at`` and ``escalated_at`` are the last letters to him and to the head.
    """

    __tablename__ = "training_assignment"
    __table_args__ = (
        UniqueConstraint("document_id", "user_id"),
        Index("ix_training_assignment_user", "user_id", "signed_at"),
        Index("ix_training_assignment_due", "signed_at", "due"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    reason: Mapped[str] = mapped_column(String(12))
    due: Mapped[date]
    norms: Mapped[list[dict[str, Any]]]
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    owed_since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    based_on_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_version.document_id"), index=True
    )
    late_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_version.document_id"), index=True
    )
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    regulation_version: Mapped[RegulationVersion] = relationship(foreign_keys=[document_id])
    late_from: Mapped[RegulationVersion | None] = relationship(foreign_keys=[late_from_id])
    earlier: Mapped[list["EarlierGiving"]] = relationship(order_by="EarlierGiving.id")


class EarlierGiving(IdMixin, Base):
    """How an assignment stood before it was given anew. ``withdrawn_at`` None: it was wanted up to
    that moment."""

    __tablename__ = "training_assignment_earlier"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("training_assignment.id"), index=True)
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owed_since: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(12))
    due: Mapped[date]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SectionReading(IdMixin, Base):
    """How long a section was in view. ``required`` and ``counted`` are in milliseconds.

    ``down_to`` is how much of it, from its beginning and in percent, has passed the window:
    ``counted`` is never more than that share of ``required``, which follows from the length of the
    section and the reading speed of the norm at the first beat, whose reading is kept in ``norm``.
    ``beat_at`` is the last beat that was counted. ``read_in_id`` is the earlier edition, with the
    same words, in which it was read: then all of this is copied from there.
    """

    __tablename__ = "training_section_reading"
    __table_args__ = (UniqueConstraint("assignment_id", "section_uid"),)

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("training_assignment.id", ondelete="CASCADE")
    )
    section_uid: Mapped[str] = mapped_column(String(12))
    required: Mapped[int]
    counted: Mapped[int] = mapped_column(default=0)
    down_to: Mapped[int] = mapped_column(default=0)
    norm: Mapped[dict[str, Any]]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_in_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_version.document_id"), index=True
    )

    read_in: Mapped[RegulationVersion | None] = relationship()


class ReadingStream(Base):
    """Where a person reads just now: one place, whatever the number of windows.

    A beat must carry the ``nonce`` of the one before it and counts no more than the time since
    ``beat_at``: beats of two windows, or one beat sent twice, do not add up.
    """

    __tablename__ = "training_reading_stream"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("core_user.id"), primary_key=True, autoincrement=False
    )
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("training_assignment.id", ondelete="CASCADE"), index=True
    )
    nonce: Mapped[str] = mapped_column(String(32))
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReaderNote(IdMixin, Base):
    """The reader's own note on a clause; nobody else sees it. It follows the clause's uid."""

    __tablename__ = "training_note"
    __table_args__ = (UniqueConstraint("user_id", "regulation_id", "clause_uid"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    regulation_id: Mapped[int] = mapped_column(ForeignKey("training_regulation.id"), index=True)
    clause_uid: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class OwnerQuestion(IdMixin, Base):
    """What a reader asks the owner of the process about a clause."""

    __tablename__ = "training_owner_question"
    __table_args__ = (Index("ix_training_owner_question_document", "document_id", "answered_at"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    clause_uid: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class SignatureConsent(IdMixin, Base):
    """The agreement to sign by simple electronic signature, given once to each ``edition`` of its
    text (63-ФЗ ст. 6, 9)."""

    __tablename__ = "training_consent"
    __table_args__ = (UniqueConstraint("user_id", "edition"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    edition: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    journal_position: Mapped[int]


class Signature(IdMixin, Base):
    """A simple electronic signature under a version; its evidence is in the journal."""

    __tablename__ = "training_signature"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("training_assignment.id"), unique=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    full_name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200))
    text_hash: Mapped[str] = mapped_column(String(64))
    statement: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ip: Mapped[str] = mapped_column(String(45))
    agent: Mapped[str] = mapped_column(String(300))
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_quiz_attempt.id"), index=True
    )
    journal_position: Mapped[int]
    check_code: Mapped[str] = mapped_column(String(43), unique=True)

    user: Mapped[User] = relationship()
    assignment: Mapped[Assignment] = relationship()
    regulation_version: Mapped[RegulationVersion] = relationship()
    attempt: Mapped[QuizAttempt | None] = relationship()


class EntryKind(StrEnum):
    """What a line of the journal witnesses."""

    APPROVED = "approved"
    IN_FORCE = "in_force"
    ASSIGNED = "assigned"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    READ = "read"
    ASKED = "asked"
    ANSWERED = "answered"
    REVIEWED = "reviewed"
    CONSENT = "consent"
    SIGNED = "signed"
    EXCEPTION = "exception"
    EXCEPTION_ENDED = "exception_ended"
    ACQUAINTED = "acquainted"
    NOT_ACQUAINTED = "not_acquainted"


class JournalEntry(Base):
    """A line of the evidence journal: one chain for the whole company, append-only.

    ``position`` counts from 1 without gaps, ``kind`` is an ``EntryKind``, ``user_id`` the person
    whom it is about, ``actor_name`` who did it.
    """

    __tablename__ = "training_journal"
    __table_args__ = (Index("ix_training_journal_kind", "kind", "position"),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    user: Mapped[User | None] = relationship()


class GateException(IdMixin, Base):
    """A person let through without a signature, by the head, for a time, with the reason.

    ``until`` is the first moment after it; ``ended_at`` when it ran out or was taken back.
    """

    __tablename__ = "training_gate_exception"
    __table_args__ = (Index("ix_training_gate_exception_user", "user_id", "until"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    regulation_id: Mapped[int] = mapped_column(ForeignKey("training_regulation.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    regulation: Mapped[Regulation] = relationship()
    granted_by: Mapped[User] = relationship(foreign_keys=[granted_by_id])

    @property
    def last_day(self) -> date:
        """The last day on which it held or will hold, however it ended."""
        end = min(self.ended_at or self.until, self.until)
        return (end - timedelta(microseconds=1)).astimezone(DEFAULT_ZONE).date()


@event.listens_for(JournalEntry, "before_update")
@event.listens_for(JournalEntry, "before_delete")
@event.listens_for(Signature, "before_update")
@event.listens_for(Signature, "before_delete")
@event.listens_for(EarlierGiving, "before_update")
@event.listens_for(EarlierGiving, "before_delete")
@event.listens_for(SignatureConsent, "before_update")
@event.listens_for(SignatureConsent, "before_delete")
def _append_only(_mapper: Any, _connection: Any, target: Any) -> None:
    raise RuntimeError(f"{type(target).__name__} is append-only")
