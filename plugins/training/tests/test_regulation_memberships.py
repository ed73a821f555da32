"""Rules of the past are for whom they were: roles and departments are asked as they were then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import AccountRole, Department, at, norm, now
from core.sdk.web import db
from core.testing.queries import counted
from plugins.training.services import regulations
from plugins.training.tests.reading_world import set_roles, user
from plugins.training.tests.regulation_world import discount_rules, in_force
from plugins.training.tests.timeline_world import (
    DEFAULT,
    KEY,
    NOBODY,
    START,
    TIMELINES,
    Worker,
    approve,
    planned,
    scan,
)

DAY = timedelta(days=1)
A_BIT = timedelta(microseconds=1)
BEFORE_THE_HOUSE = datetime.fromisoformat("2019-06-01T00:00:00+00:00")
ROLES = ("manager", "head", "logistics", "accountant")
DEPARTMENTS = (None, "Первая группа", "Вторая группа", "Склад", "Бухгалтерия")
TREE: dict[str, str | None] = {
    "Дирекция": None,
    "Отдел продаж": "Дирекция",
    "Первая группа": "Отдел продаж",
    "Вторая группа": "Отдел продаж",
    "Склад": "Дирекция",
    "Бухгалтерия": "Дирекция",
    "Кадры": "Дирекция",
}
AT_FIRST = {
    "anna": Worker(frozenset({"manager"}), "Первая группа"),
    "boris": Worker(frozenset({"manager"}), "Вторая группа"),
    "gleb": Worker(frozenset({"logistics"}), "Склад"),
}


@dataclass(frozen=True)
class Transfer:
    """A person gets other roles and another department, so many hours after the start."""

    hours: int
    login: str
    roles: frozenset[str]
    department: str | None


@dataclass(frozen=True)
class Rearrangement:
    """A department is put below another; the pairs to choose from cannot close a circle."""

    hours: int
    department: str
    parent: str | None


HOURS = st.integers(0, 24 * 60)
TRANSFERS = st.lists(
    st.builds(
        Transfer,
        hours=HOURS,
        login=st.sampled_from(sorted(AT_FIRST)),
        roles=st.frozensets(st.sampled_from(ROLES), max_size=2),
        department=st.sampled_from(DEPARTMENTS),
    ),
    max_size=6,
)
REARRANGEMENTS = st.lists(
    st.builds(
        Rearrangement,
        hours=HOURS,
        department=st.sampled_from(("Первая группа", "Вторая группа")),
        parent=st.sampled_from((None, "Отдел продаж", "Склад", "Бухгалтерия")),
    ),
    max_size=3,
)


def moved(session: Session, change: Transfer | Rearrangement) -> None:
    def department(name: str | None) -> int | None:
        found = select(Department.id).where(Department.name == name)
        return session.scalars(found).one() if name is not None else None

    with at(START + timedelta(hours=change.hours)):
        if isinstance(change, Transfer):
            person = user(session, change.login)
            person.roles = list(
                session.scalars(select(AccountRole).where(AccountRole.code.in_(change.roles)))
            )
            person.department_id = department(change.department)
        else:
            moving = session.get_one(Department, department(change.department))
            moving.parent_id = department(change.parent)
        session.flush()


class Model:
    """What was when, by nothing but a walk over the changes."""

    def __init__(self, changes: list[Transfer | Rearrangement]) -> None:
        self.changes = sorted(changes, key=lambda one: one.hours)

    def _until(self, moment: datetime) -> list[Transfer | Rearrangement]:
        return [one for one in self.changes if START + timedelta(hours=one.hours) <= moment]

    def worker(self, login: str | None, moment: datetime) -> Worker:
        if login is None or moment == BEFORE_THE_HOUSE:
            return NOBODY
        found = AT_FIRST[login]
        for one in self._until(moment):
            if isinstance(one, Transfer) and one.login == login:
                found = Worker(one.roles, one.department)
        return found

    def tree(self, moment: datetime) -> dict[str, str | None]:
        found = dict(TREE)
        for one in self._until(moment):
            if isinstance(one, Rearrangement):
                found[one.department] = one.parent
        return found


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(timelines=TIMELINES, transfers=TRANSFERS, rearrangements=REARRANGEMENTS)
def test_a_norm_goes_by_the_roles_and_the_department_of_its_moment(
    session: Session,
    actors: Any,
    timelines: list[Any],
    transfers: list[Transfer],
    rearrangements: list[Rearrangement],
) -> None:
    vera = actors("vera")
    model = Model([*transfers, *rearrangements])
    trial = session.begin_nested()
    try:
        approved = []
        waiting = list(model.changes)
        for moment, place, edition in planned(timelines):
            while waiting and START + timedelta(hours=waiting[0].hours) <= moment:
                moved(session, waiting.pop(0))
            approved += approve(session, vera, timelines, moment, place, edition)
        for change in waiting:
            moved(session, change)
        edges = {BEFORE_THE_HOUSE, START - DAY, START + 200 * DAY}
        edges |= {one.since + shift for one in approved for shift in (-A_BIT, A_BIT - A_BIT, DAY)}
        for change in model.changes:
            moment = START + timedelta(hours=change.hours)
            edges |= {moment - A_BIT, moment}
        for login in (None, *AT_FIRST):
            employee = user(session, login).id if login else None
            for moment in edges:
                reading = norm(session, KEY, at=moment, employee=employee)
                worker, tree = model.worker(login, moment), model.tree(moment)
                value, code = scan(approved, [], tree, worker, moment)
                assert reading.value == value
                title = reading.source.title if reading.source else None
                assert title == (f"Регламент {code}" if code else None)
    finally:
        trial.rollback()
        session.expire_all()


def test_who_has_changed_his_role_is_judged_of_the_day_before_by_the_old_one(
    session: Session, actors: Any
) -> None:
    in_force(
        session, actors("vera"), code="М", body=discount_rules(3), roles=("manager",), at=START
    )
    in_force(
        session, actors("vera"), code="Л", body=discount_rules(7), roles=("logistics",), at=START
    )
    anna, day = actors("anna").user_id, START + 10 * DAY
    with at(day):
        set_roles(session, "anna", "logistics")

    values = [norm(session, KEY, at=moment, employee=anna).value for moment in (day - A_BIT, day)]
    assert values == [3, 7]
    assert norm(session, KEY, employee=anna).value == 7


def test_a_rule_of_a_department_follows_who_has_left_it_only_up_to_that_day(
    session: Session, actors: Any
) -> None:
    names = ("Отдел продаж", "Склад")
    sales, stores = (
        session.scalars(select(Department.id).where(Department.name == name)).one()
        for name in names
    )
    in_force(session, actors("vera"), body=discount_rules(3), departments=(sales,), at=START)
    anna, day = user(session, "anna"), START + 10 * DAY
    with at(day):
        anna.department_id = stores
        session.flush()

    values = [norm(session, KEY, at=moment, employee=anna.id).value for moment in (day - DAY, day)]
    assert values == [3, DEFAULT]


def test_the_regulations_of_a_day_are_those_of_the_role_of_that_day(
    session: Session, actors: Any
) -> None:
    in_force(session, actors("vera"), body=discount_rules(3), roles=("manager",), at=START)
    anna, day = user(session, "anna"), START + 10 * DAY
    with at(day):
        set_roles(session, "anna", "logistics")

    def held(moment: datetime | None) -> list[str]:
        return [one.code for one in regulations.regulations_for(session, anna, moment)]

    assert held(day - A_BIT) == ["РП-01"]
    assert held(day) == held(None) == []


def test_a_norm_takes_one_query_however_often_the_person_has_changed_roles(
    session: Session, actors: Any
) -> None:
    in_force(session, actors("vera"), body=discount_rules(3), at=START)
    anna = actors("anna").user_id
    for step in range(1, 30):
        with at(START + step * DAY):
            set_roles(session, "anna", "manager" if step % 2 else "logistics")

    with counted(db.engine) as sent:
        values = [norm(session, KEY, at=moment, employee=anna).value for moment in (START, now())]
    assert values == [3, 3]
    assert len(sent) == 2
