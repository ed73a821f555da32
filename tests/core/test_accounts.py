"""Log-in, the throttle, sessions that end, roles and what they open."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import passwords, policy, sessions
from core.accounts import service as accounts
from core.accounts.models import Department, LoginAttempt, Role, RoleGrant, User
from core.db.session import db, unit_of_work
from core.directory.models import Partner
from core.directory.permissions import DirectoryPermission
from core.kernel import clock
from core.kernel.clock import now
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor, Scope
from core.testing.browser import Visitor
from core.testing.databases import TestDatabases
from core.testing.fixtures import TEMPLATE
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


def test_an_unattended_screen_is_no_place_to_guess_the_password_at(visit: Visit) -> None:
    desk = visit("anna")
    new = {"password": "совсем новый пароль", "repeat": "совсем новый пароль"}
    for _guess in range(sessions.GUESSES_PER_LOGIN):
        answer = desk.act("/profile/password", current="угадываю пароль", **new)
        assert answer.status_int == 422
    answer = desk.act("/profile/password", current=PASSWORD, **new)
    assert answer.status_int == 422
    assert "Подождите 15 минут и" in answer


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
        passwords.check_password("коротко")
    with pytest.raises(ValidationFailed, match="200"):
        passwords.check_password("длинно " * 30)


ANNA = ("anna", "Смирнова Анна Петровна")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("aaaaaaaaaaaa", "разных знаков"),
        ("абабабабабаб", "разных знаков"),
        ("anna-смирнова", "имени"),
        ("Smirnova2024!", "имени"),
        ("ПетровнаАнна1", "имени"),
        ("1234567890", "частых"),
        ("0987654321qwerty", "частых"),
        ("йцукенгшщзхъ", "частых"),
        ("1qaz2wsx3edc", "частых"),
        ("Password2024!", "частых"),
        ("Пароль123456", "частых"),
        ("qwe12qwe12qwe12", "частых"),
        ("gfhjkm12345", "частых"),
    ],
)
def test_a_password_that_is_tried_first_is_refused_with_the_reason(
    password: str, reason: str
) -> None:
    with pytest.raises(ValidationFailed, match=reason):
        passwords.check_password(password, ANNA)


@pytest.mark.parametrize(
    "password",
    ["мой собственный пароль", "Анна любит болты М8", "k7#vQ-2mZx", "корова летит на юг"],
)
def test_a_phrase_of_ones_own_is_taken(password: str) -> None:
    passwords.check_password(password, ANNA)


def test_made_passwords_are_never_among_the_weak() -> None:
    for _ in range(200):
        passwords.check_password(passwords.make_password(), ANNA)


def test_a_weak_password_is_refused_wherever_one_is_set(session: Session) -> None:
    user = session.scalars(select(User).where(User.login == "anna")).one()
    for set_one in (accounts.issue_password, accounts.choose_password):
        with pytest.raises(ValidationFailed, match="имени"):
            set_one(session, user, "anna-смирнова")
    with pytest.raises(ValidationFailed, match="частых"):
        accounts.create_user(
            session, login="ivan", full_name="Иванов", password="1234567890", roles=[], issued=True
        )


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


def test_who_has_no_account_owns_no_rows_not_even_those_of_nobody(session: Session) -> None:
    session.add(Partner(kind="company", name="Ничей", sort_name="ничей", inn="7728168971"))
    session.flush()
    for scope in (Scope.OWN, Scope.DEPARTMENT):
        grants = {DirectoryPermission.PARTNER_VIEW.value: scope}
        customer = Actor.outsider("Клиент", grants)
        statement = policy.visible(
            select(Partner), Partner, customer, DirectoryPermission.PARTNER_VIEW
        )
        assert session.scalars(statement).all() == []


def test_blank_and_endless_names_are_refused_beside_their_fields(session: Session) -> None:
    user = session.scalars(select(User).where(User.login == "anna")).one()
    for login, name, position, field in (
        ("  ", "Имя", "", "login"),
        ("anna", " ", "", "full_name"),
        ("a" * 65, "Имя", "", "login"),
        ("anna", "И" * 201, "", "full_name"),
        ("anna", "Имя", "Д" * 201, "position"),
        (" BORIS ", "Имя", "", "login"),
    ):
        with pytest.raises(ValidationFailed) as refused:
            accounts.rename(session, user, login, name, position)
        assert list(refused.value.errors) == [field]


def test_a_form_takes_blanks_for_no_answer(visit: Visit, app: Flask) -> None:
    admin = visit("admin")
    with app.app_context(), unit_of_work() as session:
        user_id = session.scalars(select(User.id).where(User.login == "anna")).one()
    page = admin.get(f"/admin/users/{user_id}")
    form = next(form for form in page.forms.values() if "full_name" in form.fields)
    form["full_name"] = "   "
    answer = form.submit(expect_errors=True)
    assert answer.status_int == 422
    assert "Заполните это поле" in answer


def test_a_name_is_found_however_it_is_typed(session: Session) -> None:
    found = accounts.find_login(session, " ANNA ")
    assert found is not None
    assert found.login == "anna"


def test_case_and_blanks_of_the_name_do_not_open_the_door_again(visit: Visit) -> None:
    visitor = visit()
    for guess in range(sessions.GUESSES_PER_LOGIN):
        form = visitor.get("/login").forms[0]
        form["login"] = ("anna", " ANNA", "Anna ")[guess % 3]
        form["password"] = "мимо"
        assert form.submit(expect_errors=True).status_int == 422
    form = visitor.get("/login").forms[0]
    form["login"], form["password"] = "aNNa", PASSWORD
    assert form.submit(expect_errors=True).status_int == 429


def test_many_names_tried_from_one_address_close_it(session: Session) -> None:
    for number in range(sessions.GUESSES_PER_ADDRESS):
        sessions.remember_failure(session, f"name{number}", "10.0.0.9")
    with pytest.raises(sessions.TooManyGuesses):
        sessions.check_throttle(session, "anna", "10.0.0.9")
    sessions.check_throttle(session, "anna", "10.0.0.10")


def test_a_header_of_the_client_does_not_make_him_another_address(visit: Visit, app: Flask) -> None:
    form = visit().get("/login").forms[0]
    form["login"], form["password"] = "nobody", "мимо"
    form.submit(headers={"X-Forwarded-For": "203.0.113.7"}, expect_errors=True)
    with app.app_context(), unit_of_work() as session:
        assert session.scalars(select(LoginAttempt.ip)).all() == ["127.0.0.1"]


def test_a_proxy_that_is_named_is_believed(
    application: Flask, databases: TestDatabases, make_app: Callable[..., Flask]
) -> None:
    behind = make_app(databases.copy(TEMPLATE, "proxied"), proxies="1")
    form = Visitor(behind).get("/login").forms[0]
    form["login"], form["password"] = "nobody", "мимо"
    form.submit(headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}, expect_errors=True)
    with behind.app_context():
        with unit_of_work() as session:
            assert session.scalars(select(LoginAttempt.ip)).all() == ["203.0.113.7"]
        db.engine.dispose()


def test_the_cookie_from_before_the_login_does_not_become_the_persons(visit: Visit) -> None:
    planted = visit()
    planted.get("/login")
    victim = visit()
    for cookie in planted.cookiejar:
        victim.cookiejar.set_cookie(copy(cookie))
    victim.log_in("anna")
    assert victim.get("/").status_int == 200
    assert planted.get("/").location.startswith("/login")


def test_an_administrator_cannot_take_the_keeping_of_roles_from_himself(
    visit: Visit, app: Flask
) -> None:
    admin = visit("admin")
    with app.app_context(), unit_of_work() as session:
        role_id = session.scalars(select(Role.id).where(Role.code == "admin")).one()
    answer = admin.act(f"/admin/roles/{role_id}", **{"core.admin.roles": "none"})
    assert answer.status_int == 422
    assert admin.get("/admin/roles").status_int == 200
