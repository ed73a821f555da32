"""Jobs of the outbox: put, run, tried again, watched and called off."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from outbox_bench import NOON, PROGRAM, WAIT, Bench, in_parallel, nothing
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.jobs.context import GiveUp, JobContext, TryLater
from core.jobs.models import JobState, OutboxJob
from core.jobs.runner import pause_after
from core.jobs.service import cancel, enqueue, retry
from core.kernel.errors import Refusal, Refused
from core.kernel.permissions import Actor
from core.kernel.text import Message

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


def test_one_that_cannot_be_dealt_with_stops_no_other(bench: Bench) -> None:
    done: list[int] = []

    def act(_session: Session, key: int) -> None:
        if key == 2:
            raise Refused([Refusal(Message("Уже закрыто"))])
        done.append(key)

    bench.job("t.each", lambda context, _: context.each([1, 2, 3], act))
    job_id = bench.put("t.each")
    assert bench.runner().drain() == 1
    job = bench.look(job_id)
    assert done == [1, 3]
    assert job.log == "2: Уже закрыто\n"
    assert (job.progress_done, job.progress_total) == (3, 3)


def test_nothing_more_is_begun_once_the_job_is_called_off(bench: Bench) -> None:
    done: list[int] = []

    def act(session: Session, key: int) -> None:
        done.append(key)
        job = session.get_one(OutboxJob, job_id)
        job.cancel_requested_at = NOON

    bench.job("t.each", lambda context, _: context.each([1, 2, 3], act))
    job_id = bench.put("t.each")
    bench.runner().drain()
    assert done == [1]


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
