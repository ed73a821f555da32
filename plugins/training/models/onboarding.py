"""Tables of onboarding: templates by role, a person's plan, marks of the trial period."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import Base, IdMixin, User, UtcDateTime, now


class StepKind(StrEnum):
    """What a step of onboarding is. The first three are done by what they lead to."""

    DOCUMENT = "document"
    COURSE = "course"
    QUIZ = "quiz"
    SCRIPT = "script"
    TASK = "task"
    MEETING = "meeting"
    ACCESS = "access"


class Doer(StrEnum):
    """Who says that a step is done, where the program cannot see it."""

    NEWCOMER = "newcomer"
    MENTOR = "mentor"
    LEADER = "leader"


class PlanTemplate(IdMixin, Base):
    """What a new hire in a role goes through."""

    __tablename__ = "training_plan_template"

    title: Mapped[str] = mapped_column(String(200), unique=True)
    role: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    steps: Mapped[list["TemplateStep"]] = relationship(
        order_by="TemplateStep.position", cascade="all, delete-orphan"
    )


class TemplateStep(IdMixin, Base):
    """A step of a template. ``day`` is the working day by whose end it is due, 1 is the first.

    ``target_id`` is the key of the regulation (document, script), the course or the quiz.
    """

    __tablename__ = "training_template_step"
    __table_args__ = (Index("ix_training_template_step_template", "template_id", "position"),)

    template_id: Mapped[int] = mapped_column(
        ForeignKey("training_plan_template.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    day: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    doer: Mapped[str] = mapped_column(String(10))


class Plan(IdMixin, Base):
    """The onboarding of one person. ``trial_until`` is the last day of the trial period
    (ТК ст. 70); ``passed`` is set when the plan is closed. ``norms`` are the readings that gave the
    end of the trial period and the day of the letter.

    ``department_id`` is that of the person when the plan was made: it decides which head sees it.
    """

    __tablename__ = "training_plan"
    __table_args__ = (
        Index("ix_training_plan_user", "user_id", "finished_at"),
        Index("ix_training_plan_mentor", "mentor_id", "finished_at"),
        Index("ix_training_plan_started", "starts_on", "id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("core_department.id"), index=True)
    template_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_plan_template.id", ondelete="SET NULL"), index=True
    )
    starts_on: Mapped[date]
    trial_until: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    welcomed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed: Mapped[bool | None]
    conclusion: Mapped[str] = mapped_column(Text, default="")
    norms: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    mentor: Mapped[User] = relationship(foreign_keys=[mentor_id])
    steps: Mapped[list["PlanStep"]] = relationship(
        order_by="PlanStep.position", cascade="all, delete-orphan"
    )
    marks: Mapped[list["TrialMark"]] = relationship(
        order_by="TrialMark.at", cascade="all, delete-orphan"
    )


class PlanStep(IdMixin, Base):
    """A step of a person's plan. ``done_at`` is written by whoever says so; what the program sees
    by itself (a signature, a course, questions) has none and is asked each time."""

    __tablename__ = "training_plan_step"
    __table_args__ = (Index("ix_training_plan_step_plan", "plan_id", "position"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("training_plan.id", ondelete="CASCADE"))
    position: Mapped[int]
    due: Mapped[date]
    kind: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    doer: Mapped[str] = mapped_column(String(10))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")

    done_by: Mapped[User | None] = relationship()


class TrialMark(IdMixin, Base):
    """What the mentor or the head says of the person during the trial period; 1 to 5."""

    __tablename__ = "training_trial_mark"

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("training_plan.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    mark: Mapped[int]
    text: Mapped[str] = mapped_column(Text)

    author: Mapped[User] = relationship()
