"""A password that its owner alone knows: the letter, the link, the issued password."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webtest import TestResponse

from core.accounts import invitations, passwords, sessions
from core.accounts import service as accounts
from core.accounts.models import Invitation, User
from core.db.session import db, unit_of_work
from core.directory.models import BankAccount, Organisation
from core.extending.runtime import runtime
from core.kernel import clock
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor
from core.mail.inviting import invite as invite_person
from core.mail.models import MailMessage
from core.testing.browser import Visitor, form_with
from core.testing.house import PASSWORD

Visit = Callable[..., Visitor]
OWN = "мой собственный пароль"


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def user_id(app: Flask, login: str) -> int:
    with app.app_context(), unit_of_work() as session:
        return person(session, login).id


def letters(app: Flask) -> list[tuple[str, str, str]]:
    """Whom, about what, the text; the last on top."""
    with app.app_context():
        found = db.session().scalars(select(MailMessage).order_by(MailMessage.id.desc()))
        lines = [(one.to[0], one.subject, one.text) for one in found]
        db.session.remove()
    return lines


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/invitation/[\w-]{43})", text)
    assert found, text
    return found[1]


def form_of(page: TestResponse, field: str) -> Any:
    """The form of a page that has the field."""
    return next(form for form in page.forms.values() if field in form.fields)


def newcomer(visit: Visit, app: Flask, **other: str) -> str:
    """The administrator makes an account; the address in the letter."""
    form = form_of(visit("admin").get("/admin/users/new"), "full_name")
    for name, value in {
        "full_name": "Новиков Роман Олегович",
        "login": "roman",
        "email": "roman@krepezh.example",
        **other,
    }.items():
        form[name] = value
    assert form.submit().status_int == 303
    return link_in(letters(app)[0][2])


def invite(visit: Visit, app: Flask, login: str) -> str:
    """The administrator has the person sent the way to a password; the address in the letter."""
    visit("admin").act(f"/admin/users/{user_id(app, login)}/invitation")
    return link_in(letters(app)[0][2])


def set_password(visitor: Visitor, link: str, password: str = OWN, again: str = "") -> TestResponse:
    form = visitor.get(link).forms[0]
    form["password"], form["repeat"] = password, again or password
    return form.submit(expect_errors=True)


def may_enter(visit: Visit, login: str, password: str) -> bool:
    form = visit().get("/login").forms[0]
    form["login"], form["password"] = login, password
    return form.submit(expect_errors=True).status_int == 303


def text_of(page: TestResponse) -> str:
    return page.html.find("main").get_text(" ", strip=True)


# --- the letter and the link ---


def test_a_new_person_sets_his_password_himself_by_the_letter(visit: Visit, app: Flask) -> None:
    link = newcomer(visit, app)
    (to, subject, text) = letters(app)[0]
    assert to == "roman@krepezh.example"
    assert subject == "Приглашение в программу"
    assert "Имя для входа: roman" in text
    page = visit().get(link)
    assert "Новиков Роман Олегович" in text_of(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"

    answer = set_password(visit(), link)

    assert answer.location.endswith("/login")
    assert may_enter(visit, "roman", OWN)
    with app.app_context(), unit_of_work() as session:
        assert person(session, "roman").has_own_password


def test_the_administrator_neither_sees_nor_types_a_password(visit: Visit, app: Flask) -> None:
    newcomer(visit, app)
    admin = visit("admin")
    card = admin.get(f"/admin/users/{user_id(app, 'roman')}")
    assert not card.html.select("input[type=password]")
    assert "roman@krepezh.example" in text_of(card)
    assert "приглашён" in text_of(admin.get("/admin/users"))
    with app.app_context(), unit_of_work() as session:
        assert person(session, "roman").password_hash == ""
    # An empty password is no password.
    assert not may_enter(visit, "roman", "")
    assert not may_enter(visit, "roman", " ")


def test_without_an_address_nobody_is_made_and_nobody_is_written_to(
    visit: Visit, app: Flask
) -> None:
    form = form_of(visit("admin").get("/admin/users/new"), "full_name")
    form["full_name"], form["login"] = "Новиков Роман", "roman"
    answer = form.submit(expect_errors=True)
    assert answer.status_int == 422
    assert "Укажите почту" in answer
    with app.app_context(), unit_of_work() as session:
        person(session, "gleb").email = ""
    visit("admin").act(f"/admin/users/{user_id(app, 'gleb')}/invitation")
    assert letters(app) == []


def test_the_table_keeps_the_hash_of_the_key_alone(visit: Visit, app: Flask) -> None:
    token = newcomer(visit, app).rpartition("/")[2]
    with app.app_context():
        kept = db.session().scalars(select(Invitation)).one()
        assert kept.token_hash == invitations._digest(token)
        assert token not in repr(vars(kept))
        db.session.remove()


def test_the_link_works_once(visit: Visit, app: Flask) -> None:
    link = newcomer(visit, app)
    set_password(visit(), link)
    page = visit().get(link, expect_errors=True)
    assert page.status_int == 410
    assert "пароль уже задан" in text_of(page)
    assert may_enter(visit, "roman", OWN)


def test_the_second_of_two_presses_leads_where_the_first_did_and_changes_nothing(
    visit: Visit, app: Flask
) -> None:
    visitor = visit()
    form = visitor.get(newcomer(visit, app)).forms[0]
    form["password"] = form["repeat"] = OWN
    first, second = form.submit(), form.submit()
    assert first.status_int == second.status_int == 303
    assert first.location == second.location
    form["password"] = form["repeat"] = "совсем другой пароль"
    assert form.submit().status_int == 303
    assert "пароль уже задан" in visitor.get("/login").text
    assert may_enter(visit, "roman", OWN)
    assert not may_enter(visit, "roman", "совсем другой пароль")


def test_a_later_link_closes_the_former(visit: Visit, app: Flask) -> None:
    former = newcomer(visit, app)
    later = invite(visit, app, "roman")
    assert former != later
    page = visit().get(former, expect_errors=True)
    assert page.status_int == 410
    assert "заменила другая" in text_of(page)
    assert set_password(visit(), later).status_int == 303
    assert may_enter(visit, "roman", OWN)


def test_an_expired_link_says_whom_to_ask(visit: Visit, app: Flask) -> None:
    link = newcomer(visit, app)
    form = visit().get(link).forms[0]
    form["password"] = form["repeat"] = OWN
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        page = visit().get(link, expect_errors=True)
        assert page.status_int == 410
        assert "Срок ссылки истёк. Попросите администратора" in text_of(page)
        # Neither does a page that was opened in time.
        assert form.submit(expect_errors=True).status_int == 410
    with app.app_context(), unit_of_work() as session:
        assert person(session, "roman").password_hash == ""


def test_a_closed_account_opens_by_no_link(visit: Visit, app: Flask) -> None:
    link = newcomer(visit, app)
    number = user_id(app, "roman")
    visit("admin").act(f"/admin/users/{number}/disable")
    page = visit().get(link, expect_errors=True)
    assert page.status_int == 410
    assert "Доступ закрыт" in text_of(page)
    sent = len(letters(app))
    visit("admin").act(f"/admin/users/{number}/invitation")
    assert len(letters(app)) == sent
    # Opened again, the account needs a new letter.
    visit("admin").act(f"/admin/users/{number}/enable")
    assert visit().get(link, expect_errors=True).status_int == 410


def test_a_letter_to_a_wrong_address_sets_no_password_once_the_address_is_put_right(
    visit: Visit, app: Flask
) -> None:
    link = newcomer(visit, app, email="rmoan@krepezh.example")
    form = form_of(visit("admin").get(f"/admin/users/{user_id(app, 'roman')}"), "full_name")
    form["email"] = "roman@krepezh.example"
    assert form.submit().status_int == 303
    assert visit().get(link, expect_errors=True).status_int == 410


def test_a_forgotten_password_is_replaced_by_the_same_way(visit: Visit, app: Flask) -> None:
    anna = visit("anna")
    link = invite(visit, app, "anna")
    assert letters(app)[0][1] == "Новый пароль"
    # Until she sets another one she works as before.
    assert anna.get("/").status_int == 200
    assert may_enter(visit, "anna", PASSWORD)
    set_password(visit(), link)
    assert "/login" in anna.get("/").location
    assert not may_enter(visit, "anna", PASSWORD)
    assert may_enter(visit, "anna", OWN)


def test_what_is_wrong_with_a_password_is_said_beside_it_and_the_link_still_works(
    visit: Visit, app: Flask
) -> None:
    link = newcomer(visit, app)
    for password, again, words in (
        ("коротко", "", "короче 10 знаков"),
        (OWN, "не тот же пароль", "Пароли не совпадают"),
        (" ", "", "Заполните это поле"),
    ):
        answer = set_password(visit(), link, password, again)
        assert answer.status_int == 422
        assert words in answer
        assert password == " " or password not in answer
    assert set_password(visit(), link).status_int == 303


def test_a_page_that_has_lost_its_session_asks_again(visit: Visit, app: Flask) -> None:
    answer = visit().post(
        newcomer(visit, app),
        {"csrf_token": "чужой", "password": OWN, "repeat": OWN},
        expect_errors=True,
    )
    assert answer.status_int == 422
    assert "Страница устарела" in answer
    assert not may_enter(visit, "roman", OWN)


def test_the_page_and_the_letter_speak_the_readers_language(visit: Visit, app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        person(session, "gleb").language = "en"
    link = invite(visit, app, "gleb")
    page = visit().get(link, headers={"Accept-Language": "en"})
    assert page.html.html["lang"] == "en"
    assert visit().get(link, headers={"Accept-Language": "ru"}).html.html["lang"] == "ru"
    assert re.search(r"November|December|January|\d{4}", letters(app)[0][2])


def test_strangers_find_nothing_and_do_not_try_for_long(visit: Visit) -> None:
    stranger = visit()
    for number in range(sessions.GUESSES_PER_LOGIN):
        page = stranger.get(f"/invitation/{'x' * 42}{number}", expect_errors=True)
        assert page.status_int == 404
        assert "Такой ссылки нет" in text_of(page)
    page = stranger.get(f"/invitation/{'y' * 43}", expect_errors=True)
    assert page.status_int == 429
    assert "Подождите 15 минут и" in text_of(page)


def test_guesses_of_links_do_not_keep_the_invited_out(visit: Visit, app: Flask) -> None:
    link = newcomer(visit, app)
    for number in range(sessions.GUESSES_PER_LOGIN + 1):
        visit().get(f"/invitation/{number}", expect_errors=True)
    assert set_password(visit(), link).status_int == 303


def test_nobody_but_keepers_of_accounts_sends_the_way(visit: Visit, app: Flask) -> None:
    number = user_id(app, "anna")
    for login in ("boris", "vera", "zhanna"):
        visitor = visit(login)
        answer = visitor.post(
            f"/admin/users/{number}/invitation",
            {"csrf_token": visitor.token()},
            expect_errors=True,
        )
        assert answer.status_int == 404
    assert letters(app) == []


def test_the_first_people_are_invited_before_there_is_an_organisation(
    app: Flask, session: Session, actors: Callable[[str], Actor]
) -> None:
    session.execute(delete(BankAccount))
    session.execute(delete(Organisation))
    invite_person(session, actors("admin"), person(session, "anna"), runtime().settings)
    text = session.scalars(select(MailMessage.text)).one()
    assert link_in(text)
    assert "ИНН" not in text


# --- the issued password ---


def issued(app: Flask, login: str, password: str = "выданный пароль") -> None:
    with app.app_context(), unit_of_work() as session:
        accounts.issue_password(session, person(session, login), password)


def test_who_was_given_a_password_sees_no_page_but_that_of_changing_it(
    visit: Visit, app: Flask
) -> None:
    issued(app, "anna")
    anna = visit()
    anna.log_in("anna", "выданный пароль")
    for address in ("/", "/profile/", "/directory/partners/", "/quotes/offers/"):
        assert anna.get(address).location.endswith("/profile/password")
    fragment = anna.get("/directory/partners/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"].endswith("/profile/password")
    page = anna.get("/profile/password")
    assert "вам выдали" in text_of(page)
    form = form_of(page, "repeat")
    form["current"] = form["password"] = form["repeat"] = "выданный пароль"
    same = form.submit(expect_errors=True)
    assert same.status_int == 422
    assert "Этот пароль вам выдали" in same

    form["current"] = "выданный пароль"
    form["password"] = form["repeat"] = OWN
    assert form.submit().status_int == 303

    assert anna.get("/").status_int == 200
    assert may_enter(visit, "anna", OWN)
    # The page is for those alone who need it.
    assert anna.get("/profile/password").location.endswith("/profile/")


def test_who_was_given_a_password_may_leave(visit: Visit, app: Flask) -> None:
    issued(app, "anna")
    anna = visit()
    anna.log_in("anna", "выданный пароль")
    form_with(anna.get("/profile/password"), "/logout").submit()
    assert "/login" in anna.get("/").location


def test_the_issued_password_is_not_chosen_by_the_link_either(session: Session) -> None:
    anna = person(session, "anna")
    accounts.issue_password(session, anna, "выданный пароль")
    token = invitations.issue(session, anna, None, clock.now() + timedelta(days=1))
    with pytest.raises(ValidationFailed, match="выдали"):
        accounts.accept_invitation(session, token, "выданный пароль")


def test_a_password_of_ones_own_closes_the_links_that_wait(session: Session) -> None:
    anna = person(session, "anna")
    token = invitations.issue(session, anna, None, clock.now() + timedelta(days=1))
    accounts.choose_password(session, anna, OWN)
    with pytest.raises(invitations.InvitationGone):
        invitations.find(session, token)
    assert passwords.matches(anna.password_hash, OWN)
