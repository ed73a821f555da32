"""Who sees which jobs, and what the check says of them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from outbox_bench import NOON, PROGRAM, Bench, nothing
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Department, User
from core.jobs.context import GiveUp, JobContext
from core.jobs.declarations import JobPermission
from core.jobs.models import JobState, OutboxJob
from core.jobs.queries import fetch, state_expression, stuck, visible
from core.jobs.service import enqueue
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor, Scope

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
