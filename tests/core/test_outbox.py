"""The outbox: work is done at least once, by one worker at a time, and nothing of it is lost."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from huey import MemoryHuey
from outbox_bench import PROGRAM, Bench, Site
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.accounts.models import Department, User
from core.config import ConfigError, load
from core.db.engine import begin_write
from core.db.session import db
from core.jobs.context import GiveUp, JobContext, TryLater
from core.jobs.declarations import JobPermission
from core.jobs.models import JobState, OutboxJob
from core.jobs.queries import fetch, state_expression, stuck, visible
from core.jobs.queue import JobQueue, make_huey
from core.jobs.runner import due, pause_after
from core.jobs.schedule import KEPT, enqueue_periodic, purge
from core.jobs.service import cancel, enqueue, retry
from core.jobs.worker import Worker, sweep
from core.kernel import clock
from core.kernel.declarations import PeriodicJob
from core.kernel.errors import NotFound, Refused
from core.kernel.permissions import Actor, Scope
from core.testing.databases import TestDatabases

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WAIT = 20
"""Seconds until a test gives up waiting for another thread; nothing waits that long."""


class Killed(BaseException):
    """Ends a run the way a power cut does: nothing after it is executed."""


@pytest.fixture(scope="module")
def template(databases: TestDatabases) -> str:
    name = "template_outbox"
    Bench.create_tables(databases.create(name))
    return name


@pytest.fixture
def bench(template: str, databases: TestDatabases, tmp_path: Path) -> Iterator[Bench]:
    settings = load({"REGLAMENT_DATA_DIR": str(tmp_path)})
    made = Bench(databases.copy(template, "outbox"), settings)
    yield made
    made.engine.dispose()


@pytest.fixture
def noon() -> Iterator[Callable[[timedelta], AbstractContextManager[None]]]:
    """Stops the clock at noon and gives a way to move it."""
    with clock.at(NOON):
        yield lambda passed: clock.at(NOON + passed)


def nothing(_context: JobContext, _payload: Mapping[str, Any]) -> None:
    pass


# --- putting ---


def test_a_job_of_a_rolled_back_transaction_never_existed(bench: Bench) -> None:
    bench.job("t.send", nothing)
    with bench.unit() as session:
        enqueue(session, "t.send", {}, actor=PROGRAM)
        session.rollback()
    with bench.unit() as session:
        assert session.scalars(select(OutboxJob)).all() == []


def test_a_unique_key_lets_one_job_through_even_after_it_is_done(bench: Bench) -> None:
    bench.job("t.send", nothing)
    first = bench.put("t.send", unique_key="letter-1")
    assert bench.put("t.send", unique_key="letter-1") == first
    bench.runner().drain()
    assert bench.put("t.send", unique_key="letter-1") == first
    assert bench.put("t.send", unique_key="letter-2") != first
    assert bench.put("t.send") != bench.put("t.send")


def test_two_transactions_with_one_key_at_once_make_one_job(bench: Bench) -> None:
    bench.job("t.send", nothing)
    start = threading.Barrier(2)
    found: list[int] = []

    def work() -> None:
        start.wait(WAIT)
        found.append(bench.put("t.send", unique_key="letter-1"))

    in_parallel(work, work)
    assert len(found) == 2
    assert len(set(found)) == 1


def test_an_undeclared_kind_is_refused_where_it_is_written(bench: Bench) -> None:
    with pytest.raises(ValueError, match=r"t\.nobody"):
        bench.put("t.nobody")


# --- running ---


def test_a_handler_gets_its_payload_and_acts_in_the_name_of_the_author(bench: Bench) -> None:
    seen: list[tuple[Mapping[str, Any], str, int | None]] = []
    bench.job(
        "t.send",
        lambda context, payload: seen.append((payload, context.actor.name, context.author_id)),
    )
    with bench.unit() as session:
        anna = User(login="anna", full_name="Смирнова Анна", password_hash="-")
        session.add(anna)
        session.flush()
        author = Actor(user_id=anna.id, name=anna.full_name)
        enqueue(session, "t.send", {"to": "Ромашка"}, actor=author)
    bench.put("t.send")
    assert bench.runner().drain() == 2
    assert seen == [({"to": "Ромашка"}, "Смирнова Анна", author.user_id), ({}, "Регламент", None)]


def test_two_workers_after_one_job_make_one_run(bench: Bench) -> None:
    runs: list[str] = []
    bench.job("t.send", lambda context, _: runs.append("run"))
    job_id = bench.put("t.send")
    start = threading.Barrier(2)
    ran: list[bool] = []

    def work(name: str) -> None:
        start.wait(WAIT)
        ran.append(bench.runner(name).run_one(job_id))

    in_parallel(lambda: work("w1"), lambda: work("w2"))
    assert sorted(ran) == [False, True]
    assert runs == ["run"]


def test_a_job_for_later_waits_for_its_moment(bench: Bench, noon: Any) -> None:
    bench.job("t.send", nothing)
    job_id = bench.put("t.send", run_after=NOON + timedelta(hours=1))
    assert not bench.runner().run_one(job_id)
    with noon(timedelta(hours=1)):
        assert bench.runner().run_one(job_id)
        assert bench.look(job_id).state is JobState.DONE


def test_a_failing_job_is_tried_again_after_growing_pauses_then_keeps_its_error(
    bench: Bench, noon: Any
) -> None:
    def fail(context: JobContext, _payload: Mapping[str, Any]) -> None:
        context.log(f"попытка {context.attempt}")
        raise OSError("сервер не отвечает")

    bench.job("t.send", fail, attempts=3)
    job_id = bench.put("t.send")
    passed = timedelta(0)
    for attempt in (1, 2):
        with noon(passed):
            assert bench.runner().drain() == 1
            job = bench.look(job_id)
            assert job.state is JobState.WAITING
            assert job.run_after == NOON + passed + pause_after(attempt)
            assert bench.runner().drain() == 0
        passed += pause_after(attempt)
    with noon(passed):
        assert bench.runner().drain() == 1
        job = bench.look(job_id)
    assert job.state is JobState.FAILED
    assert job.attempts == 3
    assert job.error_line == "OSError: сервер не отвечает"
    assert job.last_error.startswith("Traceback (most recent call last):")
    assert job.explanation == ""
    assert job.log.splitlines() == ["попытка 1", "попытка 2", "попытка 3"]
    assert pause_after(1) < pause_after(2) < pause_after(9) == pause_after(1000)


def test_a_handler_that_gives_up_is_not_tried_again(bench: Bench) -> None:
    def give_up(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise GiveUp("такого адреса нет")

    bench.job("t.send", give_up)
    job_id = bench.put("t.send")
    bench.runner().drain()
    job = bench.look(job_id)
    assert (job.state, job.last_error, job.attempts) == (JobState.FAILED, "такого адреса нет", 1)


def test_a_foreseen_failure_is_kept_in_words_without_a_trace(bench: Bench) -> None:
    def wait(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise TryLater("сервер занят")

    bench.job("t.send", wait)
    job_id = bench.put("t.send")
    bench.runner().drain()
    job = bench.look(job_id)
    assert (job.state, job.explanation) == (JobState.WAITING, "сервер занят")


def test_a_failed_job_can_be_begun_anew_and_only_a_failed_one(bench: Bench) -> None:
    healthy = threading.Event()

    def work(context: JobContext, _payload: Mapping[str, Any]) -> None:
        if not healthy.is_set():
            raise OSError("нет связи")

    bench.job("t.send", work, attempts=1)
    job_id = bench.put("t.send")
    bench.runner().drain()
    healthy.set()
    bench.change(retry, job_id)
    bench.runner().drain()
    job = bench.look(job_id)
    assert (job.state, job.attempts, job.last_error) == (JobState.DONE, 1, "")
    with pytest.raises(Refused):
        bench.change(retry, job_id)


def test_a_failed_run_leaves_nothing_of_its_unit_of_work(bench: Bench) -> None:
    def half(context: JobContext, _payload: Mapping[str, Any]) -> None:
        with context.unit_of_work() as session:
            session.add(User(login="egor", full_name="Егор", password_hash="-"))
            session.flush()
            raise OSError("на полпути")

    bench.job("t.import", half)
    bench.put("t.import")
    bench.runner().drain()
    with bench.unit() as session:
        assert session.scalars(select(User)).all() == []


def test_units_of_work_do_not_nest(bench: Bench) -> None:
    def nest(context: JobContext, _payload: Mapping[str, Any]) -> None:
        with context.unit_of_work(), context.unit_of_work():
            pass

    bench.job("t.import", nest)
    job_id = bench.put("t.import")
    bench.runner().drain()
    assert bench.look(job_id).error_line == "RuntimeError: units of work do not nest"


def test_what_a_job_puts_into_the_outbox_is_drained_too(bench: Bench) -> None:
    def parent(context: JobContext, _payload: Mapping[str, Any]) -> None:
        with context.unit_of_work() as session:
            enqueue(session, "t.child", {}, actor=context.actor)

    bench.job("t.parent", parent)
    bench.job("t.child", nothing)
    bench.put("t.parent")
    assert bench.runner().drain() == 2


def test_a_job_of_a_disabled_plugin_waits_until_the_plugin_is_back(bench: Bench) -> None:
    bench.job("quotes.remind", nothing)
    job_id = bench.put("quotes.remind")
    plugin_job = bench.registry.jobs.pop("quotes.remind")
    assert bench.runner().drain() == 0
    assert not bench.runner().run_one(job_id)
    assert bench.look(job_id).state is JobState.WAITING
    bench.registry.jobs["quotes.remind"] = plugin_job
    assert bench.runner().drain() == 1


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


# --- what a job shows of itself ---


def test_progress_log_and_result_are_seen_from_outside_while_the_job_runs(bench: Bench) -> None:
    seen: list[tuple[JobState, int, str]] = []

    def show(job_id: int) -> None:
        job = bench.look(job_id)
        seen.append((job.state, job.percent, job.log))

    def work(context: JobContext, _payload: Mapping[str, Any]) -> None:
        context.log("строка 7: нет цены")
        context.progress(50, 200)
        show(context.job_id)
        context.save_result("Ошибки.csv", b"7;\xd0\x9d\xd0\xb5\xd1\x82")

    bench.job("t.import", work)
    job_id = bench.put("t.import")
    bench.runner().drain()
    assert seen == [(JobState.RUNNING, 25, "строка 7: нет цены\n")]
    job = bench.look(job_id)
    assert job.result_name == "Ошибки.csv"
    assert job.result_file is not None
    assert bench.storage.get(job.result_file) == b"7;\xd0\x9d\xd0\xb5\xd1\x82"


def test_progress_told_inside_a_unit_of_work_is_written_at_its_end(bench: Bench) -> None:
    percents: list[int] = []

    def work(context: JobContext, _payload: Mapping[str, Any]) -> None:
        with context.unit_of_work() as session:
            session.add(User(login="egor", full_name="Егор", password_hash="-"))
            context.progress(1, 2)
            context.log("половина")
            assert context.cancelled is False
        percents.append(bench.look(context.job_id).percent)

    bench.job("t.import", work)
    job_id = bench.put("t.import")
    bench.runner().drain()
    assert percents == [50]
    assert bench.look(job_id).log == "половина\n"


def test_telling_progress_of_every_line_costs_a_hundred_writes_at_most(bench: Bench) -> None:
    def work(context: JobContext, _payload: Mapping[str, Any]) -> None:
        for line in range(5000):
            context.progress(line + 1, 5000)

    bench.job("t.import", work)
    job_id = bench.put("t.import")
    commits: list[int] = []
    event.listen(bench.engine, "commit", lambda _connection: commits.append(1))
    bench.runner().drain()
    assert len(commits) < 110
    assert bench.look(job_id).progress_done == 5000


# --- cancelling ---


def test_a_waiting_job_is_cancelled_at_once(bench: Bench) -> None:
    bench.job("t.send", nothing)
    job_id = bench.put("t.send")
    bench.change(cancel, job_id)
    assert bench.look(job_id).state is JobState.CANCELLED
    assert bench.runner().drain() == 0


def test_a_running_job_stops_when_its_handler_looks(bench: Bench) -> None:
    steps: list[int] = []

    def work(context: JobContext, _payload: Mapping[str, Any]) -> None:
        for step in range(10):
            if context.cancelled:
                return
            steps.append(step)
            if step == 2:
                bench.change(cancel, context.job_id)

    bench.job("t.import", work)
    job_id = bench.put("t.import")
    bench.runner().drain()
    assert steps == [0, 1, 2]
    assert bench.look(job_id).state is JobState.CANCELLED


def test_a_job_cancelled_too_late_is_simply_done(bench: Bench) -> None:
    bench.job("t.import", lambda context, _: bench.change(cancel, context.job_id))
    job_id = bench.put("t.import")
    bench.runner().drain()
    assert bench.look(job_id).state is JobState.DONE
    bench.change(cancel, job_id)
    assert bench.look(job_id).state is JobState.DONE


def test_a_cancelled_job_that_fails_is_not_tried_again(bench: Bench) -> None:
    def work(context: JobContext, _payload: Mapping[str, Any]) -> None:
        bench.change(cancel, context.job_id)
        raise OSError("нет связи")

    bench.job("t.import", work)
    job_id = bench.put("t.import")
    bench.runner().drain()
    assert bench.look(job_id).state is JobState.CANCELLED


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


# --- looking ---


def test_people_see_their_own_jobs_a_head_those_of_his_people_an_administrator_all(
    bench: Bench,
) -> None:
    bench.job("t.send", nothing)
    with bench.unit() as session:
        first, second = Department(name="Первая группа"), Department(name="Вторая группа")
        session.add_all([first, second])
        session.flush()
        anna = User(login="anna", full_name="Анна", password_hash="-", department_id=first.id)
        boris = User(login="boris", full_name="Борис", password_hash="-", department_id=second.id)
        session.add_all([anna, boris])
        session.flush()

        def actor(user: User, scope: Scope) -> Actor:
            return Actor(
                user_id=user.id,
                name=user.full_name,
                departments=frozenset({first.id}),
                grants={JobPermission.VIEW: scope},
            )

        of_anna = enqueue(session, "t.send", {}, actor=actor(anna, Scope.OWN)).id
        of_boris = enqueue(session, "t.send", {}, actor=actor(boris, Scope.OWN)).id
        of_program = enqueue(session, "t.send", {}, actor=PROGRAM).id

        def seen(user: User, scope: Scope) -> list[int]:
            return ids(session, actor(user, scope))

        assert seen(anna, Scope.OWN) == [of_anna]
        assert seen(boris, Scope.DEPARTMENT) == [of_boris, of_anna]
        assert seen(anna, Scope.ALL) == [of_program, of_boris, of_anna]
        assert ids(session, Actor(user_id=anna.id, name="Анна")) == []
        with pytest.raises(NotFound):
            fetch(session, of_boris, actor(anna, Scope.OWN), JobPermission.VIEW)


def ids(session: Session, actor: Actor) -> list[int]:
    statement = select(OutboxJob.id).where(visible(actor, JobPermission.VIEW))
    return list(session.scalars(statement.order_by(OutboxJob.id.desc())))


def test_the_state_is_the_same_to_the_database_and_to_the_program(bench: Bench, noon: Any) -> None:
    minute = timedelta(minutes=1)
    bench.job("t.send", nothing)
    rows: dict[JobState, dict[str, Any]] = {
        JobState.WAITING: {"leased_until": NOON - minute},
        JobState.RUNNING: {"leased_until": NOON + minute},
        JobState.DONE: {"done_at": NOON},
        JobState.CANCELLED: {"done_at": NOON, "cancel_requested_at": NOON},
        JobState.FAILED: {"failed_at": NOON, "cancel_requested_at": NOON},
    }
    with bench.unit() as session:
        for values in rows.values():
            job = enqueue(session, "t.send", {}, actor=PROGRAM)
            for name, value in values.items():
                setattr(job, name, value)
        session.flush()
        found = session.execute(select(OutboxJob, state_expression()).order_by(OutboxJob.id))
        assert [(job.state, text) for job, text in found] == [
            (state, state.value) for state in rows
        ]


def test_the_check_names_jobs_that_failed_or_that_nobody_takes(bench: Bench, noon: Any) -> None:
    def fail(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise GiveUp("нет такого адреса")

    bench.job("t.bad", fail)
    bench.job("t.good", nothing)
    bench.job("quotes.remind", nothing)
    bench.put("t.good")
    failed = bench.put("t.bad")
    bench.runner().drain()
    waiting = bench.put("t.good")
    orphan = bench.put("quotes.remind")
    del bench.registry.jobs["quotes.remind"]
    with bench.unit() as session:
        assert stuck(session) == [f"Задание {failed} (t.bad) не выполнено: нет такого адреса"]
    with noon(timedelta(hours=2)), bench.unit() as session:
        assert stuck(session)[1:] == [
            f"Задание {waiting} (t.good) никто не выполняет: запущен ли worker?",
            f"Задание {orphan} (quotes.remind) ждёт отключённого модуля",
        ]


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
