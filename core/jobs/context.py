"""What the handler of a job holds in its hands."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.config import Settings
from core.jobs.models import OutboxJob
from core.kernel.clock import now
from core.kernel.errors import DomainError
from core.kernel.permissions import Actor

UnitOfWork = Callable[[], AbstractContextManager[Session]]


class GiveUp(Exception):
    """Raised by a handler to which another attempt would bring nothing: the job fails at once."""


class TryLater(Exception):
    """Raised by a handler that cannot go on for now, for a reason that its text says in full."""


class LeaseLost(Exception):
    """The lease has lapsed and another worker has the job: this run must stop, unheard."""


class Blobs(Protocol):
    """Where files are kept; see ``core.storage.Storage``."""

    def put(self, content: bytes) -> str:
        """Keep the content; its key."""
        ...

    def get(self, key: str) -> bytes:
        """The content kept under the key."""
        ...


@dataclass
class _Notes:
    """What is to be written onto the job's row as soon as no transaction of the handler is open."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


class JobContext:
    """One run of a job, seen from its handler.

    ``actor`` is the author as he stands now, or the program where there was none. ``attempt``
    counts from 1; on the ``last_attempt`` a failure is final.

    Progress, log lines and the result are written in short transactions of their own, so that
    other processes see them while the job runs. Inside an open ``unit_of_work`` they wait for
    its end: SQLite has one writer. A long job therefore works in several units. Each such write
    renews the lease. ``told_to_stop`` is True once the handler has read of a cancellation.
    """

    def __init__(
        self,
        *,
        job_id: int,
        run: str,
        lease: timedelta,
        attempt: int,
        last_attempt: bool,
        actor: Actor,
        settings: Settings,
        storage: Blobs,
        unit_of_work: UnitOfWork,
    ) -> None:
        self.job_id = job_id
        self.attempt = attempt
        self.last_attempt = last_attempt
        self.actor = actor
        self.settings = settings
        self.storage = storage
        self._run = run
        self._lease = lease
        self._unit_of_work = unit_of_work
        self._in_unit = False
        self._notes = _Notes()
        self._shown: tuple[int, int] | None = None
        self._renew_at = now() + lease / 2
        self._cancel_requested = False
        self.told_to_stop = False

    @property
    def author_id(self) -> int | None:
        """The person who has asked for the job; None where it was the program itself."""
        return self.actor.user_id

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """A transaction of the handler: commits at the end, rolls back on an error."""
        if self._in_unit:
            raise RuntimeError("units of work do not nest")
        self._in_unit = True
        try:
            with self._unit_of_work() as session:
                yield session
        finally:
            self._in_unit = False
        if self._notes.values or self._notes.lines:
            self.flush()

    def progress(self, done: int, total: int) -> None:
        """Say how far the work has come. Cheap: written when the whole percent changes."""
        self._notes.values |= {"progress_done": done, "progress_total": total}
        shown = (done * 100 // total if total > 0 else done, total)
        if shown != self._shown or now() >= self._renew_at:
            self._shown = shown
            self._write()

    def log(self, line: str) -> None:
        """Add a line to the log that the job's page shows."""
        self._notes.lines.append(line.rstrip("\n"))
        self._write()

    def save_result(self, name: str, content: bytes) -> None:
        """Keep a file for the author to download; the last one stays."""
        self._notes.values |= {"result_file": self.storage.put(content), "result_name": name}
        self._write()

    @property
    def cancelled(self) -> bool:
        """Whether the job has been called off; a handler that has read True must return.

        Looks at the row, outside a unit of work, so ask once a batch, not once a line.
        """
        self._write()
        self.told_to_stop = self._cancel_requested
        return self.told_to_stop

    def each(self, found: Sequence[int], act: Callable[[Session, int], object]) -> None:
        """``act(session, key)`` on each key in a unit of work of its own: one that cannot be dealt
        with is logged and stops no other. Returns early where the job has been called off."""
        for number, key in enumerate(found, start=1):
            if self.cancelled:
                return
            try:
                with self.unit_of_work() as session:
                    act(session, key)
            except DomainError as error:
                self.log(f"{key}: {error}")
            self.progress(number, len(found))

    def _write(self) -> None:
        if not self._in_unit:
            self.flush()

    def flush(self) -> None:
        """Write what has gathered and renew the lease. Raises LeaseLost."""
        moment = now()
        values = dict(self._notes.values, leased_until=moment + self._lease)
        if self._notes.lines:
            text = "".join(f"{line}\n" for line in self._notes.lines)
            values["log"] = OutboxJob.log + text
        with self._unit_of_work() as session:
            row = session.execute(
                update(OutboxJob)
                .where(OutboxJob.id == self.job_id, OutboxJob.leased_by == self._run)
                .values(**values)
                .returning(OutboxJob.cancel_requested_at)
                .execution_options(synchronize_session=False)
            ).one_or_none()
        if row is None:
            raise LeaseLost(f"job {self.job_id}")
        self._notes = _Notes()
        self._renew_at = moment + self._lease / 2
        self._cancel_requested = row[0] is not None
