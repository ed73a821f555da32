"""Workers of the outbox: they die, race, stop and keep the schedule, and no work is lost."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from huey import MemoryHuey
from outbox_bench import NOON, PROGRAM, WAIT, Bench, Killed, Site, nothing, started
from sqlalchemy import select

from core.config import ConfigError
from core.db.engine import begin_write
from core.db.session import db
from core.jobs.context import GiveUp, JobContext
from core.jobs.models import JobState, OutboxJob
from core.jobs.queue import JobQueue, make_huey
from core.jobs.runner import due
from core.jobs.schedule import KEPT, enqueue_periodic, purge
from core.jobs.service import enqueue
from core.jobs.worker import Worker, sweep
from core.kernel import clock
from core.kernel.declarations import PeriodicJob

# --- workers that die ---


def test_a_job_of_a_killed_process_runs_again_when_its_lease_lapses(bench: Bench) -> None:
    bench.job("t.send", nothing, lease=timedelta(minutes=10))
    job_id = bench.put("t.send")
    data_dir = str(bench.settings.data_dir)
    script = f"""
        import os, signal
        from outbox_bench import Bench
        from core.config import load
        bench = Bench({bench.url!r}, load({{"REGLAMENT_DATA_DIR": {data_dir!r}}}))
        bench.job("t.send", lambda context, payload: os.kill(os.getpid(), signal.SIGKILL))
        bench.runner("victim").run_one({job_id})
    """
    with started(script) as victim:
        assert victim.wait(WAIT) == -signal.SIGKILL
    assert bench.look(job_id).state is JobState.RUNNING
    assert bench.runner().drain() == 0
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert bench.runner().drain() == 1
        job = bench.look(job_id)
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_job_that_kills_its_workers_is_failed_in_the_end(bench: Bench, noon: Any) -> None:
    def kill(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise Killed

    bench.job("t.poison", kill, attempts=2, lease=timedelta(minutes=10))
    job_id = bench.put("t.poison")
    for run in (0, 1):
        with noon(run * timedelta(minutes=10)), pytest.raises(Killed):
            bench.runner().run_one(job_id)
    with noon(timedelta(minutes=20)):
        assert not bench.runner().run_one(job_id)
    job = bench.look(job_id)
    assert (job.state, job.attempts) == (JobState.FAILED, 2)
    assert job.error_line.startswith("WorkerLost")
    assert job.explanation == ""


def test_a_run_that_has_lost_its_lease_is_stopped_and_not_heard(bench: Bench, noon: Any) -> None:
    outcome: list[str] = []

    def slow(context: JobContext, _payload: Mapping[str, Any]) -> None:
        outcome.append(f"begun {context.attempt}")
        if context.attempt == 1:
            # It hung for longer than its lease, and another worker has done the job meanwhile.
            with noon(timedelta(minutes=11)):
                assert bench.runner("w2").run_one(context.job_id)
            context.progress(1, 2)
            outcome.append("the first run went on")

    bench.job("t.slow", slow, lease=timedelta(minutes=10))
    job_id = bench.put("t.slow")
    assert bench.runner("w1").run_one(job_id)
    assert outcome == ["begun 1", "begun 2"]
    assert bench.look(job_id).state is JobState.DONE


def test_progress_renews_the_lease(bench: Bench, noon: Any) -> None:
    def long(context: JobContext, _payload: Mapping[str, Any]) -> None:
        for minutes in (8, 16, 24):
            with noon(timedelta(minutes=minutes)):
                context.progress(0, 10)
                assert not bench.runner("w2").run_one(context.job_id)

    bench.job("t.long", long, lease=timedelta(minutes=10))
    job_id = bench.put("t.long")
    bench.runner("w1").run_one(job_id)
    assert bench.look(job_id).attempts == 1


def test_a_stopping_worker_gives_its_jobs_back_without_blame(bench: Bench) -> None:
    def kill(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise Killed

    bench.job("t.send", kill)
    job_id = bench.put("t.send")
    with pytest.raises(Killed):
        bench.runner("w1").run_one(job_id)
    bench.runner("w10").release()
    assert bench.look(job_id).state is JobState.RUNNING
    bench.runner("w1").release()
    job = bench.look(job_id)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


# --- the schedule ---


def test_two_workers_make_one_run_of_each_slot_of_a_periodic_job(bench: Bench, noon: Any) -> None:
    runs: list[datetime] = []
    bench.job("t.hourly", lambda _context, _payload: runs.append(clock.now()))
    bench.registry.periodic_jobs.append(PeriodicJob("t.hourly", timedelta(hours=1)))
    for minutes in (0, 1, 59, 60, 61):
        with noon(timedelta(minutes=minutes)):
            for worker in ("w1", "w2"):
                with bench.unit() as session:
                    enqueue_periodic(session)
                bench.runner(worker).drain()
    assert runs == [NOON, NOON + timedelta(hours=1)]


def test_finished_jobs_are_forgotten_after_a_time_and_failed_ones_are_kept(
    bench: Bench, noon: Any
) -> None:
    def fail(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise GiveUp("нет такого адреса")

    bench.job("t.good", nothing)
    bench.job("t.bad", fail)
    bench.job("core.jobs.purge", purge)
    bench.put("t.good")
    bad = bench.put("t.bad")
    bench.runner().drain()
    with noon(KEPT + timedelta(days=1)):
        purging = bench.put("core.jobs.purge")
        bench.runner().drain()
    with bench.unit() as session:
        assert list(session.scalars(select(OutboxJob.id))) == [bad, purging]


# --- the queue and the worker ---


@pytest.fixture
def site(bench: Bench) -> Iterator[Site]:
    made = Site(bench, JobQueue(MemoryHuey("t", results=False)))
    yield made
    made.close()


def test_workers_are_told_of_a_job_after_the_commit_and_not_before(site: Site) -> None:
    site.bench.job("t.send", nothing)
    with site.app.app_context():
        session = db.session()
        begin_write(session)
        with session.begin_nested():
            first = enqueue(session, "t.send", {}, actor=PROGRAM).id
        assert site.waiting() == []
        session.commit()
        assert site.waiting() == [first]
        enqueue(session, "t.send", {}, actor=PROGRAM)
        session.rollback()
        session.commit()
        assert site.waiting() == [first]


def test_a_commit_stands_though_the_queue_is_out_of_order_and_the_sweep_finds_the_job(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.bench.job("t.send", nothing)

    def broken(*_args: Any, **_options: Any) -> None:
        raise OSError("очередь недоступна")

    with site.app.app_context():
        session = db.session()
        begin_write(session)
        with monkeypatch.context() as patch:
            patch.setattr(site.queue.huey, "enqueue", broken)
            job_id = enqueue(session, "t.send", {}, actor=PROGRAM).id
            session.commit()
        db.session.remove()
        assert site.waiting() == []
        sweep()
        sweep()
        assert site.waiting() == [job_id]


def test_the_sweep_leaves_alone_what_is_done_running_or_not_yet_due(site: Site, noon: Any) -> None:
    bench = site.bench
    bench.job("t.send", nothing)
    bench.put("t.send")
    bench.runner().drain()
    bench.put("t.send", run_after=NOON + timedelta(hours=1))
    lapsed = bench.put("t.send")
    with bench.unit() as session:
        session.get_one(OutboxJob, lapsed).leased_until = NOON - timedelta(minutes=1)
        held = enqueue(session, "t.send", {}, actor=PROGRAM)
        held.leased_until = NOON + timedelta(minutes=1)
    with site.app.app_context():
        sweep()
    assert site.waiting() == [lapsed]
    with bench.unit() as session:
        assert list(due(session)) == [lapsed]


def test_a_worker_does_jobs_as_they_come_and_keeps_the_schedule(bench: Bench) -> None:
    site = Site(bench, make_huey(bench.queue_url))
    done = {"t.send": threading.Event(), "t.daily": threading.Event()}
    entered = threading.Event()

    @contextmanager
    def mailbox() -> Iterator[None]:
        entered.set()
        yield
        entered.clear()

    bench.job("t.send", lambda _context, _payload: done["t.send"].set())
    bench.job("t.daily", lambda _context, _payload: done["t.daily"].set())
    bench.registry.periodic_jobs.append(PeriodicJob("t.daily", timedelta(days=1)))
    worker = Worker(site.app, workers=2, beside=[mailbox()])
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert done["t.daily"].wait(WAIT)
        assert entered.is_set()
        with site.app.app_context():
            session = db.session()
            begin_write(session)
            enqueue(session, "t.send", {}, actor=PROGRAM)
            session.commit()
        assert done["t.send"].wait(WAIT)
    finally:
        worker.stop()
        thread.join(WAIT)
    assert not entered.is_set()
    with bench.unit() as session:
        states = {job.kind: job.state for job in session.scalars(select(OutboxJob))}
    assert states == {"t.send": JobState.DONE, "t.daily": JobState.DONE}
    site.close()


def test_sigterm_lets_the_job_in_hand_finish_and_ends_the_worker_cleanly(
    bench: Bench,
) -> None:
    bench.job("t.send", nothing)
    job_id = bench.put("t.send")
    script = f"""
        import sys
        from outbox_bench import Bench, Site
        from core.config import load
        from core.jobs.queue import make_huey
        from core.jobs.worker import run_worker

        def work(context, payload):
            print("begun", flush=True)
            sys.stdin.readline()

        settings = load({{"REGLAMENT_DATA_DIR": {str(bench.settings.data_dir)!r}}})
        bench = Bench({bench.url!r}, settings)
        bench.job("t.send", work)
        run_worker(Site(bench, make_huey(bench.queue_url)).app)
    """
    with started(script) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert "begun\n" in iter(process.stdout.readline, "")
        process.send_signal(signal.SIGTERM)
        process.stdin.write("go on\n")
        process.stdin.close()
        assert process.wait(WAIT) == 0
    assert bench.look(job_id).state is JobState.DONE


def test_a_missing_package_for_the_queue_is_named() -> None:
    try:
        import redis  # noqa: F401
    except ImportError:
        with pytest.raises(ConfigError, match=r"REGLAMENT_QUEUE_URL.*redis"):
            make_huey("redis://localhost/0")
    else:
        assert make_huey("redis://localhost/0").huey.name == "reglament"
