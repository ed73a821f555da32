"""The worker: jobs as their messages come, the schedule and the sweep every minute."""

import os
import socket
import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask
from huey.consumer import Consumer

from core.db.session import unit_of_work
from core.extending.runtime import runtime
from core.jobs.queue import JobQueue
from core.jobs.runner import Runner, due
from core.jobs.schedule import enqueue_periodic

STOP_TIMEOUT = 30
"""Seconds that a job is given to finish when the worker is told to stop."""
POLL = 1.0
"""Longest pause, in seconds, between two looks into a queue that cannot wake its reader."""

log = structlog.get_logger(__name__)


def _runner(worker: str) -> Runner:
    here = runtime()
    return Runner(
        unit_of_work=unit_of_work, settings=here.settings, storage=here.storage, worker=worker
    )


def _process_name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}"


def run_one(job_id: int) -> bool:
    """Do one job in this process; see ``Runner.run_one``. Needs an application context."""
    return _runner(_process_name()).run_one(job_id)


def drain() -> int:
    """Do everything that is due in this process; see ``Runner.drain``. Needs a context."""
    return _runner(_process_name()).drain()


def sweep() -> None:
    """Put into the queue whatever is due and has no message there: jobs whose message or whose
    worker is lost. Needs an application context."""
    queue: JobQueue = runtime().huey
    with unit_of_work() as session:
        jobs = due(session)
    queue.put_missing(jobs)


def tick() -> None:
    """What a worker does every minute. Needs an application context."""
    with unit_of_work() as session:
        enqueue_periodic(session)
    sweep()


class _Consumer(Consumer):
    """huey's consumer that can also run in a thread, where there are no signals, and says when
    its own threads run: before that it cannot be stopped."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.started = threading.Event()

    def start(self) -> None:
        super().start()
        self.started.set()

    def _set_signal_handlers(self) -> None:
        if threading.current_thread() is threading.main_thread():
            super()._set_signal_handlers()

    def run(self) -> None:
        super().run()
        if self._graceful:
            # Told to stop by another thread, it returns with its workers still at work.
            self._join_workers()


class Worker:
    """One worker process: ``workers`` threads that do jobs, and one that keeps the schedule.

    ``beside`` are services that live as long as the worker does.
    """

    def __init__(
        self,
        app: Flask,
        workers: int = 1,
        beside: Iterable[AbstractContextManager[Any]] = (),
    ) -> None:
        self._app = app
        self._beside = beside
        # Two workers of one process, as in tests, must not give back each other's leases.
        self._name = f"{_process_name()}:{uuid4().hex[:6]}"
        queue: JobQueue = app.extensions["reglament"].huey
        queue.serve(run=self._run_one, tick=self._tick)
        self._consumer = _Consumer(
            queue.huey,
            workers=workers,
            max_delay=POLL,
            shutdown_timeout=STOP_TIMEOUT,
            graceful_signal="TERM",
        )

    def run(self) -> None:
        """Work until told to stop: by SIGTERM, which lets jobs in hand finish, by SIGINT, which
        does not, or by ``stop``. What could not be finished is given back to the outbox."""
        with ExitStack() as services:
            for service in self._beside:
                services.enter_context(service)
            log.info("worker.started", worker=self._name)
            self._consumer.run()
        with self._app.app_context():
            _runner(self._name).release()
        log.info("worker.stopped", worker=self._name)

    def wait_until_started(self, timeout: float) -> bool:
        """Whether it is at work within so many seconds; asked from another thread."""
        return self._consumer.started.wait(timeout)

    def stop(self) -> None:
        """Stop, once started, from another thread; returns when the jobs in hand are finished."""
        self._consumer.stop(graceful=True)

    def _run_one(self, job_id: int) -> None:
        with self._app.app_context():
            _runner(self._name).run_one(job_id)

    def _tick(self) -> None:
        with self._app.app_context():
            tick()


def run_worker(
    app: Flask, workers: int = 1, beside: Iterable[AbstractContextManager[Any]] = ()
) -> None:
    """Be a worker until SIGTERM or SIGINT; see ``Worker``."""
    Worker(app, workers, beside).run()
