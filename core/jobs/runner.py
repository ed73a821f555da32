"""Taking jobs out of the outbox and doing them: at least once, one worker at a time."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from core.accounts.service import actor_by_id
from core.config import Settings
from core.extending.registry import registry_of
from core.jobs.context import Blobs, GiveUp, JobContext, LeaseLost, TryLater, UnitOfWork
from core.jobs.models import TRACE, OutboxJob
from core.jobs.service import announce
from core.kernel.clock import now
from core.kernel.declarations import Job
from core.kernel.errors import DomainError

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
BATCH = 500
ERROR_LENGTH = 8000

log = structlog.get_logger(__name__)


def pause_after(attempt: int) -> timedelta:
    """How long to wait after the attempt has failed: 30 s, 2 min, 8 min, 32 min… up to 6 h."""
    # The exponent is bounded before the power is taken, for a job with very many attempts.
    return min(FIRST_PAUSE * 4 ** min(attempt - 1, 10), LONGEST_PAUSE)


def _free() -> ColumnElement[bool]:
    """Unfinished, due, and in nobody's hands."""
    moment = now()
    return and_(
        OutboxJob.done_at.is_(None),
        OutboxJob.failed_at.is_(None),
        OutboxJob.run_after <= moment,
        or_(OutboxJob.leased_until.is_(None), OutboxJob.leased_until <= moment),
    )


def due(session: Session, limit: int = BATCH) -> Sequence[int]:
    """Ids of jobs that may be run now, oldest first.

    Jobs of absent or disabled plugins are left out: they wait until the plugin is back.
    """
    kinds = list(registry_of(session).jobs)
    return session.scalars(
        select(OutboxJob.id)
        .where(_free(), OutboxJob.kind.in_(kinds))
        .order_by(OutboxJob.run_after, OutboxJob.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class _Claim:
    """A job in our hands."""

    declaration: Job
    payload: dict[str, Any]
    context: JobContext
    run: str


@dataclass(frozen=True)
class Runner:
    """Runs jobs of one application. Knows no Flask: everything is handed to it.

    ``worker`` names the process in the leases, so that a stopping one can give them back.
    """

    unit_of_work: UnitOfWork
    settings: Settings
    storage: Blobs
    worker: str

    def run_one(self, job_id: int) -> bool:
        """Claim the job and do it. False where it is not to be had: done, waiting, or taken."""
        claim = self._claim(job_id)
        if claim is None:
            return False
        context = claim.context
        try:
            claim.declaration.handler(context, claim.payload)
            context.flush()
        except LeaseLost:
            log.warning("job.lease_lost", job=job_id, kind=claim.declaration.kind)
        except Exception as error:
            self._failed(job_id, claim, error)
        else:
            self._done(job_id, claim)
        return True

    def drain(self) -> int:
        """Run everything that is due, in this process, and what those jobs put there in turn.

        Returns how many runs there were. For tests, the demo and the console.
        """
        runs = 0
        while True:
            with self.unit_of_work() as session:
                jobs = due(session)
            ran = sum(self.run_one(job_id) for job_id in jobs)
            if not ran:
                return runs
            runs += ran

    def release(self) -> None:
        """Give back this worker's leases: the process is about to end.

        A run cut short by a clean stop is not held against the job.
        """
        with self.unit_of_work() as session:
            session.execute(
                update(OutboxJob)
                .where(
                    OutboxJob.leased_by.startswith(f"{self.worker}/", autoescape=True),
                    OutboxJob.done_at.is_(None),
                    OutboxJob.failed_at.is_(None),
                )
                .values(leased_until=None, leased_by=None, attempts=OutboxJob.attempts - 1)
                .execution_options(synchronize_session=False)
            )

    def _claim(self, job_id: int) -> _Claim | None:
        run = f"{self.worker}/{uuid4().hex[:12]}"
        with self.unit_of_work() as session:
            kind = session.scalar(select(OutboxJob.kind).where(OutboxJob.id == job_id))
            declaration = registry_of(session).jobs.get(kind) if kind else None
            if declaration is None:
                return None
            moment = now()
            row = session.execute(
                update(OutboxJob)
                .where(OutboxJob.id == job_id, _free())
                .values(
                    leased_by=run,
                    leased_until=moment + declaration.lease,
                    attempts=OutboxJob.attempts + 1,
                    started_at=moment,
                    progress_done=0,
                    progress_total=0,
                )
                .returning(OutboxJob.payload, OutboxJob.author_id, OutboxJob.attempts)
                .execution_options(synchronize_session=False)
            ).one_or_none()
            if row is None:
                return None
            if row.attempts > declaration.attempts:
                _bury(session, job_id, declaration)
                return None
            context = JobContext(
                job_id=job_id,
                run=run,
                lease=declaration.lease,
                attempt=row.attempts,
                last_attempt=row.attempts == declaration.attempts,
                actor=actor_by_id(session, row.author_id),
                settings=self.settings,
                storage=self.storage,
                unit_of_work=self.unit_of_work,
            )
        return _Claim(declaration, row.payload, context, run)

    def _done(self, job_id: int, claim: _Claim) -> None:
        with self.unit_of_work() as session:
            job = _let_go(session, job_id, claim)
            if job is None:
                return
            job.done_at = now()
            job.last_error = ""
            if not claim.context.told_to_stop:
                # The request came too late: the handler never heard of it and did it all.
                job.cancel_requested_at = None

    def _failed(self, job_id: int, claim: _Claim, error: Exception) -> None:
        context = claim.context
        final = context.last_attempt or isinstance(error, GiveUp)
        log.warning(
            "job.attempt_failed",
            job=job_id,
            kind=claim.declaration.kind,
            attempt=context.attempt,
            final=final,
            exc_info=error if _is_unforeseen(error) else None,
            error=str(error),
        )
        try:
            context.flush()
        except LeaseLost:
            return
        with self.unit_of_work() as session:
            job = _let_go(session, job_id, claim)
            if job is None:
                return
            job.last_error = _words(error)
            moment = now()
            if job.cancel_requested_at is not None:
                job.done_at = moment
            elif final:
                job.failed_at = moment
            else:
                job.run_after = moment + pause_after(context.attempt)
                announce(session, job)


def _bury(session: Session, job_id: int, declaration: Job) -> None:
    """Fail a job whose last allowed run ended with its process: it may be what kills workers."""
    log.error("job.worker_lost", job=job_id, kind=declaration.kind)
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.id == job_id)
        .values(
            failed_at=now(),
            leased_by=None,
            leased_until=None,
            attempts=declaration.attempts,
            last_error=f"{TRACE}\nWorkerLost: the worker stopped in the middle of the job",
        )
        .execution_options(synchronize_session=False)
    )


def _let_go(session: Session, job_id: int, claim: _Claim) -> OutboxJob | None:
    """The job's row, freed; None where the lease has gone to another run meanwhile."""
    job = session.scalars(
        select(OutboxJob)
        .where(OutboxJob.id == job_id, OutboxJob.leased_by == claim.run)
        .with_for_update()
    ).one_or_none()
    if job is not None:
        job.leased_by = None
        job.leased_until = None
    return job


def _is_unforeseen(error: Exception) -> bool:
    """True where the handler has not said in words what is wrong, so that a trace is needed."""
    return not isinstance(error, GiveUp | TryLater | DomainError)


def _words(error: Exception) -> str:
    """What is kept of an error: what a person was meant to read, else the trace's end."""
    if _is_unforeseen(error):
        lines = "".join(traceback.format_exception(error)).removeprefix(f"{TRACE} ")
        return f"{TRACE} {lines[-ERROR_LENGTH:]}"
    return str(error)
