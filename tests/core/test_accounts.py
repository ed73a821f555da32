"""Log-in, the throttle, sessions that end, roles and what they open."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import passwords, policy, sessions
from core.accounts import service as accounts
from core.accounts.models import Department, LoginAttempt, Role, RoleGrant, User
from core.db.session import unit_of_work
from core.directory.models import Partner
from core.directory.permissions import DirectoryPermission
from core.kernel import clock
from core.kernel.clock import now
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor, Scope
from core.testing.browser import Visitor
from core.testing.house import PASSWORD

Visit = Callable[..., Visitor]


def test_a_person_logs_in_and_out(visit: Visit) -> None:
    anna = visit("anna")
    assert anna.get("/").status_int == 200
    anna.act("/logout")
    assert anna.get("/").location.startswith("/login")


def test_a_cookie_copied_before_the_logout_is_worth_nothing_after_it(visit: Visit) -> None:
    anna = visit("anna")
    thief = visit()
    thief.cookiejar = anna.cookiejar
    stolen = {cookie.name: cookie.value for cookie in anna.cookiejar}
    anna.act("/logout")
    fresh = visit()
    for name, value in stolen.items():
        fresh.set_cookie(name, value)
    assert fresh.get("/").location.startswith("/login")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visit: Visit) -> None:
    def answer(login: str) -> str:
        form = visit().get("/login").forms[0]
        form["login"], form["password"] = login, "не тот пароль"
        page = form.submit(expect_errors=True)
        assert page.status_int == 422
        return page.html.find(role="alert").get_text(strip=True)

    assert answer("anna") == answer("nobody")


def test_guesses_close_the_door_and_time_opens_it(visit: Visit) -> None:
    visitor = visit()
    for _ in range(sessions.GUESSES_PER_LOGIN):
        form = visitor.get("/login").forms[0]
        form["login"], form["password"] = "anna", "мимо"
        form.submit(expect_errors=True)
    form = visitor.get("/login").forms[0]
    form["login"], form["password"] = "anna", PASSWORD
    assert form.submit(expect_errors=True).status_int == 429
    with clock.at(now() + sessions.WINDOW + timedelta(seconds=1)):
        assert visit().log_in("anna").status_int == 303


def test_a_success_forgets_the_failures(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        user = session.scalars(select(User).where(User.login == "anna")).one()
        sessions.remember_failure(session, "anna", "10.0.0.1")
        sessions.open_session(session, user, "10.0.0.1", "test")
        assert session.scalars(select(LoginAttempt)).all() == []


def test_a_disabled_person_is_out_at_once(app: Flask, visit: Visit) -> None:
    anna = visit("anna")
    with app.app_context(), unit_of_work() as session:
        user = session.scalars(select(User).where(User.login == "anna")).one()
        accounts.disable(session, user)
    assert anna.get("/").location.startswith("/login")
    form = visit().get("/login").forms[0]
    form["login"], form["password"] = "anna", PASSWORD
    assert form.submit(expect_errors=True).status_int == 422


def test_a_new_password_ends_the_other_sessions_but_not_this_one(visit: Visit) -> None:
    desk, phone = visit("anna"), visit("anna")
    answer = desk.act(
        "/profile/password",
        current=PASSWORD,
        password="совсем новый пароль",
        repeat="совсем новый пароль",
    )
    assert answer.status_int == 303
    assert desk.get("/").status_int == 200
    assert phone.get("/").location.startswith("/login")


def test_the_login_leads_only_to_addresses_of_this_site(visit: Visit) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        form = visit().get("/login", {"next": target}).forms[0]
        form["login"], form["password"] = "anna", PASSWORD
        target_reached = urlsplit(form.submit().location)
        assert (target_reached.netloc, target_reached.path) in {("", "/"), ("localhost", "/")}


def test_the_hash_is_argon2id_of_todays_cost() -> None:
    import argon2

    hasher = argon2.PasswordHasher()
    assert hasher.type is argon2.Type.ID
    assert hasher.memory_cost >= 19 * 1024
    assert hasher.time_cost >= 2


def test_a_short_password_is_refused_with_the_length() -> None:
    with pytest.raises(ValidationFailed, match="10"):
        passwords.hash_password("коротко")


def test_made_passwords_differ_and_can_be_dictated() -> None:
    made = {passwords.make_password() for _ in range(100)}
    assert len(made) == 100
    assert all(set(one) <= set("abcdefghjkmnpqrstuvwxyz23456789-") for one in made)


def test_several_roles_give_the_widest_scope(session: Session) -> None:
    user = session.scalars(select(User).where(User.login == "anna")).one()
    accounts.set_roles(session, user, ["manager", "head"])
    actor = accounts.actor_of(session, user)
    assert actor.scope(DirectoryPermission.PARTNER_VIEW) is Scope.DEPARTMENT


def test_what_an_administrator_took_away_stays_away_after_an_upgrade(session: Session) -> None:
    role = session.scalars(select(Role).where(Role.code == "manager")).one()
    permission = DirectoryPermission.PARTNER_VIEW.value
    accounts.set_grant(session, role.id, permission, accounts.NONE)
    accounts.sync_roles(session)
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.role_id == role.id, RoleGrant.permission == permission)
    ).one()
    assert grant.scope == accounts.NONE
    user = session.scalars(select(User).where(User.login == "anna")).one()
    assert not accounts.actor_of(session, user).can(DirectoryPermission.PARTNER_VIEW)


def test_scopes_open_own_rows_the_departments_rows_or_all(
    session: Session, actors: Callable[[str], Actor]
) -> None:
    def seen(login: str) -> set[str]:
        statement = policy.visible(
            select(Partner), Partner, actors(login), DirectoryPermission.PARTNER_VIEW
        )
        return {partner.name for partner in session.scalars(statement)}

    assert seen("anna") == {"ООО «Ромашка»"}
    assert seen("boris") == {"АО «Василёк»"}
    assert seen("vera") == seen("dina") == {"ООО «Ромашка»", "АО «Василёк»"}
    assert seen("zhanna") == set()


def test_a_head_sees_everything_below_and_nothing_beside(session: Session) -> None:
    departments = {one.name: one.id for one in session.scalars(select(Department))}
    vera = session.scalars(select(User).where(User.login == "vera")).one()
    assert accounts.departments_below(session, vera) == {
        departments["Отдел продаж"],
        departments["Первая группа"],
        departments["Вторая группа"],
    }


def test_the_administrator_cannot_lock_himself_out(visit: Visit, app: Flask) -> None:
    admin = visit("admin")
    with app.app_context(), unit_of_work() as session:
        user_id = session.scalars(select(User.id).where(User.login == "admin")).one()
    assert admin.act(f"/admin/users/{user_id}/disable").status_int in {303, 422}
    assert admin.get("/").status_int == 200
    page = admin.get(f"/admin/users/{user_id}")
    form = next(form for form in page.forms.values() if "roles" in form.fields)
    for box in form.fields["roles"]:
        box.checked = box._value == "manager"
    assert form.submit(expect_errors=True).status_int == 422
