"""Tables of courses: pages to learn from, their files, and how far each person has come."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.sdk import Base, IdMixin, User, UtcDateTime, now
from plugins.training.models.quizzes import Quiz


class Course(IdMixin, Base):
    """Pages in an order, with questions at the end where there is a quiz.

    Others see it from ``published_at`` on; None: being prepared, or taken back. ``changed_at``
    moves with every change of a page too, and ``version`` with it. ``words`` are the stems of
    title and summary, as those of a page.
    """

    __tablename__ = "training_course"
    __table_args__ = (Index("ix_training_course_published", "published_at", "title"),)

    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("training_quiz.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    author: Mapped[User | None] = relationship()
    quiz: Mapped[Quiz | None] = relationship()
    pages: Mapped[list["CoursePage"]] = relationship(
        order_by="CoursePage.position", cascade="all, delete-orphan"
    )


class CoursePage(IdMixin, Base):
    """One page, in Markdown.

    ``words`` are the stems of its title and text, each between blanks, for the search.
    """

    __tablename__ = "training_course_page"
    __table_args__ = (Index("ix_training_course_page_course", "course_id", "position"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CourseFile(IdMixin, Base):
    """A picture or a file of a course; its bytes are in the storage under ``sha256``.

    Pages name it by its id. A removed one is no longer given out.
    """

    __tablename__ = "training_course_file"
    __table_args__ = (Index("ix_training_course_file_course", "course_id", "removed_at"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User | None] = relationship()


class PageRead(IdMixin, Base):
    """A person has gone through a page: he pressed «Дальше» on it."""

    __tablename__ = "training_page_read"
    __table_args__ = (UniqueConstraint("user_id", "page_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    page_id: Mapped[int] = mapped_column(
        ForeignKey("training_course_page.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CourseProgress(IdMixin, Base):
    """A person and a course: when he began and when he had read every page.

    ``read_at`` stays where pages are added later. The course is finished once the questions at
    its end, where there are any, are passed too: that is in the attempts.
    """

    __tablename__ = "training_course_progress"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id"),
        Index("ix_training_course_progress_course", "course_id", "read_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id", ondelete="CASCADE"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
