"""Who keeps accounts gains by it nothing that he does not hold himself."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import administration
from core.accounts import service as accounts
from core.accounts.administration import UserData
from core.accounts.models import Role, RoleGrant, User
from core.accounts.permissions import AdminPermission
from core.db.session import db, unit_of_work
from core.kernel.errors import Refused
from core.kernel.permissions import Actor, Scope
from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]
POWER = "есть права, которых нет у вас"


@pytest.fixture
def keeper(session: Session) -> Actor:
    """Егор, who keeps accounts and may do nothing else."""
    return make_keeper(session)


def make_keeper(session: Session) -> Actor:
    session.add(Role(code="keeper", title="Кадровик"))
    session.flush()
    role = session.scalars(select(Role).where(Role.code == "keeper")).one()
    accounts.set_grant(session, role.id, AdminPermission.USERS, "all")
    user = person(session, "egor")
    accounts.set_roles(session, user, ["keeper"])
    return accounts.actor_of(session, user)


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def data_of(user: User, **other: object) -> UserData:
    roles = tuple(role.code for role in user.roles)
    known = {
        "login": user.login,
        "full_name": user.full_name,
        "email": user.email,
        "roles": roles,
        **other,
    }
    return UserData(**known)  # pyright: ignore[reportArgumentType]


def kept(user: User) -> tuple[object, ...]:
    roles = [role.code for role in user.roles]
    return user.password_hash, user.disabled_at, roles, user.login, user.email


def admin_actor(session: Session) -> Actor:
    return accounts.actor_of(session, person(session, "admin"))


@pytest.mark.parametrize(
    "act",
    [
        administration.check_invitable,
        administration.close,
        administration.reopen,
        lambda session, actor, user: administration.change(
            session, actor, user, data_of(user, roles=()), user.version
        ),
        lambda session, actor, user: administration.change(
            session, actor, user, data_of(user, login="moved"), user.version
        ),
        lambda session, actor, user: administration.change(
            session, actor, user, data_of(user, email="mine@krepezh.example"), user.version
        ),
    ],
    ids=["password", "closing", "opening", "roles", "login", "email"],
)
@pytest.mark.parametrize("login", ["admin", "vera", "anna"])
def test_a_keeper_has_no_power_over_who_may_do_more(
    session: Session, keeper: Actor, act: Callable[..., object], login: str
) -> None:
    user = person(session, login)
    before = kept(user)
    with pytest.raises(Refused, match=POWER):
        act(session, keeper, user)
    assert kept(user) == before


def test_a_wider_scope_of_the_same_permission_is_more(session: Session, keeper: Actor) -> None:
    user = person(session, "anna")
    accounts.set_roles(session, user, ["keeper"])
    administration.check_invitable(session, keeper, user)
    narrow = Actor(
        user_id=keeper.user_id,
        name=keeper.name,
        grants={AdminPermission.USERS.value: Scope.OWN},
    )
    with pytest.raises(Refused, match=POWER):
        administration.check_invitable(session, narrow, user)


def test_a_keeper_gives_no_role_that_may_do_more_than_he(session: Session, keeper: Actor) -> None:
    for user in (person(session, "egor"), person(session, "boris")):
        with pytest.raises(Refused, match="права, которых нет у вас"):
            administration.change(
                session, keeper, user, data_of(user, roles=("keeper", "admin")), user.version
            )
    with pytest.raises(Refused, match="Руководитель отдела продаж"):
        administration.make(session, keeper, UserData("new", "Новый", roles=("head",)))


def test_a_keeper_keeps_whoever_may_do_no_more_than_he(session: Session, keeper: Actor) -> None:
    user = administration.make(
        session,
        keeper,
        UserData("new", "Новая Нина", email="nina@krepezh.example", roles=("keeper",)),
    )
    assert user.password_hash == ""
    administration.check_invitable(session, keeper, user)
    administration.close(session, keeper, user)
    assert user.disabled_at is not None
    administration.reopen(session, keeper, user)
    administration.change(session, keeper, user, data_of(user, roles=()), user.version)
    assert user.roles == []


def test_a_keeper_may_put_right_the_name_of_anybody(session: Session, keeper: Actor) -> None:
    vera = person(session, "vera")
    corrected = data_of(vera, full_name="Кузнецова Вера Ильинична")
    administration.change(session, keeper, vera, corrected, vera.version)
    assert vera.full_name == "Кузнецова Вера Ильинична"


def test_who_keeps_the_roles_may_everything_but_leave_nobody(session: Session) -> None:
    admin = admin_actor(session)
    vera = person(session, "vera")
    administration.check_invitable(session, admin, vera)
    administration.change(session, admin, vera, data_of(vera, roles=("admin",)), vera.version)
    administration.close(session, admin, vera)
    with pytest.raises(Refused, match="Себя отключить нельзя"):
        administration.close(session, admin, person(session, "admin"))


def test_the_last_administrator_is_neither_closed_nor_stripped(session: Session) -> None:
    admin = person(session, "admin")
    program = Actor.system()
    with pytest.raises(Refused, match="последний администратор"):
        administration.close(session, program, admin)
    with pytest.raises(Refused, match="последний администратор"):
        administration.change(
            session, program, admin, data_of(admin, roles=("manager",)), admin.version
        )
    second = person(session, "vera")
    accounts.set_roles(session, second, ["head", "admin"])
    administration.close(session, program, admin)
    assert admin.disabled_at is not None
    with pytest.raises(Refused, match="последний администратор"):
        administration.close(session, program, second)


def test_an_administrator_takes_the_key_from_himself_by_another_only(session: Session) -> None:
    admin = person(session, "admin")
    accounts.set_roles(session, person(session, "vera"), ["head", "admin"])
    with pytest.raises(Refused, match="только другой администратор"):
        administration.change(
            session, admin_actor(session), admin, data_of(admin, roles=()), admin.version
        )


def test_the_refusal_is_told_on_the_screen(visit: Visit, app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        make_keeper(session)
        vera = person(session, "vera").id
    egor = visit("egor")
    page = egor.get(f"/admin/users/{vera}")
    refused = form_with(page, "/invitation").submit()
    assert POWER in refused.follow().text
    form = next(form for form in page.forms.values() if "full_name" in form.fields)
    form["login"] = "moved"
    answer = form.submit(expect_errors=True)
    assert answer.status_int == 422
    assert POWER in answer.text


def test_a_stale_save_shows_both_versions_and_can_be_repeated(visit: Visit, app: Flask) -> None:
    admin = visit("admin")
    with app.app_context():
        anna = person(db.session(), "anna").id
        db.session.remove()
    page = admin.get(f"/admin/users/{anna}")
    with app.app_context(), unit_of_work() as session:
        user = person(session, "anna")
        user.position = "Старший менеджер"
        accounts.set_roles(session, user, ["manager", "trainer"])
    form = next(form for form in page.forms.values() if "full_name" in form.fields)
    form["position"] = "Ведущий менеджер"
    answer = form.submit(expect_errors=True)
    assert answer.status_int == 409
    told = answer.html.find(class_="alert").get_text(" ", strip=True)
    assert "Старший менеджер" in told
    assert "Ведущий менеджер" in told
    assert "Кадры и обучение" in told
    again = next(form for form in answer.forms.values() if "full_name" in form.fields)
    assert again.submit().status_int == 303
    with app.app_context():
        user = person(db.session(), "anna")
        assert user.position == "Ведущий менеджер"
        assert [role.code for role in user.roles] == ["manager"]
        db.session.remove()


def test_grants_of_modules_that_are_off_count_for_nothing(session: Session, keeper: Actor) -> None:
    user = person(session, "anna")
    accounts.set_roles(session, user, ["keeper"])
    role = user.roles[0]
    session.add(RoleGrant(role_id=role.id, permission="absent.thing.do", scope="all"))
    session.flush()
    administration.check_invitable(session, keeper, user)
