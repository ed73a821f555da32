"""Tables of regulations: what holds for whom, its versions, their clauses and norms."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import (
    DEFAULT_ZONE,
    Base,
    BigId,
    Document,
    IdMixin,
    QuantityType,
    User,
    UtcDateTime,
    now,
)


class RegulationKind(StrEnum):
    """What a regulation is about."""

    PAY = "pay"
    DISPUTES = "disputes"
    PENALTIES = "penalties"
    WORK_NORMS = "work_norms"
    PROCESS_MAP = "process_map"
    CRM_MANUAL = "crm_manual"
    SCRIPT = "script"
    JOB_INSTRUCTION = "job_instruction"
    TIME_PLAN = "time_plan"


class Regulation(IdMixin, Base):
    """A local act in all its versions. ``owner`` is the owner of the process: he approves.

    ``roles`` (codes) and ``departments`` (ids) say for whom it holds; both empty: for everybody.
    ``stages`` are the document types that are closed to who has not signed the version in force.
    All three are what the next version will have: each version keeps its own from its approval.
    """

    __tablename__ = "training_regulation"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    roles: Mapped[list[str]]
    departments: Mapped[list[int]]
    stages: Mapped[list[str]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    owner: Mapped[User] = relationship()


class RegulationVersion(Base):
    """An edition (редакция): a document of the registry with a text.

    ``edition`` counts from 1 within the regulation. ``text_hash`` is the SHA-256 of ``body`` in
    UTF-8, fixed by the approval. The version is in force for
    ``effective_from <= t < effective_until``; both are written by the approval of this and of the
    next version, so two versions of one regulation never hold at once. ``lowers_pay`` says
    whether the change is worse for the pay (ТК ст. 74: two months' notice), by the values or by
    the author's word; None while he has not said it.
    ``roles``, ``departments`` and ``stages`` follow the regulation until the approval and stay
    as they were from then on: who was bound on a day does not change afterwards.
    ``reminded_at``: when those who have not spoken of it were last written to.
    """

    __tablename__ = "training_version"
    __table_args__ = (
        UniqueConstraint("regulation_id", "edition"),
        Index("ix_training_version_force", "effective_from", "effective_until"),
    )

    document_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("core_document.id"), primary_key=True, autoincrement=False
    )
    regulation_id: Mapped[int] = mapped_column(ForeignKey("training_regulation.id"))
    edition: Mapped[int]
    body: Mapped[str] = mapped_column(Text, default="")
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    lowers_pay: Mapped[bool | None]
    roles: Mapped[list[str]]
    departments: Mapped[list[int]]
    stages: Mapped[list[str]]
    effective_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    effective_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("training_quiz.id"), index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    document: Mapped[Document] = relationship()
    regulation: Mapped[Regulation] = relationship()
    approved_by: Mapped[User | None] = relationship()
    clauses: Mapped[list["Clause"]] = relationship(
        order_by="Clause.position", cascade="all, delete-orphan"
    )
    norms: Mapped[list["VersionNorm"]] = relationship(
        order_by="VersionNorm.id", cascade="all, delete-orphan"
    )
    terms: Mapped[list["Term"]] = relationship(order_by="Term.id", cascade="all, delete-orphan")

    @property
    def last_day(self) -> date | None:
        """The last day of its force, inclusive; None where it has no end or ends within a day."""
        if self.effective_until is None:
            return None
        end = self.effective_until.astimezone(DEFAULT_ZONE)
        return (end - timedelta(days=1)).date() if end.time() == time() else None


class Clause(IdMixin, Base):
    """A section or a clause of a version, as parsed from the text when it was saved.

    ``uid`` is permanent: the same clause carries it through all versions. ``number`` («3.2»)
    follows from the place. ``level`` is 1 for a section, 2 for a clause, 3 for one nested.
    ``source`` is its own Markdown, ``length`` the characters a reader reads; ``words`` are the
    stems of what it says, each between blanks, for the search.
    """

    __tablename__ = "training_clause"
    __table_args__ = (UniqueConstraint("document_id", "uid"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    uid: Mapped[str] = mapped_column(String(12), index=True)
    position: Mapped[int]
    level: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(Text)
    length: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")


class VersionNorm(IdMixin, Base):
    """A value that a version sets for a norm, and the clause where it stands. ``reason`` says why
    so much, where the author has written it with the value."""

    __tablename__ = "training_version_norm"
    __table_args__ = (
        UniqueConstraint("document_id", "key"),
        Index("ix_training_version_norm_key", "key", "document_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    key: Mapped[str] = mapped_column(String(120))
    value: Mapped[Decimal] = mapped_column(QuantityType)
    reason: Mapped[str] = mapped_column(String(300), default="")
    clause_uid: Mapped[str] = mapped_column(String(12))
    clause_number: Mapped[str] = mapped_column(String(20))


class Term(IdMixin, Base):
    """A word or a phrase that a version defines, as parsed from the text when it was saved, and the
    clause where it does. ``stems`` are its forms: see ``text.terms``."""

    __tablename__ = "training_term"

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"), index=True)
    term: Mapped[str] = mapped_column(String(120))
    definition: Mapped[str] = mapped_column(Text)
    clause_uid: Mapped[str] = mapped_column(String(12))
    clause_number: Mapped[str] = mapped_column(String(20))
    stems: Mapped[list[str]]


class RemarkKind(StrEnum):
    """What a participant says: something against the text, or that he has nothing against it."""

    REMARK = "remark"
    AGREEMENT = "agreement"


class RemarkOutcome(StrEnum):
    """What became of a remark."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SaidText(IdMixin, Base):
    """The text of a version as it stood when somebody spoke of it: kept once, whoever speaks."""

    __tablename__ = "training_said_text"
    __table_args__ = (UniqueConstraint("document_id", "sha256"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class Remark(IdMixin, Base):
    """What a participant says of a version or of one of its clauses, and what he was answered.

    ``role`` is the role for which he speaks, ``said_of`` the text that he had before him. A remark
    on a version in force is answered in the draft of the next one, ``carried_to_id``. An agreement
    has no text and needs no answer.
    """

    __tablename__ = "training_remark"
    __table_args__ = (Index("ix_training_remark_document", "document_id", "outcome"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    kind: Mapped[str] = mapped_column(String(10), default=RemarkKind.REMARK.value)
    clause_uid: Mapped[str | None] = mapped_column(String(12))
    author_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    said_of_id: Mapped[int] = mapped_column(ForeignKey("training_said_text.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    outcome: Mapped[str] = mapped_column(String(10), default=RemarkOutcome.OPEN.value)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carried_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_version.document_id"), index=True
    )

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    said_of: Mapped[SaidText] = relationship()
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class Waiver(IdMixin, Base):
    """Why a version may be approved without the word of a role that it touches."""

    __tablename__ = "training_waiver"
    __table_args__ = (UniqueConstraint("document_id", "role"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    role: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    author: Mapped[User] = relationship()
