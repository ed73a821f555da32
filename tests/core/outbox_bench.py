"""A bench for the outbox: the real tables and sessions, and handlers that a test hangs in."""

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import core.directory.models
import core.documents.models
import core.mail.models  # noqa: F401 - the tables that stand on one another
from core.config import Settings
from core.db.base import Base
from core.db.engine import begin_write, engine_options, install
from core.db.session import db
from core.extending.runtime import Runtime
from core.jobs.context import JobContext
from core.jobs.models import OutboxJob
from core.jobs.queue import JobQueue
from core.jobs.runner import Runner
from core.jobs.service import enqueue
from core.kernel.declarations import Job
from core.kernel.permissions import Actor
from core.storage import Storage

PROGRAM = Actor.system()
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WAIT = 20
"""Seconds until a test gives up waiting for another thread; nothing waits that long."""


class Killed(BaseException):
    """Ends a run the way a power cut does: nothing after it is executed."""


def nothing(_context: JobContext, _payload: Mapping[str, Any]) -> None:
    """The handler of a job that is put for its own sake."""


class Bench:
    """One outbox, as each process that works on it sees it."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self.settings = settings
        self.engine: Engine = create_engine(url, **engine_options(url))
        install(self.engine)
        self.registry = SimpleNamespace(jobs={}, periodic_jobs=[], permissions={})
        self.storage = Storage("memory://")

    @staticmethod
    def create_tables(url: str) -> None:
        engine = create_engine(url)
        Base.metadata.create_all(engine)
        engine.dispose()

    def job(
        self,
        kind: str,
        handler: Callable[[JobContext, Mapping[str, Any]], None],
        **options: Any,
    ) -> None:
        self.registry.jobs[kind] = Job(kind, kind, handler, **options)

    @contextmanager
    def unit(self) -> Iterator[Session]:
        info = {"registry": self.registry}
        with Session(self.engine, info=info, expire_on_commit=False) as session:
            begin_write(session)
            yield session
            session.commit()

    @property
    def queue_url(self) -> str:
        """The queue lives on the kind of database that the outbox does."""
        return self.url if self.url.startswith("postgresql") else self.settings.queue_url

    def runner(self, worker: str = "w1") -> Runner:
        return Runner(
            unit_of_work=self.unit, settings=self.settings, storage=self.storage, worker=worker
        )

    def put(self, kind: str, actor: Actor = PROGRAM, **options: Any) -> int:
        payload = options.pop("payload", {})
        with self.unit() as session:
            return enqueue(session, kind, payload, actor=actor, **options).id

    def look(self, job_id: int) -> OutboxJob:
        with self.unit() as session:
            return session.get_one(OutboxJob, job_id)

    def change(self, action: Callable[[Session, OutboxJob], None], job_id: int) -> None:
        with self.unit() as session:
            action(session, session.get_one(OutboxJob, job_id))


class Site:
    """A small application over the bench's outbox, with its queue and its session."""

    def __init__(self, bench: Bench, queue: JobQueue) -> None:
        self.bench = bench
        self.queue = queue
        self.app = Flask("site")
        self.app.config.update(
            SQLALCHEMY_DATABASE_URI=bench.url,
            SQLALCHEMY_ENGINE_OPTIONS=engine_options(bench.url),
        )
        self.app.extensions["reglament"] = Runtime(
            settings=bench.settings,
            registry=bench.registry,  # type: ignore[arg-type]
            storage=bench.storage,
            huey=queue,
            assets="",
        )
        db.init_app(self.app)
        with self.app.app_context():
            install(db.engine)

    def waiting(self) -> list[int]:
        return [task.args[0] for task in self.queue.huey.pending()]

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self.queue.huey.storage.close()


def in_parallel(*works: Callable[[], None]) -> None:
    """Run in threads of their own and wait; a failure in any of them fails the test."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert failures == []


@contextmanager
def started(script: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process of its own that knows the modules of this folder; dead at the end."""
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
