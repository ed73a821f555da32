"""Tables of scripts: the steps of a version, and the conversations that were led by it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import Base, BigId, Document, IdMixin, User, UtcDateTime, now
from plugins.training.models.regulations import RegulationVersion


class ScriptStepKind(StrEnum):
    """What happens at a step: we say, we ask, we answer an objection, the talk ends."""

    PHRASE = "phrase"
    QUESTION = "question"
    OBJECTION = "objection"
    END = "end"


class BranchKind(StrEnum):
    """What the customer has answered; an objection is handled and the talk comes back."""

    ANSWER = "answer"
    OBJECTION = "objection"


class TalkResult(StrEnum):
    """What a conversation has come to. Broken: it ended before any end of the script."""

    AGREED = "agreed"
    LATER = "later"
    REFUSED = "refused"
    BROKEN = "broken"


class Acquaintance(StrEnum):
    """With whom one talks: anybody, one who has never bought, one who has."""

    ANY = ""
    NEW = "new"
    EXISTING = "existing"


class Script(Base):
    """When the script of a version is offered; an empty list asks for nothing.

    ``stages`` are ``type:state`` of the document beside which one talks, ``groups`` are customer
    groups, ``classes`` are ABC classes. All conditions must be met at once.
    """

    __tablename__ = "training_script"

    document_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("training_version.document_id"),
        primary_key=True,
        autoincrement=False,
    )
    stages: Mapped[list[str]]
    groups: Mapped[list[int]]
    classes: Mapped[list[str]]
    acquaintance: Mapped[str] = mapped_column(String(10), default=Acquaintance.ANY.value)


class ScriptStep(IdMixin, Base):
    """A step of a version's script. The first is where the talk begins.

    ``uid`` is the section of the version's text that says the same; it stays through all
    versions. ``branches`` are dictionaries ``uid``, ``kind``, ``text``, ``to``: ``to`` is the uid
    of a step, ``BACK`` to where the objection came from, or empty where the author has not said.
    """

    __tablename__ = "training_script_step"
    __table_args__ = (UniqueConstraint("document_id", "uid"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    uid: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    say: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(String(12), default="")
    branches: Mapped[list[dict[str, Any]]]


class ScriptRun(IdMixin, Base):
    """A conversation led by a version, or a rehearsal of one.

    ``subject_id`` is the document beside which one talks, None where there is none.
    ``department_id`` is that of the person when he began: it decides which head sees it.
    ``result`` is empty while the talk goes on. ``mark`` is the mentor's, 1 to 5, for a rehearsal
    only; ``accepted`` is what it meant under the reading ``norm`` of the least mark. A person has
    one unfinished talk at most beside a document, and without one a talk and a rehearsal by a
    version.
    """

    __tablename__ = "training_script_run"
    __table_args__ = (
        Index(
            "uq_training_script_run_beside",
            "user_id",
            "subject_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "uq_training_script_run_alone",
            "user_id",
            "document_id",
            "rehearsal",
            unique=True,
            sqlite_where=text("finished_at IS NULL AND subject_id IS NULL"),
            postgresql_where=text("finished_at IS NULL AND subject_id IS NULL"),
        ),
        Index("ix_training_script_run_version", "document_id", "rehearsal", "finished_at"),
        Index("ix_training_script_run_subject", "subject_id", "user_id", "finished_at"),
        Index("ix_training_script_run_user", "user_id", "rehearsal", "finished_at"),
        Index("ix_training_script_run_mentor", "mentor_id", "rehearsal", "marked_at"),
        Index("ix_training_script_run_waiting", "rehearsal", "marked_at", "finished_at"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("training_version.document_id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("core_department.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("core_document.id"))
    rehearsal: Mapped[bool] = mapped_column(default=False)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[int | None]
    mark_text: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    accepted: Mapped[bool | None]
    norm: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    regulation_version: Mapped[RegulationVersion] = relationship()
    subject: Mapped[Document | None] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    mentor: Mapped[User | None] = relationship(foreign_keys=[mentor_id])
    marked_by: Mapped[User | None] = relationship(foreign_keys=[marked_by_id])
    moves: Mapped[list["ScriptMove"]] = relationship(
        order_by="ScriptMove.position", cascade="all, delete-orphan"
    )


class MoveKind(StrEnum):
    """How the talk went on: along a branch, or off the script."""

    BRANCH = "branch"
    DEVIATION = "deviation"


class ScriptMove(IdMixin, Base):
    """A click of a conversation. ``from_uid`` is the step at which it was made, ``to_uid`` the one
    it led to. A deviation has no ``branch_uid`` and says in ``said`` what was talked of.
    ``undone_at``: the person had clicked the wrong answer and went back.
    """

    __tablename__ = "training_script_move"
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("training_script_run.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    from_uid: Mapped[str] = mapped_column(String(12))
    branch_uid: Mapped[str] = mapped_column(String(12), default="")
    to_uid: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(Text, default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
