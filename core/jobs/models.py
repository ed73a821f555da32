"""The outbox: what must happen after a commit, kept until it has happened."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, IdMixin
from core.db.types import UtcDateTime
from core.kernel.clock import now

TRACE = "Traceback"
"""How an error begins that is a trace for programmers and not words for people."""
_OPEN = text("done_at IS NULL AND failed_at IS NULL")


class JobState(StrEnum):
    """How a job stands. Never stored: it follows from the row's moments."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutboxJob(IdMixin, Base):
    """One piece of work, written in the transaction that calls for it.

    ``attempts`` counts the runs begun. ``leased_by`` names one run, not one worker: a run whose
    lease has lapsed and gone to another recognises by it that the job is no longer its own.
    ``unique_key`` stays taken after the work is done. ``cancel_requested_at`` of a finished job
    means that it was indeed cut short: a job that finished in spite of the request has it cleared.
    """

    __tablename__ = "core_outbox"
    __table_args__ = (
        Index(
            "ix_core_outbox_open",
            "run_after",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_core_outbox_author_id_id", "author_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]]
    unique_key: Mapped[str | None] = mapped_column(String(250), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    log: Mapped[str] = mapped_column(Text, default="")
    result_file: Mapped[str | None] = mapped_column(String(64))
    result_name: Mapped[str] = mapped_column(String(250), default="")
    cancel_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def state(self) -> JobState:
        """How the job stands now."""
        if self.done_at is not None:
            return JobState.DONE if self.cancel_requested_at is None else JobState.CANCELLED
        if self.failed_at is not None:
            return JobState.FAILED
        if self.leased_until is not None and self.leased_until > now():
            return JobState.RUNNING
        return JobState.WAITING

    @property
    def finished(self) -> bool:
        """True where nothing more will happen by itself."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def percent(self) -> int:
        """0 to 100; 0 while the whole is not known."""
        if self.progress_total <= 0:
            return 0
        return min(100, self.progress_done * 100 // self.progress_total)

    @property
    def explanation(self) -> str:
        """The error, where it is said in words meant for people."""
        return "" if self.last_error.startswith(TRACE) else self.last_error

    @property
    def error_line(self) -> str:
        """What went wrong, without the trace that leads there."""
        lines = self.last_error.strip().splitlines()
        return lines[-1] if lines else ""
