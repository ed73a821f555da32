"""Tables of violations: the case, the pauses of its term, what was taken off a bonus."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import (
    Base,
    BigId,
    Document,
    IdMixin,
    MoneyType,
    QuantityType,
    User,
    UtcDateTime,
    now,
)
from plugins.training.models.regulations import Regulation, RegulationVersion, Remark


class ViolationSource(StrEnum):
    """Who has noticed."""

    PROGRAM = "program"
    PERSON = "person"


class Outcome(StrEnum):
    """What was decided: nothing, a sanction of ТК ст. 192, a gap in the rules, the act of another
    case."""

    DISMISSED = "dismissed"
    REPROOF = "reproof"
    REPRIMAND = "reprimand"
    PASSED_ON = "passed_on"
    JOINED = "joined"


class PauseKind(StrEnum):
    """Time that does not count into the month for a sanction (ТК ст. 193 ч. 3)."""

    ILLNESS = "illness"
    LEAVE = "leave"
    UNION = "union"


class Violation(Base):
    """A violation, a complaint or a case outside the frame: a document of the registry.

    The document's ``responsible`` is the person accused, its ``author`` whoever reported, None
    where the program has found it; its ``due`` is the last day for a decision under the law.
    ``hides_reporter``: the accused is not told who reported. ``on_management``: the accused
    decides on others' cases, so that only one who sees the whole company decides on his.
    ``decider_id`` is who decides where all who do so by their role are parties of the case, and
    another where he works no more; ``without_decider``: there is nobody at all, so that personnel
    see it too and ask for the explanation.

    What was broken: ``norm`` with its ``reading`` (``NormReading.to_dict()``) where the program
    has found it, and the clause of a version in force when it happened; neither where the rules
    know no such case. ``clause_number`` is kept as it was read.
    ``unique_key`` names the case that the program has found, so that it is found once.

    ``explain_by`` is the last day of the term for an explanation (ТК ст. 193); ``refusal`` the
    act that it was not given. ``repeated`` tells of the same rule broken before, as decided.
    ``passed_to`` and ``remark`` are where a case outside the frame went. ``same_act_id`` is the
    case into which this one was joined: one act has one sanction (ТК ст. 193 ч. 5). ``other_act``
    tells in the decider's words why it is another act than one already punished that day.
    """

    __tablename__ = "training_violation"
    __table_args__ = (
        Index("ix_training_violation_norm", "norm", "happened_at"),
        Index("ix_training_violation_clause", "clause_uid", "happened_at"),
        Index("ix_training_violation_outcome", "outcome", "decided_at"),
    )

    document_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("core_document.id"), primary_key=True, autoincrement=False
    )
    source: Mapped[str] = mapped_column(String(10))
    unique_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    hides_reporter: Mapped[bool] = mapped_column(default=False)
    on_management: Mapped[bool] = mapped_column(default=False)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    without_decider: Mapped[bool] = mapped_column(default=False)
    norm: Mapped[str] = mapped_column(String(120), default="")
    reading: Mapped[dict[str, Any]]
    rule_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_version.document_id"), index=True
    )
    clause_uid: Mapped[str] = mapped_column(String(12), default="")
    clause_number: Mapped[str] = mapped_column(String(20), default="")
    facts: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    discovered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    related_id: Mapped[int | None] = mapped_column(ForeignKey("core_document.id"), index=True)
    demanded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    explain_by: Mapped[date | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
    explained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal: Mapped[str] = mapped_column(Text, default="")
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    motive: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    repeated: Mapped[bool] = mapped_column(default=False)
    readings: Mapped[list[dict[str, Any]]]
    passed_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_regulation.id"), index=True
    )
    remark_id: Mapped[int | None] = mapped_column(ForeignKey("training_remark.id"), index=True)
    same_act_id: Mapped[int | None] = mapped_column(ForeignKey("core_document.id"), index=True)
    other_act: Mapped[str] = mapped_column(Text, default="")

    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    related: Mapped[Document | None] = relationship(foreign_keys=[related_id])
    rule_version: Mapped[RegulationVersion | None] = relationship()
    same_act: Mapped[Document | None] = relationship(foreign_keys=[same_act_id])
    decider: Mapped[User | None] = relationship(foreign_keys=[decider_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    passed_to: Mapped[Regulation | None] = relationship()
    remark: Mapped[Remark | None] = relationship()
    pauses: Mapped[list["ViolationPause"]] = relationship(
        order_by="ViolationPause.since", cascade="all, delete-orphan"
    )
    reduction: Mapped["BonusReduction | None"] = relationship()
    notice: Mapped["SanctionNotice | None"] = relationship()

    @property
    def outside(self) -> bool:
        """Whether the rules know no such case."""
        return not self.norm and self.rule_version_id is None


class ViolationPause(IdMixin, Base):
    """Days that do not count into the month for a sanction; ``until`` None: still going on."""

    __tablename__ = "training_violation_pause"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("training_violation.document_id"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SanctionNotice(Base):
    """How the person was acquainted with a sanction (ТК ст. 193 ч. 6).

    ``due`` is the last day for it. Either the person signed the ``statement`` by simple electronic
    signature, or ``refusal`` is the act that he did not, drawn up with a ``witness``.
    ``journal_position`` is the line of the journal of signatures that keeps the hash of either.
    """

    __tablename__ = "training_sanction_notice"
    __table_args__ = (Index("ix_training_sanction_notice_waiting", "closed_at", "due"),)

    document_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("training_violation.document_id"),
        primary_key=True,
        autoincrement=False,
    )
    due: Mapped[date]
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    statement: Mapped[str] = mapped_column(Text, default="")
    refusal: Mapped[str] = mapped_column(Text, default="")
    witness: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    journal_position: Mapped[int | None]

    recorded_by: Mapped[User | None] = relationship()


class BonusReduction(Base):
    """What a decision took off the bonus, and the calculation as it stood then.

    ``period`` is the first day of the month in which the sanction was applied; ``pay`` the pay of
    that month before any reduction, the bonus included. ``percent`` is the rule's, of the pay;
    ``asked`` what it comes to, ``cap`` the limit of the law for the month, ``taken_before`` what
    earlier decisions of the month took, ``limit`` which of the limits was the narrowest.
    """

    __tablename__ = "training_bonus_reduction"
    __table_args__ = (Index("ix_training_bonus_reduction_month", "user_id", "period"),)

    document_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("training_violation.document_id"),
        primary_key=True,
        autoincrement=False,
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    period: Mapped[date]
    pay: Mapped[Decimal] = mapped_column(MoneyType)
    bonus: Mapped[Decimal] = mapped_column(MoneyType)
    percent: Mapped[Decimal] = mapped_column(QuantityType)
    rule_version_id: Mapped[int] = mapped_column(
        ForeignKey("training_version.document_id"), index=True
    )
    asked: Mapped[Decimal] = mapped_column(MoneyType)
    cap: Mapped[Decimal] = mapped_column(MoneyType)
    taken_before: Mapped[Decimal] = mapped_column(MoneyType)
    amount: Mapped[Decimal] = mapped_column(MoneyType)
    limit: Mapped[str] = mapped_column(String(10))

    rule_version: Mapped[RegulationVersion] = relationship()
