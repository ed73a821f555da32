"""``norm()`` over random histories of regulations, against a plain scan of a list."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Department, NormReading, Refused, User, at, norm
from core.sdk.web import db
from core.testing.queries import counted
from core.testing.tools import all_in_force, set_norm
from plugins.training.models import RegulationKind
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import discount_rules, in_force
from plugins.training.tests.timeline_world import (
    DEFAULT,
    KEY,
    NOBODY,
    SETTINGS,
    SILENT,
    START,
    TIMELINES,
    Worker,
    approve,
    planned,
    scan,
)

PEOPLE = (None, "anna", "boris", "vera", "gleb", "dina", "director")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(timelines=TIMELINES, typed=SETTINGS)
def test_a_norm_is_what_a_plain_scan_of_the_approved_editions_finds(
    session: Session, actors: Any, timelines: list[Any], typed: list[tuple[int, int]]
) -> None:
    vera = actors("vera")
    trial = session.begin_nested()
    try:
        said: list[tuple[datetime, int]] = []
        for days, percent in typed:
            since = START + timedelta(days=days)
            with at(START - timedelta(days=10)):
                set_norm(
                    session,
                    KEY,
                    Decimal(percent),
                    reason="Сезон",
                    valid_from=since,
                    actor=vera,
                )
            said.append((since, percent))
        approved = [
            one for plan in planned(timelines) for one in approve(session, vera, timelines, *plan)
        ]
        tree = {
            department.name: department.parent.name if department.parent else None
            for department in session.scalars(select(Department))
        }
        edges = {START - timedelta(days=20), START + timedelta(days=200)}
        for since in [one.since for one in approved] + [since for since, _ in said]:
            edges |= {since - timedelta(days=1), since - timedelta(microseconds=1), since}
            edges |= {since + timedelta(days=1)}
        for login in PEOPLE:
            person = (
                session.scalars(select(User).where(User.login == login)).one() if login else None
            )
            worker = worker_of(person) if person else NOBODY
            for moment in edges:
                reading = norm(session, KEY, at=moment, employee=person.id if person else None)
                value, code = scan(approved, said, tree, worker, moment)
                assert reading.value == value
                assert code is None or reading.source is not None
                assert reading.source is None or reading.source.title == f"Регламент {code}"
        assert_one_version_at_a_time(session, edges)
    finally:
        trial.rollback()
        session.expire_all()


def worker_of(person: User) -> Worker:
    roles = frozenset(role.code for role in person.roles)
    return Worker(roles, person.department.name if person.department else None)


def assert_one_version_at_a_time(session: Session, moments: set[datetime]) -> None:
    for moment in moments:
        held = [one.regulation_id for one in regulations.versions_in_force(session, moment)]
        assert len(held) == len(set(held))


def queries_of(work: Callable[[], object]) -> int:
    with counted(db.engine) as sent:
        work()
    return len(sent)


def test_a_norm_that_a_regulation_sets_takes_one_query(session: Session, actors: Any) -> None:
    anna = actors("anna").user_id
    in_force(session, actors("vera"))
    for number in range(5):
        in_force(session, actors("vera"), code=f"РП-1{number}", body=SILENT, roles=("manager",))

    assert queries_of(lambda: norm(session, KEY, employee=anna)) == 1
    assert queries_of(lambda: norm(session, KEY)) == 1


def test_all_norms_take_the_same_two_queries_however_many_regulations_there_are(
    session: Session, actors: Any
) -> None:
    assert queries_of(lambda: all_in_force(session)) == 2
    for number in range(4):
        body = discount_rules(7) if number == 0 else SILENT
        in_force(session, actors("vera"), code=f"РП-2{number}", body=body)

    assert queries_of(lambda: all_in_force(session)) == 2
    assert all_in_force(session)[KEY].value == 7


def test_the_day_before_and_the_day_after_obey_each_its_own_edition(
    session: Session, actors: Any
) -> None:
    first = in_force(session, actors("vera"), body=discount_rules(10), at=START)
    day = START + timedelta(days=30)
    second = in_force(session, actors("vera"), body=discount_rules(15), at=day)

    def sources() -> list[NormReading]:
        eve, next_day = day - timedelta(days=1), day + timedelta(days=1)
        return [norm(session, KEY, at=moment) for moment in (eve, day, next_day)]

    eve, start, after = sources()
    assert [one.value for one in (eve, start, after)] == [10, 15, 15]
    assert eve.source is not None
    assert after.source is not None
    assert (eve.source.document_id, eve.source.edition) == (first.document_id, 1)
    assert (after.source.document_id, after.source.edition) == (second.document_id, 2)
    assert start.source == after.source


def test_the_department_has_the_word_before_the_role_and_the_role_before_everybody(
    session: Session, actors: Any
) -> None:
    vera = actors("vera")
    group = session.scalars(select(Department).where(Department.name == "Первая группа")).one()
    in_force(session, vera, code="Всем", body=discount_rules(1))
    in_force(session, vera, code="Роли", body=discount_rules(2), roles=("manager",))
    in_force(session, vera, code="Отделу", body=discount_rules(3), departments=(group.id,))

    def value(login: str | None) -> Decimal:
        employee = actors(login).user_id if login else None
        return norm(session, KEY, employee=employee).value

    assert [value(login) for login in ("anna", "boris", "gleb", None)] == [3, 2, 1, 1]


def test_who_was_bound_on_a_day_does_not_change_afterwards(session: Session, actors: Any) -> None:
    vera, anna = actors("vera"), actors("anna")
    version = in_force(session, vera, body=discount_rules(3), roles=("manager",))
    kept = version.regulation
    given = regulations.RegulationInput(
        code=kept.code,
        title=kept.title,
        kind=RegulationKind(kept.kind),
        owner_id=kept.owner_id,
        roles=("logistics",),
    )
    regulations.edit_regulation(session, vera, kept.id, given)

    assert norm(session, KEY, employee=anna.user_id).value == 3
    assert norm(session, KEY, employee=actors("gleb").user_id).value == DEFAULT


def test_a_setting_of_the_head_holds_until_the_first_regulation_and_not_after(
    session: Session, actors: Any
) -> None:
    vera = actors("vera")
    with at(START):
        set_norm(session, KEY, Decimal(20), reason="Пока так", valid_from=None, actor=vera)
    day = START + timedelta(days=5)
    in_force(session, vera, body=discount_rules(4), at=day)

    assert norm(session, KEY, at=day - timedelta(days=1)).value == 20
    assert norm(session, KEY, at=day + timedelta(days=1)).value == 4
    with at(day + timedelta(days=1)), pytest.raises(Refused, match=r"п\. 1\.1"):
        set_norm(session, KEY, Decimal(9), reason="Иначе", valid_from=None, actor=vera)
