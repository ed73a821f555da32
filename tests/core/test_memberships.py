"""Since when people have their roles and departments, whoever changes them and however."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts import dating, departments, memberships
from core.accounts import service as accounts
from core.accounts.models import Department, DepartmentPlace, Membership, Role, User, UserRole
from core.db.session import db, unit_of_work
from core.extending import migrate
from core.extending.registry import registry_of
from core.kernel import clock
from core.kernel.clock import now
from core.testing.browser import Visitor
from core.testing.house import FOUNDED
from core.testing.queries import counted

Change = Callable[[Session, User], None]
DAY = timedelta(days=1)


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def role(session: Session, code: str) -> Role:
    return session.scalars(select(Role).where(Role.code == code)).one()


def department(session: Session, name: str) -> Department:
    return session.scalars(select(Department).where(Department.name == name)).one()


def told(session: Session, user: User) -> set[tuple[str, datetime, datetime | None]]:
    """The person's periods in words."""
    found: set[tuple[str, datetime, datetime | None]] = set()
    for one in memberships.story(session, user.id):
        where = one.department.name if one.department else ""
        found.add((one.role.code if one.role else where, one.since, one.until))
    return found


def by_service(session: Session, user: User) -> None:
    accounts.set_roles(session, user, ["head"])


def by_assignment(session: Session, user: User) -> None:
    user.roles = [role(session, "head")]


def by_the_list(session: Session, user: User) -> None:
    user.roles.append(role(session, "head"))
    user.roles.remove(role(session, "manager"))


def by_rows(session: Session, user: User) -> None:
    session.add(UserRole(user_id=user.id, role_id=role(session, "head").id))
    session.delete(session.get_one(UserRole, (user.id, role(session, "manager").id)))


@pytest.mark.parametrize("change", [by_service, by_assignment, by_the_list, by_rows])
def test_a_role_ends_and_another_begins_at_the_moment_of_the_change(
    session: Session, change: Change
) -> None:
    anna, moment = person(session, "anna"), now()
    with clock.at(moment):
        change(session, anna)
        session.flush()

    assert told(session, anna) == {
        ("Первая группа", FOUNDED, None),
        ("manager", FOUNDED, moment),
        ("head", moment, None),
    }
    past = memberships.Past.of(session, FOUNDED, moment)
    assert past.roles(anna.id, moment - timedelta(microseconds=1)) == {"manager"}
    assert past.roles(anna.id, moment) == {"head"}
    assert dating.check(session) == []


def by_key(session: Session, user: User) -> None:
    user.department_id = department(session, "Склад").id


def by_relation(session: Session, user: User) -> None:
    user.department = department(session, "Склад")


@pytest.mark.parametrize("change", [by_key, by_relation])
def test_a_department_ends_and_another_begins_at_the_moment_of_the_change(
    session: Session, change: Change
) -> None:
    anna, moment = person(session, "anna"), now()
    with clock.at(moment):
        change(session, anna)
        session.flush()

    assert told(session, anna) == {
        ("manager", FOUNDED, None),
        ("Первая группа", FOUNDED, moment),
        ("Склад", moment, None),
    }


def test_what_is_not_changed_goes_on(session: Session) -> None:
    anna = person(session, "anna")
    before = told(session, anna)
    accounts.set_roles(session, anna, ["manager"])
    accounts.rename(session, anna, "anna", "Климова Анна Петровна", "Старший менеджер")
    accounts.disable(session, anna)

    assert told(session, anna) == before


def test_a_new_account_has_its_roles_from_the_moment_it_was_made(session: Session) -> None:
    moment = now()
    with clock.at(moment):
        user = accounts.create_user(
            session,
            login="new",
            full_name="Новиков Пётр",
            password="совсем новый пароль",
            roles=["manager", "logistics"],
            department_id=department(session, "Склад").id,
        )

    assert told(session, user) == {
        ("manager", moment, None),
        ("logistics", moment, None),
        ("Склад", moment, None),
    }
    assert user.created_at == moment


def test_a_role_taken_and_given_back_leaves_the_time_between(session: Session) -> None:
    anna, moment = person(session, "anna"), now()
    with clock.at(moment):
        accounts.set_roles(session, anna, [])
    with clock.at(moment + DAY):
        accounts.set_roles(session, anna, ["manager"])

    past = memberships.Past.of(session, FOUNDED, moment + DAY)
    held = [past.roles(anna.id, moment + step * DAY) for step in (-1, 0, 1)]
    assert held == [{"manager"}, frozenset(), {"manager"}]


def test_what_has_lasted_no_time_leaves_no_trace(session: Session) -> None:
    anna, moment = person(session, "anna"), now()
    before = told(session, anna)
    with clock.at(moment):
        accounts.set_roles(session, anna, ["manager", "head"])
        accounts.set_roles(session, anna, ["manager"])

    assert told(session, anna) == before


def test_a_clock_that_was_set_back_rewrites_nothing(session: Session) -> None:
    anna, moment = person(session, "anna"), now()
    with clock.at(moment):
        accounts.set_roles(session, anna, ["head"])
    with clock.at(moment - DAY):
        accounts.set_roles(session, anna, ["logistics"])

    assert told(session, anna) == {
        ("Первая группа", FOUNDED, None),
        ("manager", FOUNDED, moment),
        ("logistics", moment, None),
    }


def test_a_department_that_was_moved_stood_where_it_stood(session: Session) -> None:
    anna, moment = person(session, "anna"), now()
    group, stores = department(session, "Первая группа"), department(session, "Склад")
    sales, board = department(session, "Отдел продаж"), department(session, "Дирекция")
    with clock.at(moment):
        departments.save(session, group, name=group.name, parent_id=stores.id, head_id=None)

    past = memberships.Past.of(session, FOUNDED, moment)
    assert past.departments(anna.id, moment - DAY) == {group.id, sales.id, board.id}
    assert past.departments(anna.id, moment) == {group.id, stores.id, board.id}
    periods = session.execute(
        select(DepartmentPlace.parent_id, DepartmentPlace.since, DepartmentPlace.until).where(
            DepartmentPlace.department_id == group.id
        )
    )
    assert {tuple(row) for row in periods} == {
        (sales.id, FOUNDED, moment),
        (stores.id, moment, None),
    }


def test_departments_in_a_circle_do_no_harm(session: Session) -> None:
    anna = person(session, "anna")
    group, sales = department(session, "Первая группа"), department(session, "Отдел продаж")
    sales.parent_id = group.id
    session.flush()

    moment = now() + DAY
    past = memberships.Past.of(session, moment, moment)
    assert past.departments(anna.id, moment) == {group.id, sales.id}


def test_the_past_takes_two_queries_however_many_people_there_are(session: Session) -> None:
    for code in ("manager", "head"):
        for login in ("anna", "boris", "gleb", "dina"):
            accounts.set_roles(session, person(session, login), [code])

    with counted(db.engine) as sent:
        past = memberships.Past.of(session, FOUNDED, now())
        for user_id in range(1, 10):
            past.roles(user_id, now())
            past.departments(user_id, now())
    assert len(sent) == 2


def test_the_check_finds_what_was_written_past_the_program(session: Session) -> None:
    anna, group = person(session, "anna"), department(session, "Первая группа")
    assert dating.check(session) == []
    session.execute(update(User.__table__).where(User.id == anna.id).values(department_id=None))
    session.execute(
        update(Department.__table__).where(Department.id == group.id).values(parent_id=None)
    )

    assert dating.check(session) == [
        f"сотрудник {anna.id}: роли и отдел не те, что записаны по дням",
        f"отдел {group.id}: вышестоящий не тот, что записан по дням",
    ]


def test_an_upgrade_opens_periods_from_the_making_of_the_account(app: Flask) -> None:
    registry = app.extensions["reglament"].registry
    with app.app_context():
        migrate.downgrade(db.engine, registry, "core", "0002")
        with unit_of_work() as session:
            session.execute(
                update(User.__table__)
                .where(User.login == "egor")
                .values(created_at=FOUNDED + 9 * DAY)
            )
        migrate.upgrade(db.engine, registry)
        with unit_of_work() as session:
            assert registry_of(session) is registry
            assert dating.check(session) == []
            anna, egor = person(session, "anna"), person(session, "egor")
            assert told(session, anna) == {
                ("manager", FOUNDED, None),
                ("Первая группа", FOUNDED, None),
            }
            assert {since for _, since, _ in told(session, egor)} == {FOUNDED + 9 * DAY}
            assert set(session.scalars(select(DepartmentPlace.since))) == {FOUNDED}


def test_periods_go_with_the_account(session: Session) -> None:
    user = accounts.create_user(
        session,
        login="new",
        full_name="Новиков Пётр",
        password="совсем новый пароль",
        roles=["manager"],
    )
    session.delete(user)
    session.flush()

    assert session.scalars(select(Membership).where(Membership.user_id == user.id)).all() == []


def test_the_page_of_an_account_tells_what_the_person_had_and_since_when(
    visit: Callable[..., Visitor], app: Flask
) -> None:
    with app.app_context(), clock.at(FOUNDED + 400 * DAY), unit_of_work() as session:
        anna = person(session, "anna")
        accounts.set_roles(session, anna, ["head"])
        anna_id = anna.id
    card = visit("admin").get(f"/admin/users/{anna_id}").html.find(id="stays")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in card.find("tbody").find_all("tr")
    ]

    assert [row[0] for row in rows] == [
        "Руководитель отдела продаж",
        "Менеджер по продажам",
        "Первая группа",
    ]
    assert rows[0][1].startswith("12.02.2021")
    assert rows[0][2] == "сейчас"
    assert rows[1][1].startswith("09.01.2020")
    assert rows[1][2].startswith("12.02.2021")
