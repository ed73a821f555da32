"""huey as the carrier of job ids. The truth is in the outbox: a lost message costs a minute."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import has_app_context
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.exceptions import ConfigurationError
from psycopg.errors import DuplicateTable, UniqueViolation
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.config import ConfigError
from core.extending.runtime import runtime
from core.jobs.service import COMMITTED
from core.kernel.clock import now

NAME = "reglament"
RUN = "run"
TICK = "tick"
TICK_EXPIRES = 60

log = structlog.get_logger(__name__)


class JobQueue:
    """Messages «run job N» and the minute's tick, over huey.

    Any process puts messages; what they set off is said by ``serve``, in a worker only.
    """

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self._run: Callable[[int], object] | None = None
        self._tick: Callable[[], object] | None = None
        self._message: Any = huey.task(name=RUN)(self._on_run)
        # Ticks that have gathered behind a long job are worth one.
        huey.periodic_task(crontab(), name=TICK, expires=TICK_EXPIRES)(self._on_tick)
        # Each worker thread listens to PostgreSQL on a connection of its own.
        huey.on_shutdown(name="close")(huey.storage.close)

    def serve(self, *, run: Callable[[int], object], tick: Callable[[], object]) -> None:
        """Say how this process does one job, and how it looks after the outbox every minute."""
        self._run = run
        self._tick = tick

    def put(self, job_id: int, run_after: datetime | None = None) -> None:
        """Have the job run by some worker, at once or from a moment on."""
        message = self._message.s(job_id)
        if run_after is not None and run_after > now():
            # huey keeps moments as naive UTC.
            message.eta = run_after.astimezone(UTC).replace(tzinfo=None)
        self.huey.enqueue(message)

    def put_missing(self, job_ids: Iterable[int]) -> None:
        """Put those jobs of which the queue holds no message."""
        queued = {task.args[0] for task in self.huey.pending() if task.name == RUN}
        for job_id in job_ids:
            if job_id not in queued:
                self.put(job_id)

    def check(self) -> None:
        """Nothing where the carrier answers; what its driver raises where it does not."""
        self.huey.storage.queue_size()

    def _on_run(self, job_id: int) -> None:
        if self._run is not None:
            self._run(job_id)

    def _on_tick(self) -> None:
        if self._tick is not None:
            self._tick()


def make_huey(queue_url: str) -> JobQueue:
    """The queue at an address: ``sqlite:``, ``postgresql:``, ``redis:``, ``rediss:``.

    Raises ConfigError where the address needs a package that is not installed.
    """
    scheme = queue_url.partition(":")[0]
    if scheme == "sqlite":
        path = queue_url.removeprefix("sqlite:///")
        return JobQueue(SqliteHuey(NAME, results=False, filename=path, timeout=15))
    if scheme == "postgresql":
        return JobQueue(_postgres(queue_url))
    try:
        return JobQueue(RedisHuey(NAME, results=False, url=queue_url))
    except ConfigurationError as error:
        raise ConfigError(
            "REGLAMENT_QUEUE_URL: для redis нужен пакет; установите: pip install 'reglament[redis]'"
        ) from error


def _postgres(dsn: str) -> Huey:
    def connect() -> Huey:
        # PgBouncer in transaction mode cannot keep prepared statements.
        return PostgresHuey(NAME, results=False, dsn=dsn, prepare_threshold=None)

    try:
        return connect()
    except (DuplicateTable, UniqueViolation):
        # Two processes have made the tables at once; IF NOT EXISTS does not save from that.
        return connect()


@event.listens_for(Session, "after_commit")
def _announce_committed(session: Session) -> None:
    """Put new jobs into the queue: not before the commit, or a worker would look for a missing
    row, and not inside the transaction, for which huey's own connection would wait."""
    if session.in_nested_transaction():
        return
    committed: list[tuple[int, datetime]] = session.info.pop(COMMITTED, [])
    if not committed or not has_app_context():
        return
    queue: JobQueue = runtime().huey
    for job_id, run_after in committed:
        try:
            queue.put(job_id, run_after)
        except Exception as error:
            # The business is committed all the same; the next sweep will find the job.
            log.warning("job.not_announced", job=job_id, exc_info=error)


@event.listens_for(Session, "after_rollback")
def _forget_rolled_back(session: Session) -> None:
    # After the rollback of a savepoint a message too many may be left: it finds no row.
    if not session.in_nested_transaction():
        session.info.pop(COMMITTED, None)
