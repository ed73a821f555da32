"""Tables of questions: what is asked after a regulation or a course, and what was answered."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import Base, IdMixin, QuantityType, User, UtcDateTime, now


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    ORDER = "order"
    NUMBER = "number"
    CASE = "case"


class Quiz(IdMixin, Base):
    """A set of questions. Pass mark and number of attempts are norms.

    ``changed_at`` moves with every change of a question too, and ``version`` with it.
    """

    __tablename__ = "training_quiz"

    title: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", cascade="all, delete-orphan"
    )


class Question(IdMixin, Base):
    """One question.

    ``options`` are the texts to choose from or to put in order, in the right order for ``order``.
    ``right``: ``{"options"}``, positions of the right ones, for ``one`` and ``several``;
    ``{"value", "tolerance"}`` for ``number``; ``{"sample"}`` for ``case``, which the mentor
    marks. ``clause_uid`` names the clause that holds the answer.
    """

    __tablename__ = "training_question"
    __table_args__ = (Index("ix_training_question_quiz", "quiz_id", "position"),)

    quiz_id: Mapped[int] = mapped_column(ForeignKey("training_quiz.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]]
    right: Mapped[dict[str, Any]]
    explanation: Mapped[str] = mapped_column(Text, default="")
    clause_uid: Mapped[str | None] = mapped_column(String(12))


class QuizAttempt(IdMixin, Base):
    """One try of a person. ``subject`` names what it is for: ``version:12``, ``course:3``.

    ``paper`` is what was asked (questions and options in the shuffled order, with the texts and
    the right answers), so that a later edit of the quiz changes no attempt; ``answers`` what was
    answered, by the place on the paper. ``score`` is in percent, None until a case waits for the
    mentor; ``passed`` likewise. ``review`` is the mentor's word on each case, by its place. There
    is one unfinished attempt at most.
    """

    __tablename__ = "training_quiz_attempt"
    __table_args__ = (
        Index(
            "uq_training_quiz_attempt_open",
            "user_id",
            "quiz_id",
            "subject",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index("ix_training_quiz_attempt_subject", "user_id", "subject", "started_at"),
        Index("ix_training_quiz_attempt_waiting", "passed", "finished_at"),
    )

    quiz_id: Mapped[int] = mapped_column(ForeignKey("training_quiz.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    subject: Mapped[str] = mapped_column(String(40))
    paper: Mapped[list[dict[str, Any]]]
    answers: Mapped[dict[str, Any]]
    norms: Mapped[list[dict[str, Any]]]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    score: Mapped[Decimal | None] = mapped_column(QuantityType)
    passed: Mapped[bool | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    review: Mapped[dict[str, Any]]
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])
    quiz: Mapped[Quiz] = relationship()


class QuizStop(IdMixin, Base):
    """A person has used up the attempts; the mentor talks to him and opens new ones.

    ``attempts`` is how many there were, ``norms`` the readings by which that was all. ``note`` is
    what the mentor writes on opening.
    """

    __tablename__ = "training_quiz_stop"
    __table_args__ = (
        Index("ix_training_quiz_stop_subject", "user_id", "quiz_id", "subject"),
        Index("ix_training_quiz_stop_open", "opened_at"),
    )

    quiz_id: Mapped[int] = mapped_column(ForeignKey("training_quiz.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    subject: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    attempts: Mapped[int]
    norms: Mapped[list[dict[str, Any]]]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])
    quiz: Mapped[Quiz] = relationship()
